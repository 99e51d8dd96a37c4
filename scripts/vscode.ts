// `npm run vscode [-- --browser]`: opens a real VS Code with the extension and a copy of the example: the desktop's, else one in the browser.
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { installVscode, latestVscode } from "./vscode/install-vscode.ts";
import { makeWorkspace } from "./vscode/make-workspace.ts";
import { startServer } from "./vscode/start-server.ts";
import { workbenchAddress } from "./vscode/workbench-address.ts";

const root = path.resolve(import.meta.dirname, "..");
const trial = path.join(root, ".vscode-test", "trial");

if (spawnSync(process.execPath, ["esbuild.mjs"], { cwd: root, stdio: "inherit" }).status !== 0) process.exit(1);
const example = exampleFolder();
if (process.argv.includes("--browser") || !(await openOnDesktop())) await serveToBrowser();

/** The copy is kept from one start to the next, with the runs in it. */
function exampleFolder(): string {
  const folder = path.join(trial, "support-replies");
  if (!existsSync(folder)) makeWorkspace(trial, [{ name: "support-replies", copyOf: "examples/support-replies", isCommitted: true }]);
  return folder;
}

/** Asks the desktop's `code` for a window; false when there is no such command. */
async function openOnDesktop(): Promise<boolean> {
  // On Windows it is a .cmd, which only a shell can start, and a shell wants quotes.
  const isWindows = process.platform === "win32";
  const words = ["--new-window", `--extensionDevelopmentPath=${root}`, example].map((word) => (isWindows ? `"${word}"` : word));
  const child = spawn("code", words, { stdio: ["ignore", "inherit", isWindows ? "ignore" : "inherit"], shell: isWindows });
  const exitCode: unknown = await once(child, "exit").then(
    ([code]) => code as unknown,
    () => null,
  );
  if (exitCode !== 0) return false;
  console.log(`VS Code on the desktop has opened a window with the extension and ${example}`);
  return true;
}

async function serveToBrowser(): Promise<void> {
  const installation = await installVscode(latestVscode);
  const settings = { "security.workspace.trust.enabled": false };
  // Whoever can reach the port could otherwise run programs here by way of the editor, other users of this machine included.
  const server = await startServer(installation, { settings, extensionFolder: root, token: randomBytes(16).toString("hex") });
  console.log(
    `VS Code ${server.version} with the extension and a copy of the example, until Ctrl+C: ${workbenchAddress(server, { workspace: example })}`,
  );
}
