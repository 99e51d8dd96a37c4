// How files of each kind are named and where new ones go; kept apart from the schemas, which are too heavy to load with the extension.
import type { DocumentKindName } from "../core/documents/schemas.ts";

/** How the name of a file of each kind ends. */
export const suffixes = {
  project: "touchstone.yaml",
  collection: ".collection.yaml",
  template: ".prompt",
  model: ".model.yaml",
  criteria: ".criteria.yaml",
  experiment: ".experiment.yaml",
} as const satisfies Record<DocumentKindName, string>;

/** Folders of new files, from the project's root. */
export const newFolders = {
  collection: "collections",
  template: "templates",
  model: "models",
  criteria: "criteria",
  experiment: "experiments",
} as const;

/** Folders that never hold documents of a project. */
export const skippedFolders = ["node_modules", ".git", ".touchstone"] as const;

const documentEndings: readonly string[] = Object.values(suffixes);
const rowEndings = [".csv", ".tsv", ".jsonl", ".json", ".yaml"];
const runFile = /^(.*\/\.touchstone\/runs\/([^/]+))(?:\/(?:manifest\.json|lock\.json|journal-[^/]*\.jsonl))?$/;

/** True for the files that a person writes; `path` is a path with slashes, or a name. */
export function isDocument(path: string): boolean {
  return documentEndings.some((ending) => path.endsWith(ending));
}

/** True for documents and for whatever may be a file of rows. */
export function isProjectFile(path: string): boolean {
  return isDocument(path) || rowEndings.some((ending) => path.endsWith(ending));
}

export function isSkipped(path: string): boolean {
  return skippedFolders.some((folder) => path.includes(`/${folder}/`) || path.endsWith(`/${folder}`));
}

/** The run whose folder, manifest, lock or journal lies at an absolute path with slashes; null for any other file. */
export function runOf(path: string): { readonly folder: string; readonly runId: string } | null {
  const [, folder, runId] = runFile.exec(path) ?? [];
  return folder === undefined || runId === undefined ? null : { folder, runId };
}

/** The last name of a path with slashes. */
export function nameOf(path: string): string {
  return path.split("/").at(-1) ?? path;
}
