// An experiment file, or a template that names its collection and criteria, to a checked setup with every finding on the way.
import { hashValue } from "../base/hash.ts";
import { didYouMean } from "../base/suggest.ts";
import type { Files } from "../base/ports.ts";
import { hasErrors, type Parsed } from "../domain/diagnostic.ts";
import { experimentSchema, type ExperimentDocument } from "../domain/experiment.ts";
import { timeoutsSchema } from "../domain/project.ts";
import { createSourceText } from "../domain/source-text.ts";
import { validate } from "../domain/validate.ts";
import { dialogueColumn } from "../collections/dialogue.ts";
import { checkTemplate } from "../template/check.ts";
import { checkCriteria } from "./check-criteria.ts";
import { checkEarlyStop } from "./check-early-stop.ts";
import { checkFilters } from "./check-filters.ts";
import { checkCategories, checkGates } from "./check-gates.ts";
import { checkMetrics } from "./check-metrics.ts";
import { checkReducer } from "./check-reducer.ts";
import { systemColumns } from "./parse-system.ts";
import { readCollection } from "./read-collection.ts";
import { readProject } from "./read-project.ts";
import { readNamedCriteria, readRating } from "./read-rating.ts";
import { createReader, type Reader } from "./reader.ts";
import { templateOf, yamlOf } from "./remember.ts";
import { isRunnable, isTemplate } from "./kinds.ts";
import type { ExperimentSource } from "./experiment-source.ts";
import { importedArms, strayResponses } from "./imported-arms.ts";
import { resolveArms } from "./resolve-arms.ts";
import type { Setup } from "./setup.ts";

/** Loads what `path` (an experiment or a template) means. The value is null when any finding is an error. */
export async function loadExperiment(files: Files, path: string): Promise<Parsed<Setup | null>> {
  const reader = createReader(files);
  const setup = await readSetup(reader, path, { needsModel: true });
  const { diagnostics } = reader;
  return { value: hasErrors(diagnostics) ? null : setup, diagnostics };
}

/** The same for a reader that takes the findings; with `needsModel` false it is none when nobody names a model. */
export async function readSetup(reader: Reader, path: string, { needsModel }: { readonly needsModel: boolean }): Promise<Setup | null> {
  const project = await readProject(reader);
  const experiment = await readExperiment(reader, path);
  if (experiment === null) return null;
  const { document, source, yaml } = experiment;
  const reference = { source, range: yaml.rangeOf(["collection"]), target: document.collection };
  const collectionPath = await reader.follow(reference, "collection");
  const collection = collectionPath === null ? null : await readCollection(reader, collectionPath);
  const criteria = await readNamedCriteria(reader, experiment);
  reader.report(strayResponses(experiment));
  const { arms, templates } =
    document.kind === "imported"
      ? importedArms(reader, experiment, collection)
      : await resolveArms(reader, experiment, {
          defaultModel: project.reference("model"),
          dialogue: collection === null ? null : dialogueColumn(collection.columns),
          needsModel,
        });

  reader.report([...checkReducer(experiment), ...checkEarlyStop(experiment, collection, criteria?.set ?? null)]);
  const columns = collection?.columns.map((column) => column.name) ?? null;
  for (const { template, partials, knownPartials } of new Set(templates)) {
    reader.report(checkTemplate(template, { columns, partials, partialNames: knownPartials }));
  }
  for (const { system, template } of arms) {
    if (system !== null)
      reader.report(checkTemplate(system, { columns: systemColumns(columns, template), partials: () => null, partialNames: [] }));
  }
  const areArmsWhole = arms.length === 1 + document.variants.length;
  if (criteria !== null && collection !== null)
    reader.report(checkCriteria(criteria, { collection, rows: document.rows ?? {}, arms: areArmsWhole ? arms : [] }));
  if (criteria !== null) reader.report([...checkMetrics(experiment, criteria.set), ...checkGates(experiment, criteria.set)]);
  if (collection !== null) reader.report([...checkFilters(experiment, collection), ...checkCategories(experiment, collection)]);

  const rated = await readRating(reader, experiment, project, criteria);

  const [baseline, ...variants] = arms;
  if (baseline === undefined || collection === null || criteria === null || rated === null) return null;
  const { plan, gates } = preregistered(document);
  const setup = {
    path,
    name:
      document.name ??
      path
        .split("/")
        .at(-1)
        ?.replace(/\.(experiment\.yaml|prompt)$/, "") ??
      path,
    collection,
    arms: [baseline, ...variants],
    criteria: criteria.set,
    ...rated,
    epochs: document.epochs,
    reduce: document.reduce,
    rows: document.rows ?? {},
    plan,
    gates,
    ...(document.on_inconclusive === undefined ? {} : { onInconclusive: document.on_inconclusive }),
    defaults: project.defaults,
    timeouts: project.defaults.timeouts ?? timeoutsSchema.parse({}),
    files: reader.used(),
  } satisfies Omit<Setup, "hash">;
  return { ...setup, hash: experimentHash(setup) };
}

