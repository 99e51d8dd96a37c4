/** Finds a Chromium to drive: the one that CHROME_PATH names, an installed one, or the one inside an npm package on Linux x64. */
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** A browser that can be started, and what its environment needs for that. */
export interface FoundChromium {
  readonly executablePath: string;
  readonly environment: Readonly<Record<string, string>>;
}

const names = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge", "microsoft-edge-stable"];
const cache = path.resolve(import.meta.dirname, "../../.vscode-test");

/** Finds a browser; throws with one line that says what to install when there is none. */
export function findChromium(): FoundChromium {
  const named = process.env.CHROME_PATH;
  if (named !== undefined && named !== "") {
    if (!existsSync(named)) throw new Error(`CHROME_PATH names ${named}, which does not exist: correct it, or unset it.`);
    return { executablePath: named, environment: {} };
  }
  const installed = installedBrowsers().find((file) => existsSync(file) && starts(file));
  if (installed !== undefined) return { executablePath: installed, environment: {} };
  if (process.platform === "linux" && process.arch === "x64") return packagedChromium();
  throw new Error("No browser was found: install Google Chrome, Chromium or Microsoft Edge, or set CHROME_PATH to one.");
}

function installedBrowsers(): string[] {
  if (process.platform === "darwin") {
    const applications = ["Google Chrome", "Chromium", "Microsoft Edge"];
    return applications.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (process.platform === "win32") {
    const roots = [process.env.ProgramFiles, process.env["ProgramFiles(x86)"], process.env.LOCALAPPDATA];
    const files = ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"];
    return roots.flatMap((root) => (root === undefined ? [] : files.map((file) => path.join(root, file))));
  }
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

/** The browser of @sparticuz/chromium, unpacked once into the git-ignored cache; the package itself would share one folder with all users. */
function packagedChromium(): FoundChromium {
  const folder = unpackedFolder();
  const executablePath = path.join(folder, "chromium");
  const withFonts = hasFonts() ? {} : { FONTCONFIG_FILE: path.join(folder, "fonts.conf") };
  if (starts(executablePath)) return { executablePath, environment: withFonts };
  const withLibraries = { ...withFonts, LD_LIBRARY_PATH: path.join(folder, "al2023", "lib") };
  if (starts(executablePath, withLibraries)) return { executablePath, environment: withLibraries };
  throw new Error("The browser of @sparticuz/chromium does not start on this system: install Chromium, or set CHROME_PATH to one.");
}

/** Whether the program can at least say its version: not when it is a placeholder, or when a system library is missing. */
function starts(file: string, environment: Readonly<Record<string, string>> = {}): boolean {
  if (process.platform !== "linux") return true; // Elsewhere an installed browser is whole, and on Windows it would open a window.
  return spawnSync(file, ["--version"], { env: { ...process.env, ...environment }, stdio: "ignore", timeout: 20_000 }).status === 0;
}

function hasFonts(): boolean {
  const home = process.env.HOME ?? "/nonexistent";
  const folders = ["/usr/share/fonts", "/usr/local/share/fonts", `${home}/.fonts`, `${home}/.local/share/fonts`];
  return existsSync("/etc/fonts/fonts.conf") && folders.some((cwd) => globSync("**/*.{ttf,otf,ttc,pfb}", { cwd }).length > 0);
}

function unpackedFolder(): string {
  const packaged = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const { version } = JSON.parse(readFileSync(path.resolve(packaged, "../../package.json"), "utf8")) as { version: string };
  const folder = path.join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(path.join(cache, ".installing-"));
  try {
    unpack(unfinished);
    const fonts = path.join(folder, "fonts");
    const configuration = `<fontconfig><dir>${fonts}</dir><cachedir>${path.join(folder, "fonts-cache")}</cachedir></fontconfig>`;
    writeFileSync(path.join(unfinished, "fonts.conf"), `<?xml version="1.0"?>\n${configuration}\n`);
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // else another process was faster
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** Unpacks in a process of its own, because the package knows no other target than that process's temporary folder. */
function unpack(folder: string): void {
  const program = `
    import { inflate } from "@sparticuz/chromium";
    const bin = ${JSON.stringify(path.resolve(createRequire(import.meta.url).resolve("@sparticuz/chromium"), "../../bin"))};
    await Promise.all(["chromium.br", "al2023.tar.br", "fonts.tar.br"].map((name) => inflate(bin + "/" + name)));`;
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: import.meta.dirname,
    env: { ...process.env, TMPDIR: folder },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`@sparticuz/chromium could not be unpacked: run "npm ci" again.\n${stderr}`);
}
