// The command line that lies beside the action, as a child process that gets no token of the workflow.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Touchstone {
  readonly script: URL;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Hears every line that the command says beside its result. */
  readonly onLine: (line: string) => void;
}

export interface TouchstoneResult {
  /** Null when a signal ended the process. */
  readonly exitCode: number | null;
  /** What the command printed as its result; null when it is no JSON, or too long. */
  readonly result: unknown;
}

const largestResult = 32 * 1024 * 1024;

/**
 * The token, the files that steer later steps, and the runner's own services are the workflow's; keys of providers are the command's.
 * A script that an experiment brings along could use the former to act as the workflow.
 */
const ofTheWorkflow = /^(?:INPUT_|ACTIONS_|GITHUB_TOKEN$|GH_TOKEN$|GITHUB_(?:OUTPUT|ENV|PATH|STATE|STEP_SUMMARY)$)/i;

/** Runs `touchstone` in a folder to its end; a signal that is aborted interrupts it once, so that it can put away what it has. */
export async function runTouchstone(words: readonly string[], folder: string, touchstone: Touchstone): Promise<TouchstoneResult> {
  const { script, environment, signal, onLine } = touchstone;
  const env = Object.fromEntries(Object.entries(environment).filter(([name]) => !ofTheWorkflow.test(name)));
  const child = spawn(process.execPath, [fileURLToPath(script), ...words], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const interrupt = (): void => void child.kill("SIGINT");
  signal.addEventListener("abort", interrupt, { once: true });
  const pieces: Buffer[] = [];
  let size = 0;
  child.stdout.on("data", (piece: Buffer) => {
    size += piece.length;
    if (size <= largestResult) pieces.push(piece);
  });
  createInterface({ input: child.stderr, crlfDelay: Infinity }).on("line", onLine);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { exitCode, result: size <= largestResult ? parse(Buffer.concat(pieces)) : null };
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8")) as unknown;
  } catch {
    return null;
  }
}