/** What an experiment fixes before any run. */
export function preregistered({ plan, gates }: ExperimentDocument): Pick<Setup, "plan" | "gates"> {
  return { plan: plan ?? { primary: "pass_rate", margin: 0.05, alpha: 0.05 }, gates: gates ?? [] };
}

/** Of all that decides what a run of the experiment is, and of no names, colours and paths. */
export function experimentHash({
  collection,
  criteria,
  judge,
  embeddings,
  rating,
  epochs,
  reduce,
  rows,
  plan,
  gates,
  arms,
}: Omit<Setup, "hash">): Setup["hash"] {
  return hashValue("touchstone/experiment/1", {
    collection: collection.hash,
    criteria: criteria.hash,
    judge: judge?.configHash ?? null,
    ...(embeddings === undefined ? {} : { embeddings: [...embeddings].map(([id, { configHash }]) => [id, configHash]) }),
    rating,
    epochs,
    // Absent where it always was.
    ...(reduce === "mean" ? {} : { reduce }),
    rows,
    plan,
    gates,
    arms: arms.map((arm) => [arm.name, arm.from, arm.configHash]),
  });
}

/** The document at `path` with the places of its parts; null, and findings, where it is none. */
export async function readExperiment(reader: Reader, path: string): Promise<ExperimentSource | null> {
  const source = await reader.source(path);
  if (source === null) {
    if (!reader.diagnostics.some((diagnostic) => diagnostic.file === path)) {
      const candidates = (await reader.list()).filter(isRunnable);
      reader.report([
        createSourceText(path, "").diagnose(
          { start: 0, end: 0 },
          { code: "file/missing", message: `There is no file "${path}".`, hint: didYouMean(path, candidates, "experiment") },
        ),
      ]);
    }
    return null;
  }
  if (isTemplate(path)) return impliedExperiment(reader, path);
  const yaml = yamlOf(source);
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
  const { frontMatter, diagnostics } = templateOf(source);
  const { collection, criteria } = frontMatter;
  if (collection === null || criteria === null) {
    reader.report(diagnostics);
    if (hasErrors(diagnostics)) return null;
    const missing = [collection === null ? "touchstone.collection" : null, criteria === null ? "touchstone.criteria" : null]
      .filter((key) => key !== null)
      .join(" and ");
    reader.report([
      source.diagnose(
        { start: 0, end: 0 },
        {
          code: "template/not-runnable",
          message: `This template cannot be run by itself: ${missing} is missing from its front matter.`,
          hint: "Name them between the --- lines at the top, or run an experiment that uses this template.",
        },
      ),
    ]);
    return null;
  }
  const document: ExperimentDocument = experimentSchema.parse({ collection, criteria, template: path.split("/").at(-1) });
  const rangeOf = (keys: readonly (string | number)[]): { start: number; end: number } =>
    keys[0] === "collection" || keys[0] === "criteria" ? frontMatter.rangeOf(`touchstone.${keys[0]}`) : { start: 0, end: 0 };
  return { document, source, yaml: { value: document, rangeOf, keyRangeOf: rangeOf } };
}
