// What git says of a project: the commit it stands at; null outside a repository or without git.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { GitState } from "../core/base/ports.ts";

const run = promisify(execFile);

export async function gitState(folder: string): Promise<GitState | null> {
  const git = async (...words: string[]): Promise<string> =>
    (await run("git", ["-c", "core.fsmonitor=false", "-C", folder, ...words], { timeout: 5_000, windowsHide: true })).stdout.trim();
  try {
    const commit = await git("rev-parse", "HEAD");
    const branch = await git("rev-parse", "--abbrev-ref", "HEAD");
    const changes = await git("status", "--porcelain", "--untracked-files=no", "--", ".");
    return { commit, branch: branch === "HEAD" ? null : branch, dirty: changes !== "" };
  } catch {
    return null;
  }
}
