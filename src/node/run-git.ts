// One git process on a folder: it writes nothing, asks nobody, and is kept from running anything that the repository names.
import { execFile } from "node:child_process";
import { devNull } from "node:os";
import { promisify } from "node:util";

const run = promisify(execFile);
const longestMs = 5_000;

/** Most bytes that git may answer with, unless somebody asks for more. */
const usualBytes = 16 * 1024 * 1024;

/** Variables that would have git look at another repository than the folder's. */
const elsewhere: ReadonlySet<string> = new Set([
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_COMMON_DIR",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_NAMESPACE",
]);

/** What git says to these words in a folder. Rejects where it fails, takes longer than 5 seconds or has more than 16 MB to say. */
export function runGit(folder: string, ...words: string[]): Promise<Buffer> {
  return runLongGit(folder, usualBytes, ...words);
}

/** The same for an answer of at most `mostBytes`. */
export async function runLongGit(folder: string, mostBytes: number, ...words: string[]): Promise<Buffer> {
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !elsewhere.has(name.toUpperCase()))),
    // Nothing is written, nobody is asked, and nothing comes over the network behind the user's back.
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_NO_LAZY_FETCH: "1",
    LC_ALL: "C",
  };
  const options = { timeout: longestMs, maxBuffer: mostBytes, windowsHide: true, env, encoding: "buffer" } as const;
  const settings = ["-c", "core.fsmonitor=false", "-c", `core.hooksPath=${devNull}`];
  return (await run("git", [...settings, "-C", folder, ...words], options)).stdout;
}

/** With `--quiet`, a name that means nothing is the one failure that ends with 1. */
export function isUnknownName(error: unknown): boolean {
  return (error as { code?: unknown }).code === 1;
}

/** The first thing that git said, else what kept it from saying something; a sentence without its full stop. */
export function reasonOf(error: unknown): string {
  const { code, killed, stderr } = error as { code?: unknown; killed?: boolean; stderr?: Buffer };
  if (code === "ENOENT") return "git is not installed, or not on the path";
  if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return `the file is larger than ${usualBytes / 1024 ** 2} MB there`;
  if (killed === true) return `git did not answer within ${longestMs / 1000} seconds`;
  const [said = ""] = (stderr?.toString("utf8") ?? "").split("\n");
  const reason = said.replace(/^fatal: /, "").replace(/\.$/, "");
  return reason === "" ? "git failed" : `git says: ${reason}`;
}
