/** Child processes that are stopped together with all they have started, at the latest when this process ends. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

const patienceMs = 3_000;
const isWindows = process.platform === "win32";
const atExit = new Set<() => void>();
let listens = false;

/** Where and with what a group runs. */
export interface GroupOptions {
  readonly folder?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** For a program that on Windows is a script; its words must then be constants. */
  readonly shell?: boolean;
}

/** A program and everything it has started. */
export interface ProcessGroup {
  readonly child: ChildProcess;
  /** Asks all of them to end, and kills what is still there after three seconds. */
  stop(): Promise<void>;
}

/** Starts a program in a group of its own, its output piped. */
export function startGroup(
  program: string,
  words: readonly string[],
  { folder, environment, shell = false }: GroupOptions = {},
): ProcessGroup {
  const child = spawn(program, words, {
    ...(folder === undefined ? {} : { cwd: folder }),
    ...(environment === undefined ? {} : { env: environment }),
    stdio: ["ignore", "pipe", "pipe"],
    detached: !isWindows,
    windowsHide: true,
    shell,
  });
  const release = whenWeEnd(() => signal(child, "SIGKILL"));
  return {
    child,
    async stop() {
      const isRunning = child.pid !== undefined && child.exitCode === null && child.signalCode === null;
      const gone = isRunning ? once(child, "exit") : Promise.resolve();
      signal(child, "SIGTERM");
      const timer = setTimeout(() => signal(child, "SIGKILL"), patienceMs);
      await gone;
      clearTimeout(timer);
      signal(child, "SIGKILL");
      release();
    },
  };
}

/** Runs a program to its end; rejects only when it cannot be started. */
export async function runProgram(program: string, words: readonly string[], options: GroupOptions = {}) {
  const { child, stop } = startGroup(program, words, options);
  const read = (stream: typeof child.stdout) => (stream === null ? "" : text(stream));
  try {
    const [output, errors] = await Promise.all([read(child.stdout), read(child.stderr), once(child, "close")]);
    return { exitCode: child.exitCode, output: `${errors}\n${output}` };
  } finally {
    await stop();
  }
}

/** Runs `action` when this process ends, even by Ctrl+C; returns what takes the promise back. */
export function whenWeEnd(action: () => void): () => void {
  atExit.add(action);
  if (!listens) {
    listens = true;
    process.on("exit", () => atExit.forEach((each) => each()));
    // A signal ends a process without its "exit" event unless somebody listens; mocha does, and ends in its own way.
    const ends = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
    for (const [name, exitCode] of Object.entries(ends)) {
      if (process.listenerCount(name) === 0) process.once(name, () => process.exit(exitCode));
    }
  }
  return () => void atExit.delete(action);
}

/** Signals the whole group; that none of it is left is no error. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (isWindows) {
    if (child.exitCode === null) spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" });
    return;
  }
  try {
    process.kill(-child.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
