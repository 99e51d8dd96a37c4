/** Makes what a VS Code window opens, always as copies: tests and trials never write into the repository. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { copyExample } from "../copy-example.mjs";

/** One folder of a window. */
export interface FolderSource {
  /** Its name in the window. */
  readonly name: string;
  /** What it is a copy of, from the repository's root; empty when absent. */
  readonly copyOf?: string;
  /** Whether its files are committed to a git repository of its own, so that there is a HEAD to compare with. */
  readonly isCommitted?: boolean;
}

const root = path.resolve(import.meta.dirname, "../..");

/** Makes the folders inside `target`; returns what to open: null for none, a folder, or a `.code-workspace` file for several. */
export function makeWorkspace(target: string, folders: readonly FolderSource[]): string | null {
  const [first, ...others] = folders.map((folder) => makeFolder(target, folder));
  if (first === undefined) return null;
  if (others.length === 0) return first;
  const file = path.join(target, "several.code-workspace");
  writeFileSync(file, JSON.stringify({ folders: [first, ...others].map((folder) => ({ path: path.basename(folder) })) }));
  return file;
}

function makeFolder(target: string, { name, copyOf, isCommitted = false }: FolderSource): string {
  const folder = path.join(target, name);
  mkdirSync(folder, { recursive: true });
  // People run the examples where they lie; what a run has left there is not part of them.
  if (copyOf?.startsWith("examples/") === true) copyExample(path.join(root, copyOf), folder);
  else if (copyOf !== undefined) cpSync(path.join(root, copyOf), folder, { recursive: true });
  if (isCommitted) commitAll(folder);
  return folder;
}

function commitAll(folder: string): void {
  const author = ["-c", "user.name=Touchstone", "-c", "user.email=touchstone@localhost", "-c", "commit.gpgsign=false"];
  for (const words of [
    ["init", "--quiet"],
    ["add", "--all"],
    [...author, "commit", "--quiet", "--message", "Start"],
  ]) {
    execFileSync("git", words, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  }
}
