// An experiment file, or a template that names its collection and criteria, to a checked setup with every finding on the way.
import { hashValue } from "../base/hash.ts";
import { didYouMean } from "../base/suggest.ts";
import type { Files } from "../base/ports.ts";
import { hasErrors, type Diagnostic, type Parsed } from "../domain/diagnostic.ts";
import { experimentSchema, type ExperimentDocument } from "../domain/experiment.ts";
import { timeoutsSchema } from "../domain/project.ts";
import { readYaml } from "../domain/read-yaml.ts";
import { createSourceText } from "../domain/source-text.ts";
import { validate } from "../domain/validate.ts";
import { dialogueColumn } from "../collections/dialogue.ts";
import { checkTemplate } from "../template/check.ts";
import { parseTemplate } from "../template/document.ts";
import { checkCriteriaColumns } from "./check-criteria.ts";
import { checkFilters } from "./check-filters.ts";
import { checkMetrics } from "./check-metrics.ts";
import { readCollection } from "./read-collection.ts";
import { readCriteria } from "./read-criteria.ts";
import { resolveModel } from "./read-model.ts";
import { readProject } from "./read-project.ts";
import { createReader, type Reader } from "./reader.ts";
import { requestShape, resolveArms, type ExperimentSource } from "./resolve-arms.ts";
import type { Arm, Setup } from "./setup.ts";

/** Loads what `path` (an experiment or a template) means. The value is null when any finding is an error. */
export async function loadExperiment(files: Files, path: string): Promise<Parsed<Setup | null>> {
  const reader = createReader(files);
  const setup = await load(reader, path);
  const diagnostics = distinct(reader.diagnostics);
  return { value: hasErrors(diagnostics) ? null : setup, diagnostics };
}

async function load(reader: Reader, path: string): Promise<Setup | null> {
  const project = await readProject(reader);
  const experiment = await readExperiment(reader, path);
  if (experiment === null) return null;
  const { document, source, yaml } = experiment;
  const refer = (key: "collection" | "criteria"): { source: typeof source; range: ReturnType<typeof yaml.rangeOf>; target: string } => ({ source, range: yaml.rangeOf([key]), target: document[key] });

  const collectionPath = await reader.follow(refer("collection"), "collection");
  const collection = collectionPath === null ? null : await readCollection(reader, collectionPath);
  const criteriaPath = await reader.follow(refer("criteria"), "criterion set");
  const criteria = criteriaPath === null ? null : await readCriteria(reader, criteriaPath);
  const { arms, templates } = await resolveArms(reader, experiment, project.reference("model"), collection === null ? null : dialogueColumn(collection.columns));

  const columns = collection?.columns.map((column) => column.name) ?? null;
  for (const { template, partials, knownPartials } of templates) {
    reader.report(checkTemplate(template, { columns, partials, partialNames: knownPartials }));
  }
  if (criteria !== null && collection !== null) reader.report(checkCriteriaColumns(criteria, collection));
  if (criteria !== null) reader.report(checkMetrics(experiment, criteria.set));
  if (collection !== null) reader.report(checkFilters(experiment, collection));

  const needsJudge = criteria?.set.criteria.some((criterion) => criterion.scorer === "judge") ?? false;
  const judgeReference = criteria?.set.judge == null ? project.reference("judge") : { source: criteria.source, range: criteria.yaml.rangeOf(["judge", "model"]), target: criteria.set.judge.model };
  const judgeModel = needsJudge && judgeReference !== null ? await resolveModel(reader, judgeReference) : null;
  if (needsJudge && judgeReference === null && criteria !== null) {
    reader.report([criteria.source.diagnose(criteria.yaml.rangeOf(["criteria"]), { code: "criteria/no-judge", message: "This set asks questions but names no judge.", hint: "Add `judge: {model: …}` here, or `defaults: {judge: …}` in touchstone.yaml." })]);
  }

  const [baseline, ...variants] = arms;
  if (baseline === undefined || collection === null || criteria === null || (needsJudge && judgeModel === null)) return null;
  const judge = judgeModel === null ? null : { model: judgeModel, configHash: hashValue("touchstone/config/1", { model: requestShape(judgeModel) }) };
  const rating = { mode: document.rating?.mode ?? project.defaults.rating?.mode ?? "detailed", grouping: document.rating?.grouping ?? project.defaults.rating?.grouping ?? "together" } as const;
  const plan = document.plan ?? { primary: "pass_rate", margin: 0.05, alpha: 0.05 };
  const gates = document.gates ?? [];
  return {
    path,
    name: document.name ?? path.split("/").at(-1)?.replace(/\.(experiment\.yaml|prompt)$/, "") ?? path,
    hash: experimentHash([baseline, ...variants], { collection: collection.hash, criteria: criteria.set.hash, judge: judge?.configHash ?? null, rating, epochs: document.epochs, rows: document.rows ?? {}, plan, gates }),
    collection,
    arms: [baseline, ...variants],
    criteria: criteria.set,
    judge,
    rating,
    epochs: document.epochs,
    rows: document.rows ?? {},
    plan,
    gates,
    defaults: project.defaults,
    timeouts: project.defaults.timeouts ?? timeoutsSchema.parse({}),
    files: reader.used(),
  };
}

