// Where a file's project begins: the nearest touchstone.yaml, else the nearest .git, else the current folder, else the file's own (contracts §6).
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

/** The absolute root of the project that `target` (absolute, a file or a folder) belongs to. */
export function findProject(target: string, isFolder: boolean, current: string): string {
  const own = isFolder ? target : dirname(target);
  return findAbove(own, "touchstone.yaml") ?? findAbove(own, ".git") ?? (isInside(current, own) ? current : own);
}

function findAbove(start: string, name: string): string | null {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

function isInside(folder: string, target: string): boolean {
  const path = relative(folder, target);
  return path === "" || (!path.startsWith("..") && resolve(folder, path) === target);
}

/** `target` as a project-relative POSIX path. */
export function projectPath(root: string, target: string): string {
  return relative(root, target).split(sep).join("/");
}
