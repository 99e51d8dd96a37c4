// How a process for a script is started and ended: without an environment, with what permissions Node knows, and never longer than its parent lives (rule S16).
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const isWindows = process.platform === "win32";

/**
 * The shell starts Node and waits until descriptor 5 closes, which happens when the parent is gone, however it went; then it takes the empty folder away and ends the whole group.
 * Of the other descriptors it holds none, so that their ends tell of Node's end.
 */
const guarded = '"$@" 5<&- & exec >/dev/null 2>&1 3<&- 4<&-; read -r _ <&5; rmdir "$PWD"; kill -9 0';

/** Starts `program`, an entry of the bundle, in a process group of its own; `folder` is where it stands. */
export function startIsolated(program: URL, folder: string): ChildProcess {
  const file = fileURLToPath(program);
  const node = [process.execPath, ...permissionFlags(file), "--no-addons", "--max-old-space-size=256", file];
  const [command = "", ...words] = isWindows ? node : ["/bin/sh", "-c", guarded, "sh", ...node];
  return spawn(command, words, {
    cwd: folder,
    env: environment(),
    // On Windows a process that is not detached ends with its parent.
    detached: !isWindows,
    windowsHide: true,
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
  });
}

/** Ends a process with all that it has started. */
export function endIsolated({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  if (isWindows) {
    spawn(join(process.env["SystemRoot"] ?? "C:\\Windows", "System32", "taskkill.exe"), ["/pid", String(pid), "/T", "/F"], {
      stdio: "ignore",
      windowsHide: true,
    });
    return;
  }
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself meanwhile.
  }
}

/** It may read its own program and nothing else: no other file, no process, no worker. Older versions of Node have another name for it. */
function permissionFlags(file: string): string[] {
  const known = ["--permission", "--experimental-permission"].find((flag) => process.allowedNodeEnvironmentFlags.has(flag));
  return known === undefined ? [] : [known, `--allow-fs-read=${file}`];
}

/** Nothing of the parent's but what the system cannot start a program without. In VS Code the program is Electron, which has to be told to be Node. */
function environment(): Record<string, string> {
  const { SystemRoot } = process.env;
  return {
    ...(isWindows && SystemRoot !== undefined ? { SystemRoot } : {}),
    ...(process.versions["electron"] === undefined ? {} : { ELECTRON_RUN_AS_NODE: "1" }),
  };
}
