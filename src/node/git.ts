// What git says of a project: the commit it stands at, and a file as that commit has it. Git is kept from running anything that the repository names.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { GitState } from "../core/base/ports.ts";
import { isUnknownName, reasonOf, runGit as git } from "./run-git.ts";

/** Null outside a repository, without a commit, and where git does not answer. */
export async function gitState(folder: string): Promise<GitState | null> {
  try {
    const commit = await line(folder, "rev-parse", "HEAD");
    const branch = await line(folder, "rev-parse", "--abbrev-ref", "HEAD");
    const quiet = await withoutFilters(folder);
    const status = ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all", "--", "."];
    const changes = await line(folder, ...quiet, ...status);
    return { commit, branch: branch === "HEAD" ? null : branch, dirty: changes !== "" };
  } catch {
    return null;
  }
}

export type FileAtHead =
  | { readonly kind: "found"; readonly bytes: Uint8Array }
  /** There is no repository, no commit yet, or no such file in it. */
  | { readonly kind: "absent" }
  /** `why` is a sentence without its full stop. */
  | { readonly kind: "unknown"; readonly why: string };

/** A file (POSIX path relative to `folder`) as it stands at HEAD. */
export async function fileAtHead(folder: string, path: string): Promise<FileAtHead> {
  if (!hasRepository(folder)) return { kind: "absent" };
  try {
    await git(folder, "rev-parse", "--git-dir");
    if (!(await isKnown(folder, "HEAD")) || !(await isKnown(folder, `HEAD:./${path}`))) return { kind: "absent" };
    return { kind: "found", bytes: await git(folder, "cat-file", "blob", `HEAD:./${path}`) };
  } catch (error) {
    return { kind: "unknown", why: reasonOf(error) };
  }
}

function hasRepository(start: string): boolean {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return true;
    if (dirname(folder) === folder) return false;
  }
}

async function isKnown(folder: string, name: string): Promise<boolean> {
  try {
    await git(folder, "rev-parse", "--quiet", "--verify", name);
    return true;
  } catch (error) {
    if (isUnknownName(error)) return false;
    throw error;
  }
}

/**
 * Asking whether files differ runs the filters that the repository configures for them, which are programs. Each is named and
 * emptied; a name that cannot be written so is an error, and nothing is asked.
 */
async function withoutFilters(folder: string): Promise<string[]> {
  const names = await configured(folder, "^filter\\.");
  if (names.some((name) => name.includes("="))) throw new Error("a filter cannot be switched off");
  const drivers = new Set(names.flatMap((name) => /^(filter\..*)\.[^.]*$/s.exec(name)?.[1] ?? []));
  return [...drivers].flatMap((driver) =>
    ["clean=", "smudge=", "process=", "required=false"].flatMap((setting) => ["-c", `${driver}.${setting}`]),
  );
}

async function configured(folder: string, pattern: string): Promise<string[]> {
  try {
    const names = await git(folder, "config", "--null", "--name-only", "--get-regexp", pattern);
    return names
      .toString("utf8")
      .split("\0")
      .filter((name) => name !== "");
  } catch (error) {
    if (isUnknownName(error)) return [];
    throw error;
  }
}

async function line(folder: string, ...words: string[]): Promise<string> {
  return (await git(folder, ...words)).toString("utf8").trim();
}
