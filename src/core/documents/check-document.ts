// One document of a project: everything that can be found in it and in what it names.
import { isTouchstoneError } from "../base/errors.ts";
import { createSourceText } from "../domain/source-text.ts";
import { checkTemplate } from "../template/check.ts";
import { readSetup } from "./load-experiment.ts";
import { readCollection } from "./read-collection.ts";
import { ownJudge, readCriteria } from "./read-criteria.ts";
import { readModel, resolveModel } from "./read-model.ts";
import { readProject } from "./read-project.ts";
import { ownModel, readTemplate } from "./read-template.ts";
import type { Reader, Reference } from "./reader.ts";
import { isLabels, isPartial, kindOf } from "./kinds.ts";
import { labelsOf } from "./read-labels.ts";

/** Checks one document and what it names; findings go to the reader. */
export async function checkDocument(reader: Reader, path: string): Promise<void> {
  if (isLabels(path)) return checkLabels(reader, path);
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
    case null:
      await readCollection(reader, path);
  }
}

/** The same where one document that cannot be read must not keep the others from being checked: that is a finding, too. */
export async function checkReadable(reader: Reader, path: string): Promise<void> {
  try {
    await checkDocument(reader, path);
  } catch (error) {
    if (!isTouchstoneError(error, "document/invalid")) throw error;
    const { message, hint, place } = error;
    const source = createSourceText(place.file ?? path, "");
    reader.report([source.diagnose({ start: 0, end: 0 }, { code: "file/unreadable", message, hint })]);
  }
}

/** A template that names its collection and criteria is checked as the experiment it is, though it may leave its model to others; a partial only for what it says itself. */
async function checkTemplateFile(reader: Reader, path: string): Promise<void> {
  const document = await readTemplate(reader, path);
  if (document === null) return;
  const { template, partials, knownPartials } = document;
  if (isPartial(path)) return reader.report(template.diagnostics);
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

async function checkLabels(reader: Reader, path: string): Promise<void> {
  const bytes = await reader.bytes(path);
  if (bytes !== null) reader.report(labelsOf(path, bytes).diagnostics);
}
