// Every finding in a project's files: what `touchstone check` prints and an editor underlines.
import { TouchstoneError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";
import type { Files } from "../base/ports.ts";
import { sortDiagnostics, type Diagnostic } from "../domain/diagnostic.ts";
import { checkDocument, checkReadable } from "./check-document.ts";
import { isLabels, kindOf } from "./kinds.ts";
import { documentsAbout, projectDocuments } from "./links.ts";
import { createReader, type Reader } from "./reader.ts";

export interface CheckResult {
  readonly diagnostics: readonly Diagnostic[];
  /** The documents that were looked at. */
  readonly checked: readonly string[];
}

/**
 * Checks all documents of a project, or those at `paths` (files or folders, project-relative). What the other documents say about
 * those is found too, such as a placeholder that an experiment's collection has no column for. Throws `document/missing` for a path that is not there.
 */
export async function checkProject(files: Files, paths: readonly string[]): Promise<CheckResult> {
  const reader = createReader(files);
  const listed = await reader.list();
  const isWanted = (path: string): boolean =>
    paths.length === 0 || paths.some((wanted) => wanted === "" || wanted === path || path.startsWith(`${wanted}/`));
  const missing = paths.find((wanted) => wanted !== "" && !listed.some((path) => path === wanted || path.startsWith(`${wanted}/`)));
  if (missing !== undefined)
    throw new TouchstoneError("document/missing", `There is no file or folder "${missing}".`, {
      file: missing,
      hint: didYouMean(
        missing,
        listed.filter((path) => kindOf(path) !== null),
        "document",
      ),
    });
  const checked: string[] = [];
  for (const path of listed.filter(isWanted)) {
    const isNamed = paths.includes(path);
    if (kindOf(path) === null && !isLabels(path) && !isNamed) continue;
    checked.push(path);
    await checkDocument(reader, path);
  }
  await checkOthers(reader, isWanted);
  return { diagnostics: sortDiagnostics(reader.diagnostics), checked };
}

/** Findings in wanted files that only show when the documents that name them are checked. */
async function checkOthers(reader: Reader, isWanted: (path: string) => boolean): Promise<void> {
  const others = createReader(
    { list: reader.list, read: reader.bytes },
    { add: (found) => reader.report(found.filter(({ file }) => isWanted(file))), list: () => reader.diagnostics },
  );
  const documents = (await projectDocuments(others)).filter((path) => !isWanted(path));
  for (const path of await documentsAbout(others, documents, isWanted)) await checkReadable(others, path);
}

/**
 * For an editor: the findings in the files at `paths`, from whatever document they show; or, with null, all findings of the project.
 * Files that are no documents have none, and nothing that a person wrote makes it throw.
 */
export async function checkDocuments(files: Files, paths: readonly string[] | null): Promise<readonly Diagnostic[]> {
  const reader = createReader(files);
  const wanted = paths === null ? null : new Set(paths);
  const isWanted = (path: string): boolean => wanted?.has(path) ?? true;
  for (const path of await documentsAbout(reader, await projectDocuments(reader), isWanted)) await checkReadable(reader, path);
  return sortDiagnostics(reader.diagnostics.filter(({ file }) => isWanted(file)));
}
