// Where the files of a project lie: those that a person writes, where new ones go, and the folders of runs.
import { kindOf, suffixes, type DocumentKindName } from "../../core/documents/kinds.ts";

/** Folders of new files, from the project's root. */
export const newFolders = {
  collection: "collections",
  template: "templates",
  model: "models",
  criteria: "criteria",
  experiment: "experiments",
} as const satisfies Record<Exclude<DocumentKindName, "project">, string>;

/** Folders that never hold documents of a project. */
const skippedFolders = ["node_modules", ".git", ".touchstone"] as const;

/** The documents of a window, as the editor searches for files. */
export const documentGlob = `**/{${Object.values(suffixes)
  .map((suffix) => (suffix.startsWith(".") ? `*${suffix}` : suffix))
  .join(",")}}`;
export const skippedGlob = `**/{${skippedFolders.join(",")}}/**`;

const rowEndings = [".csv", ".tsv", ".jsonl", ".json", ".yaml"];
const runFile = /^(.*\/\.touchstone\/runs\/([^/]+))(?:\/(?:manifest\.json|lock\.json|journal-[^/]*\.jsonl))?$/;

/** True for documents and for whatever may be a file of rows; `path` is a path with slashes, or a name. */
export function isProjectFile(path: string): boolean {
  return kindOf(path) !== null || rowEndings.some((ending) => path.endsWith(ending));
}

export function isSkipped(path: string): boolean {
  return skippedFolders.some((folder) => path.includes(`/${folder}/`) || path.endsWith(`/${folder}`));
}

/** The run whose folder, manifest, lock or journal lies at an absolute path with slashes; null for any other file. */
export function runOf(path: string): { readonly folder: string; readonly runId: string } | null {
  const [, folder, runId] = runFile.exec(path) ?? [];
  return folder === undefined || runId === undefined ? null : { folder, runId };
}
