// What git says of a project: the commit it stands at, and a file as that commit has it; null outside a repository or without git.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { GitState } from "../core/base/ports.ts";

const run = promisify(execFile);
const longestFile = 16 * 1024 * 1024;

export async function gitState(folder: string): Promise<GitState | null> {
  try {
    const commit = await git(folder, "rev-parse", "HEAD");
    const branch = await git(folder, "rev-parse", "--abbrev-ref", "HEAD");
    const changes = await git(folder, "status", "--porcelain", "--untracked-files=no", "--", ".");
    return { commit: commit.trim(), branch: branch.trim() === "HEAD" ? null : branch.trim(), dirty: changes.trim() !== "" };
  } catch {
    return null;
  }
}

/** The text of a file (POSIX path relative to `folder`) at HEAD, with LF for CRLF; null when that commit does not have it. */
export async function textAtHead(folder: string, path: string): Promise<string | null> {
  try {
    return (await git(folder, "cat-file", "blob", `HEAD:./${path}`)).replace(/\r\n?/g, "\n");
  } catch {
    return null;
  }
}

async function git(folder: string, ...words: string[]): Promise<string> {
  // A clone without all its objects must not be completed over the network behind the user's back.
  const env = { ...process.env, GIT_NO_LAZY_FETCH: "1" };
  const options = { timeout: 5_000, maxBuffer: longestFile, windowsHide: true, env };
  return (await run("git", ["-c", "core.fsmonitor=false", "-C", folder, ...words], options)).stdout;
}
