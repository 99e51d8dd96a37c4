// Every finding in a project's files: what `touchstone check` prints and an editor underlines.
import { TouchstoneError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";
import type { Files } from "../base/ports.ts";
import { sortDiagnostics, type Diagnostic } from "../domain/diagnostic.ts";
import { readTable } from "../collections/read-table.ts";
import { checkTemplate } from "../template/check.ts";
import { readSetup } from "./load-experiment.ts";
import { readCollection } from "./read-collection.ts";
import { ownJudge, readCriteria } from "./read-criteria.ts";
import { readModel, resolveModel } from "./read-model.ts";
import { readProject } from "./read-project.ts";
import { ownModel, readTemplate } from "./read-template.ts";
import { createReader, type Reader, type Reference } from "./reader.ts";
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
    if (kindOf(path) === null && !isNamed) continue;
    checked.push(path);
    await checkDocument(reader, path);
  }
  return { diagnostics: sortDiagnostics(reader.diagnostics), checked };
}

async function checkDocument(reader: Reader, path: string): Promise<void> {
  switch (kindOf(path)) {
    case "experiment":
      await readSetup(reader, path, { needsModel: true });
      return;
    case "template":
      return checkTemplateFile(reader, path);
    case "project": {
      const project = await readProject(reader);
      return followModels(reader, [project.reference("model"), project.reference("judge")]);
    }
    case "model":
      await readModel(reader, path);
      return;
    case "criteria": {
      const criteria = await readCriteria(reader, path);
      return followModels(reader, [criteria === null ? null : ownJudge(criteria)]);
    }
    case "collection":
      await readCollection(reader, path);
      return;
    case null:
      reader.report(readTable(path, (await reader.bytes(path)) ?? new Uint8Array()).diagnostics);
  }
}

/** A template that names its collection and criteria is checked as the experiment it is, though it may leave its model to others; a partial only for what it says itself. */
async function checkTemplateFile(reader: Reader, path: string): Promise<void> {
  const document = await readTemplate(reader, path);
  if (document === null) return;
  const { template, partials, knownPartials } = document;
  const isPartial = (path.split("/").at(-1) ?? "").startsWith("_");
  if (isPartial) return reader.report(template.diagnostics);
  const { collection, criteria } = template.frontMatter;
  if (collection !== null && criteria !== null) {
    await readSetup(reader, path, { needsModel: false });
    return;
  }
  reader.report(checkTemplate(template, { columns: null, partials, partialNames: knownPartials }));
  const { source, frontMatter } = template;
  await followModels(reader, [ownModel(template)]);
  if (collection !== null)
    await reader.follow({ source, range: frontMatter.rangeOf("touchstone.collection"), target: collection }, "collection");
  if (criteria !== null)
    await reader.follow({ source, range: frontMatter.rangeOf("touchstone.criteria"), target: criteria }, "criterion set");
}

async function followModels(reader: Reader, references: readonly (Reference | null)[]): Promise<void> {
  for (const reference of references) if (reference !== null) await resolveModel(reader, reference);
}
