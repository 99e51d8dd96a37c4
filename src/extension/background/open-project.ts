// A project on disk as the engine sees it: its files with the unsaved texts of open editors over them, and the folder it writes.
import { join } from "node:path";
import type { Files } from "../../core/base/ports.ts";
import { overlaidFiles } from "../../core/documents/overlaid-files.ts";
import { readProject } from "../../core/documents/read-project.ts";
import { createReader } from "../../core/documents/reader.ts";
import { runsFolder } from "../../core/store/layout.ts";
import { folderFiles } from "../../node/folder-files.ts";
import { folderStorage, type FolderStorage } from "../../node/folder-storage.ts";
import type { ProjectPlace } from "./contract.ts";

export interface OpenProject {
  readonly root: string;
  readonly files: Files;
  readonly storage: FolderStorage;
  /** The cap that touchstone.yaml sets today; null when it sets none. */
  readonly maxCostUsd: number | null;
  /** Most calls in flight by touchstone.yaml; null when it says nothing. */
  readonly concurrency: number | null;
}

export async function openProject({ root, unsaved }: ProjectPlace): Promise<OpenProject> {
  const files = overlaidFiles(folderFiles(root), unsaved);
  const { runs, defaults } = await readProject(createReader(files));
  return {
    root,
    files,
    storage: folderStorage(join(root, ".touchstone"), runs === null ? {} : { [runsFolder]: join(root, ...runs.split("/")) }),
    maxCostUsd: defaults.max_cost_usd ?? null,
    concurrency: defaults.concurrency ?? null,
  };
}
