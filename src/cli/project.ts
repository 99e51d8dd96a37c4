// From a path on the command line to its project: root, files, and the path inside.
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Files, Storage } from "../core/base/ports.ts";
import { findProject, projectPath } from "../node/find-project.ts";
import { folderFiles } from "../node/folder-files.ts";
import { folderStorage } from "../node/folder-storage.ts";
import type { Terminal } from "./terminal.ts";

export interface Project {
  readonly root: string;
  readonly files: Files;
  readonly storage: Storage;
  /** The absolute folder that `storage` writes. */
  readonly storageRoot: string;
}

export function openProject(root: string): Project {
  const storageRoot = join(root, ".touchstone");
  return { root, files: folderFiles(root), storage: folderStorage(storageRoot), storageRoot };
}

/** The project of a file or folder named by the user, and its project-relative path. */
export async function projectOf(terminal: Terminal, target: string): Promise<{ project: Project; path: string }> {
  const absolute = resolve(terminal.folder, target);
  const isFolder = await stat(absolute).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const root = findProject(absolute, isFolder, terminal.folder);
  return { project: openProject(root), path: projectPath(root, absolute) };
}

/** The project of the current folder. */
export async function currentProject(terminal: Terminal): Promise<Project> {
  return (await projectOf(terminal, ".")).project;
}
