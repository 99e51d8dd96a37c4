// Every finding in a project's files: what `touchstone check` prints and an editor underlines.
import { TouchstoneError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";
import type { Files } from "../base/ports.ts";
import { sortDiagnostics, type Diagnostic } from "../domain/diagnostic.ts";
import { readTable } from "../collections/read-table.ts";
import { checkTemplate } from "../template/check.ts";
import { loadExperiment } from "./load-experiment.ts";
import { readCollection } from "./read-collection.ts";
import { readCriteria } from "./read-criteria.ts";
import { readModel } from "./read-model.ts";
import { readProject } from "./read-project.ts";
import { readTemplate } from "./read-template.ts";
import { createReader, type Reader } from "./reader.ts";
import { kindOf } from "./schemas.ts";

export interface CheckResult {
  readonly diagnostics: readonly Diagnostic[];
  /** The documents that were looked at. */
  readonly checked: readonly string[];
}

/** Checks all documents of a project, or those at `paths` (files or folders, project-relative). Throws `document/missing` for a path that is not there. */
export async function checkProject(files: Files, paths: readonly string[]): Promise<CheckResult> {
  const reader = createReader(files);
  const listed = await reader.list();
  const isWanted = (path: string): boolean => paths.length === 0 || paths.some((wanted) => wanted === "" || wanted === path || path.startsWith(`${wanted}/`));
  const missing = paths.find((wanted) => wanted !== "" && !listed.some((path) => path === wanted || path.startsWith(`${wanted}/`)));
  if (missing !== undefined) throw new TouchstoneError("document/missing", `There is no file or folder "${missing}".`, { file: missing, hint: didYouMean(missing, listed, "file") });
  const checked: string[] = [];
  const found: Diagnostic[] = [];
  for (const path of listed.filter(isWanted)) {
    const isNamed = paths.includes(path);
    if (kindOf(path) === null && !isNamed) continue;
    checked.push(path);
    found.push(...(await checkDocument(reader, files, path)));
  }
  const distinct = new Map([...found, ...reader.diagnostics].map((diagnostic) => [JSON.stringify(diagnostic), diagnostic]));
  return { diagnostics: sortDiagnostics([...distinct.values()]), checked };
}

/** Findings that are not the reader's own. */
async function checkDocument(reader: Reader, files: Files, path: string): Promise<readonly Diagnostic[]> {
  switch (kindOf(path)) {
    case "experiment":
      return (await loadExperiment(files, path)).diagnostics;
    case "template":
      return checkTemplateFile(reader, files, path);
    case "project":
      await readProject(reader);
      return [];
    case "model":
      await readModel(reader, path);
      return [];
    case "criteria":
      await readCriteria(reader, path);
      return [];
    case "collection":
      await readCollection(reader, path);
      return [];
    case null:
      return readTable(path, (await reader.bytes(path)) ?? new Uint8Array()).diagnostics;
  }
}

/** A template that names its collection and criteria is checked as the experiment it is; a partial only for what it says itself. */
async function checkTemplateFile(reader: Reader, files: Files, path: string): Promise<readonly Diagnostic[]> {
  const document = await readTemplate(reader, path);
  if (document === null) return [];
  const { template, partials, knownPartials } = document;
  const isPartial = (path.split("/").at(-1) ?? "").startsWith("_");
  if (isPartial) return template.diagnostics;
  if (template.frontMatter.collection !== null && template.frontMatter.criteria !== null) {
    // A template may leave its model to the experiments that use it.
    return (await loadExperiment(files, path)).diagnostics.filter(({ code }) => code !== "experiment/no-model");
  }
  return checkTemplate(template, { columns: null, partials, partialNames: knownPartials });
}
