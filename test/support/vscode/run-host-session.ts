/** Runs one session of host tests in one real VS Code; whatever goes wrong becomes one failure with one clear line. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";

import type { VscodeInstallation } from "../../../scripts/vscode/install-vscode.ts";
import { type FolderSource, makeWorkspace } from "../../../scripts/vscode/make-workspace.ts";
import { type Settings, startServer, type VscodeServer } from "../../../scripts/vscode/start-server.ts";
import { workbenchAddress } from "../../../scripts/vscode/workbench-address.ts";
import { foldersVariable, reportVariable, sessionVariable } from "./host-report.ts";
import { readSessionResult, type SessionEnd, type SessionResult } from "./session-result.ts";

/** A window of VS Code, and the name of the folder under test/host whose tests run in it. */
export interface HostSession {
  readonly name: string;
  /** None, one, or several for a multi-root window. */
  readonly folders: readonly FolderSource[];
  /** Trusted means that trust is not asked for; untrusted, that it has not been granted. */
  readonly trust: "trusted" | "untrusted";
  readonly settings?: Settings;
  readonly environment?: Readonly<Record<string, string>>;
  /** From the start of VS Code to the end of the last test; 120 if absent. */
  readonly limitSeconds?: number;
}

/** What the session runs in. */
export interface SessionPlace {
  readonly browser: Browser;
  readonly installation: VscodeInstallation;
  /** The folder of the extension under test. */
  readonly extension: string;
  /** What build-host-tests.mjs wrote. */
  readonly bundle: string;
}

const pictures = path.resolve(import.meta.dirname, "../../../.vscode-test/failures");

/** Starts a server and a window of its own for the session, waits for its tests to end, and removes all of it. */
export async function runHostSession(session: HostSession, place: SessionPlace): Promise<SessionResult> {
  const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), "touchstone-host-")));
  const report = path.join(scratch, "report.json");
  try {
    const workspace = makeWorkspace(path.join(scratch, "workspace"), session.folders);
    // By way of the server, because the floor version takes no environment from the address of its page.
    const environment = environmentOf(session, report);
    await using server = await startServer(place.installation, { settings: settingsOf(session), environment, isForHostTests: true });
    const address = workbenchAddress(server, {
      workspace,
      developmentExtension: place.extension,
      tests: place.bundle,
    });
    const end = await openAndWait(address, { session, place, server });
    return readSessionResult(end, { report, session: session.name, bundle: place.bundle });
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Trust that nobody asks for counts as granted; no window may open with a question about it. */
export function settingsOf({ trust, settings }: HostSession): Settings {
  const asked = { "security.workspace.trust.startupPrompt": "never", "security.workspace.trust.banner": "never" };
  return { ...(trust === "trusted" ? { "security.workspace.trust.enabled": false } : asked), ...settings };
}

/** What the tests inside the window are told. */
export function environmentOf({ name, folders, environment }: HostSession, report: string): Readonly<Record<string, string>> {
  return { ...environment, [sessionVariable]: name, [reportVariable]: report, [foldersVariable]: String(folders.length) };
}

interface WaitPlace {
  readonly session: HostSession;
  readonly place: SessionPlace;
  readonly server: VscodeServer;
}

async function openAndWait(address: string, { session, place, server }: WaitPlace): Promise<SessionEnd> {
  const limit = session.limitSeconds ?? 120;
  const page = await place.browser.newPage({ viewport: { width: 1280, height: 800 } });
  const printed: string[] = [];
  const end = Promise.withResolvers<Omit<SessionEnd, "traces">>();
  const giveUp = (why: string) => end.resolve({ exitCode: null, why });
  await page.exposeFunction("codeAutomationLog", (kind: string, words: readonly unknown[]) => {
    const said = sayable(kind, words);
    if (said !== null) printed.push(said);
  });
  await page.exposeFunction("codeAutomationExit", (exitCode: number) => end.resolve({ exitCode, why: "" }));
  page.once("crash", () => giveUp("the browser's page crashed"));
  const timer = setTimeout(() => giveUp(`it had not ended after ${limit} s`), limit * 1000);
  // The extension host also ends after its tests; the exit code follows at once, and then this comes too late to matter.
  void server.extensionHostEnd.then(async (said) => {
    await page.waitForTimeout(2_000).catch(() => undefined);
    giveUp(`the extension host ended early: ${said}`);
  });
  try {
    await page.goto(address).catch((error: unknown) => giveUp(`the workbench did not load: ${String(error)}`));
    const { exitCode, why } = await end.promise;
    const name = `host-${place.installation.version}-${session.name}`;
    const traces = exitCode === 0 ? [] : [...printed.slice(-30), ...server.output().slice(-15), await takePicture(page, name)];
    return { exitCode, why, traces };
  } finally {
    clearTimeout(timer);
    await page.close();
  }
}

/** What the console of the extension host and the workbench said, cut to its first lines; null for what every start says. */
function sayable(kind: string, words: readonly unknown[]): string | null {
  const said = words.map((word) => (typeof word === "string" ? word : JSON.stringify(word))).join(" ");
  const isNoise =
    /bindings file|watchdog|from gallery|grace-time|AccountPolicyGate|AgentHost|ChatSession|^Updating additional|^(Resolv(ing|ed) connection|Creating a socket)|^\[Service Worker\]/.test(
      said,
    );
  return isNoise ? null : `  [${kind}] ${said.split("\n").slice(0, 8).join("\n")}`;
}

async function takePicture(page: Page, name: string): Promise<string> {
  mkdirSync(pictures, { recursive: true });
  const file = path.join(pictures, `${name}.png`);
  const taken = await page.screenshot({ path: file, timeout: 5_000 }).then(
    () => true,
    () => false,
  );
  return taken ? `  Picture of the window: ${file}` : "  The window could not be photographed.";
}
