// From a path on the command line to its project: root, files, and the path inside.
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Files } from "../core/base/ports.ts";
import { readProject } from "../core/documents/read-project.ts";
import { createReader } from "../core/documents/reader.ts";
import { runsFolder } from "../core/store/layout.ts";
import { findProject, projectPath } from "../node/find-project.ts";
import { folderFiles } from "../node/folder-files.ts";
import { folderStorage, type FolderStorage } from "../node/folder-storage.ts";
import type { Terminal } from "./terminal.ts";

export interface Project {
  readonly root: string;
  readonly files: Files;
  readonly storage: FolderStorage;
}

async function openProject(root: string): Promise<Project> {
  const files = folderFiles(root);
  const { runs } = await readProject(createReader(files));
  return {
    root,
    files,
    storage: folderStorage(join(root, ".touchstone"), runs === null ? {} : { [runsFolder]: join(root, ...runs.split("/")) }),
  };
}

/** The project of a file or folder named by the user, and its project-relative path. */
export async function projectOf(terminal: Terminal, target: string): Promise<{ project: Project; path: string }> {
  const absolute = resolve(terminal.folder, target);
  const isFolder = await stat(absolute).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const root = findProject(absolute, isFolder, terminal.folder);
  return { project: await openProject(root), path: projectPath(root, absolute) };
}

/** The project of the current folder. */
export async function currentProject(terminal: Terminal): Promise<Project> {
  return (await projectOf(terminal, ".")).project;
}
