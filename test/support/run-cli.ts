/** Runs the built command line as a child process, with no more of this process's surroundings than it is given. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** A command that hangs is killed before the test that waits for it is given up, so that it cannot outlive the tests. */
const usualLongestMs = 50_000;

const script = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

export interface CliResult {
  /** Null when a signal ended the process. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What stdout holds as JSON; throws with all that was printed when it holds anything else. */
  json<Value>(): Value;
}

export interface CliOptions {
  /** The folder in which the command is typed. */
  readonly folder: string;
  /** The whole environment, apart from what a system needs to start a program. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The program that runs it; this process's own if absent. */
  readonly node?: string;
  /** Milliseconds after which it is killed. */
  readonly longestMs?: number;
}

/** A command under way; disposing of it kills it. */
export interface CliProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  /** Resolves when the process has ended and all it printed has been read. */
  readonly result: Promise<CliResult>;
}

/** Starts `touchstone` with these words. */
export function startCli(words: readonly string[], options: CliOptions): CliProcess {
  return startNodeScript(script, words, options);
}

/** Starts another script of ours, in the same way. */
export function startNodeScript(
  file: string,
  words: readonly string[],
  { folder, environment = {}, node = process.execPath, longestMs = usualLongestMs }: CliOptions,
): CliProcess {
  const child = spawn(node, [file, ...words], {
    cwd: folder,
    env: { ...systemVariables(), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: longestMs,
    killSignal: "SIGKILL",
  });
  const result = Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]).then(([[exitCode], stdout, stderr]) => ({
    exitCode: exitCode as number | null,
    stdout,
    stderr,
    json<Value>() {
      try {
        return JSON.parse(stdout) as Value;
      } catch (error) {
        throw new Error(`stdout is not JSON.\n-- stdout\n${stdout}\n-- stderr\n${stderr}`, { cause: error });
      }
    },
  }));
  return {
    child,
    result,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await result;
    },
  };
}

/** Runs `touchstone` with these words to its end. */
export function runCli(words: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(words, options).result;
}

function systemVariables(): Record<string, string> {
  const names = ["PATH", "SystemRoot", "TEMP", "TMP"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}
