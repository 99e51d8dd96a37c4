/** Starts a VS Code server on a free port of the loopback interface, with data, settings and extensions of its own. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { VscodeInstallation } from "./install-vscode.ts";
import { runProgram, startGroup, whenWeEnd } from "./process-group.ts";

/** User settings by their dotted names. */
export type Settings = Readonly<Record<string, unknown>>;

/** What a server starts with. */
export interface ServerOptions {
  /** Over the quiet ones that every server gets. */
  readonly settings?: Settings;
  /** Over this process's own environment; the extension host inherits it. */
  readonly environment?: NodeJS.ProcessEnv;
  /** `.vsix` files to install beforehand. */
  readonly packages?: readonly string[];
  /** The folder of an extension to run as it lies there, as if it were installed; not together with packages. */
  readonly extensionFolder?: string;
  /**
   * Whether pages may name an extension in development, and tests. VS Code allows that only in a mode for automation in which it
   * shows no notifications (1.139) and answers its dialogs itself (1.103), so it is nothing for people.
   */
  readonly isForHostTests?: boolean;
  /** What a browser must know to connect; nothing when absent. */
  readonly token?: string;
}

/** A running server; disposing of it stops it and removes its data. */
export interface VscodeServer extends AsyncDisposable {
  /** `127.0.0.1:port`, which addresses within VS Code must name exactly. */
  readonly authority: string;
  readonly token: string | null;
  readonly version: string;
  /** Resolves with the line that says so when an extension host has ended, whoever ended it. */
  readonly extensionHostEnd: Promise<string>;
  /** The last lines it printed, without those that say nothing. */
  output(): readonly string[];
  stop(): Promise<void>;
}

/** A first window without tips, surveys, updates or anything else that covers what is being looked at. */
export const quietSettings: Settings = {
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  // In a browser the default is another than on the desktop.
  "files.autoSave": "off",
  "git.openRepositoryInParentFolders": "never",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

const startLimitMs = 30_000;
const keptLines = 200;

/** Starts a server and waits until it can be connected to. */
export async function startServer(installation: VscodeInstallation, options: ServerOptions = {}): Promise<VscodeServer> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "touchstone-vscode-")));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const release = whenWeEnd(removeFolder);
  const folders = ["--server-data-dir", path.join(folder, "data"), "--extensions-dir", path.join(folder, "extensions")];
  writeSettings(path.join(folder, "data"), { ...quietSettings, ...options.settings });
  const environment = cleanEnvironment(options.environment);
  for (const file of options.packages ?? []) await installPackage(installation, file, { folders, environment });
  if (options.extensionFolder !== undefined) linkExtension(path.join(folder, "extensions"), options.extensionFolder);

  const group = startGroup(installation.node, [installation.serverMain, ...folders, ...serverWords(options)], { environment });
  const lines: string[] = [];
  const hostEnd = Promise.withResolvers<string>();
  const ready = Promise.withResolvers<string>();
  const listen = (line: string) => {
    const port = /^Extension host agent listening on (\d+)/.exec(line)?.[1];
    if (port !== undefined) ready.resolve(port);
    if (line.includes("Extension Host Process exited")) hostEnd.resolve(line);
    if (!isNoise(line)) lines.push(line);
    if (lines.length > keptLines) lines.shift();
  };
  for (const stream of [group.child.stdout, group.child.stderr]) if (stream !== null) createInterface(stream).on("line", listen);
  const stop = async () => {
    await group.stop();
    removeFolder();
    release();
  };
  const fail = (what: string) => ready.reject(new Error([`The VS Code ${installation.version} server ${what}.`, ...lines].join("\n")));
  const timer = setTimeout(() => fail(`was not ready after ${startLimitMs / 1000} s`), startLimitMs);
  group.child.once("error", (error) => fail(`could not be started: ${error.message}`));
  group.child.once("exit", (code, signal) => fail(`ended with ${code ?? signal ?? "nothing"} before it was ready`));
  try {
    const authority = `127.0.0.1:${await ready.promise}`;
    const common = { version: installation.version, extensionHostEnd: hostEnd.promise, output: () => lines };
    return { authority, token: options.token ?? null, ...common, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function serverWords({ token, isForHostTests = false }: ServerOptions): readonly string[] {
  return [
    ...["--host", "127.0.0.1", "--port", "0", "--accept-server-license-terms", "--telemetry-level", "off"],
    ...(isForHostTests ? ["--enable-smoke-test-driver"] : []),
    ...(token === undefined ? ["--without-connection-token"] : ["--connection-token", token]),
  ];
}

/** A link, so that VS Code finds the extension where its own are, and would remove no more than the link. */
function linkExtension(extensions: string, folder: string): void {
  const { publisher, name, version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Record<string, string>;
  mkdirSync(extensions, { recursive: true });
  symlinkSync(folder, path.join(extensions, `${publisher}.${name}-${version}`), "junction");
}

/** This process's environment without what VS Code and npm leave in it, which would make another program of VS Code. */
export function cleanEnvironment(over: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|npm_)/i.test(name));
  // No gallery, so that nothing asks a server on the internet about our extension.
  return { ...Object.fromEntries(kept), EXTENSIONS_GALLERY: "{}", ...over };
}

function writeSettings(dataFolder: string, settings: Settings): void {
  const user = path.join(dataFolder, "data", "User");
  mkdirSync(user, { recursive: true });
  writeFileSync(path.join(user, "settings.json"), JSON.stringify(settings, null, 2));
}

interface InstallOptions {
  readonly folders: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** Installs a `.vsix` as a user would; an exit code other than 0 or a missing success message is an error. */
async function installPackage({ node, serverMain }: VscodeInstallation, file: string, options: InstallOptions): Promise<void> {
  const words = [serverMain, ...options.folders, "--accept-server-license-terms", "--install-extension", path.resolve(file)];
  const { exitCode, output } = await runProgram(node, words, { environment: options.environment });
  if (exitCode === 0 && output.includes("successfully installed")) return;
  const said = output.split("\n").filter((line) => !isNoise(line));
  throw new Error([`VS Code did not install ${file} (exit code ${exitCode}).`, ...said].join("\n"));
}

/** What every start prints because two native modules are not built: logging to files and a watchdog, which nobody needs here. */
function isNoise(line: string): boolean {
  return /^\s*$|^\s+(at |→ |')|^\s*[\]}]|bindings file|tries: \[|spdlog|native-watchdog|MODULE_NOT_FOUND|^\[\d\d:\d\d:\d\d\] *$|\bvsda\b|grace-time|initializing default/.test(
    line,
  );
}