function experimentHash(arms: readonly Arm[], rest: Readonly<Record<string, unknown>>): Setup["hash"] {
  return hashValue("touchstone/experiment/1", { ...rest, arms: arms.map((arm) => [arm.name, arm.from, arm.configHash]) });
}

async function readExperiment(reader: Reader, path: string): Promise<ExperimentSource | null> {
  const source = await reader.source(path);
  if (source === null) {
    if (!reader.diagnostics.some((diagnostic) => diagnostic.file === path)) {
      const candidates = (await reader.list()).filter((file) => /\.(experiment\.yaml|prompt)$/.test(file));
      reader.report([createSourceText(path, "").diagnose({ start: 0, end: 0 }, { code: "file/missing", message: `There is no file "${path}".`, hint: didYouMean(path, candidates, "experiment") })]);
    }
    return null;
  }
  if (path.endsWith(".prompt")) return impliedExperiment(reader, path);
  const yaml = readYaml(source);
  reader.report(yaml.diagnostics);
  if (yaml.value === null) return null;
  const checked = validate(source, yaml.value, experimentSchema, "experiment");
  reader.report(checked.diagnostics);
  return checked.value === null ? null : { document: checked.value, source, yaml: yaml.value };
}

/** A template with `touchstone.collection` and `touchstone.criteria` is an experiment of its own, without variants. */
async function impliedExperiment(reader: Reader, path: string): Promise<ExperimentSource | null> {
  const source = await reader.source(path);
  if (source === null) return null;
  const { frontMatter, diagnostics } = parseTemplate(source);
  const { collection, criteria } = frontMatter;
  if (collection === null || criteria === null) {
    reader.report(diagnostics);
    if (hasErrors(diagnostics)) return null;
    const missing = [collection === null ? "touchstone.collection" : null, criteria === null ? "touchstone.criteria" : null].filter((key) => key !== null).join(" and ");
    reader.report([source.diagnose({ start: 0, end: 0 }, { code: "template/not-runnable", message: `This template cannot be run by itself: ${missing} is missing from its front matter.`, hint: "Name them between the --- lines at the top, or run an experiment that uses this template." })]);
    return null;
  }
  const document: ExperimentDocument = experimentSchema.parse({ collection, criteria, template: path.split("/").at(-1) });
  const rangeOf = (keys: readonly (string | number)[]): { start: number; end: number } =>
    keys[0] === "collection" || keys[0] === "criteria" ? frontMatter.rangeOf(`touchstone.${keys[0]}`) : { start: 0, end: 0 };
  return { document, source, yaml: { value: document, rangeOf, keyRangeOf: rangeOf } };
}

function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map(diagnostics.map((diagnostic) => [`${diagnostic.file}:${diagnostic.line}:${diagnostic.column}:${diagnostic.code}:${diagnostic.message}`, diagnostic]));
  return [...seen.values()];
}
