// The arms of an imported experiment: nothing is generated, each arm's responses stand in a text column of the collection.
import { advise } from "../domain/correction.ts";
import type { Collection, Column } from "../domain/collection.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import type { YamlPath } from "../domain/read-yaml.ts";
import type { Finding } from "../domain/source-text.ts";
import { importedModel } from "../providers/imported.ts";
import { configHash } from "./configuration.ts";
import type { ExperimentSource } from "./experiment-source.ts";
import { emptyTemplate } from "./read-template.ts";
import type { Reader } from "./reader.ts";
import type { ResolvedArms } from "./resolve-arms.ts";
import { baselineName, type Arm } from "./setup.ts";
import { lastOnPath, variantPaths } from "./variant-paths.ts";

/** The baseline's column is `response` of the experiment, else the one with that role; a variant may name another. */
export function importedArms(reader: Reader, experiment: ExperimentSource, collection: Collection | null): ResolvedArms {
  reportUnused(reader, experiment);
  const { document, source } = experiment;
  const paths = variantPaths(reader, experiment);
  if (collection === null) return { arms: [], templates: [] };
  const arms: Arm[] = [];
  for (const path of paths) {
    if (path === null) continue;
    const variant = path.at(-1);
    const written =
      lastOnPath(document, path, (each) => [{ value: each.response, key: ["response"] }]) ??
      (document.response === undefined ? null : { value: document.response, path: ["response"] });
    const column = written === null ? declaredColumn(reader, experiment, collection) : namedColumn(reader, experiment, collection, written);
    if (column === null) continue;
    const { template, partials, hash } = emptyTemplate(source.file);
    const shaping = { templateHash: hash, system: null, model: importedModel(column), dialogue: null };
    const from = variant === undefined ? null : (variant.from ?? baselineName);
    const parent = arms.find(({ name }) => name === from);
    arms.push({
      name: variant?.name ?? baselineName,
      from,
      template,
      partials,
      ...shaping,
      configHash: configHash(shaping),
      axes: parent !== undefined && parent.responseColumn !== column ? ["response"] : [],
      responseColumn: column,
    });
  }
  return { arms, templates: [] };
}

/** Findings for `response` where the responses are generated: it would have no effect. */
export function strayResponses({ document, source, yaml }: ExperimentSource): Diagnostic[] {
  if (document.kind === "imported") return [];
  const places: YamlPath[] = document.response === undefined ? [] : [["response"]];
  for (const [index, variant] of document.variants.entries())
    if (variant.response !== undefined) places.push(["variants", index, "response"]);
  return places.map((place) =>
    source.diagnose(yaml.rangeOf(place), {
      code: "experiment/stray-response",
      message: "The responses of this experiment are generated, so `response` has no effect.",
      hint: "Add `kind: imported` to rate the column, or leave `response` out.",
    }),
  );
}

function declaredColumn(reader: Reader, experiment: ExperimentSource, { columns, path }: Collection): string | null {
  const declared = columns.find(({ role }) => role === "response");
  if (declared !== undefined && isText(declared)) return declared.name;
  const texts = columns.filter(isText).map(({ name }) => name);
  report(reader, experiment, ["kind"], {
    code: "experiment/no-response",
    message:
      texts.length === 0
        ? `${path} has no column of text, so there are no responses to rate.`
        : `No column of ${path} is named that holds the responses, and none has the role response.`,
    hint:
      texts.length === 0
        ? "Add a column with the responses, or leave `kind: imported` out and name a template and a model that generate them."
        : `Add \`response: …\` with one of ${texts.join(", ")}.`,
  });
  return null;
}

interface Written {
  readonly value: string;
  readonly path: YamlPath;
}

function namedColumn(
  reader: Reader,
  experiment: ExperimentSource,
  { columns, path }: Collection,
  { value: name, path: place }: Written,
): string | null {
  const column = columns.find((each) => each.name === name);
  if (column !== undefined && isText(column)) return name;
  const texts = columns.filter(isText).map((each) => each.name);
  report(
    reader,
    experiment,
    place,
    column === undefined
      ? { code: "experiment/unknown-response", message: `${path} has no column "${name}".`, ...advise(name, texts, "column of text") }
      : {
          code: "experiment/response-type",
          message: `The column "${name}" of ${path} holds ${column.role === "id" ? "the ids of the rows" : column.type}, not text.`,
          hint: texts.length === 0 ? "Add a column of text with the responses." : `Name one of ${texts.join(", ")}.`,
        },
  );
  return null;
}

/** What a file only seems to hold is no reason to refuse a column: short answers look like categories. */
function isText({ type, role, isDeclared }: Column): boolean {
  return role !== "id" && (type === "text" || (!isDeclared && type === "category"));
}

/** What would shape a request has no effect where none is made, and a rule on what calls take would always be kept. */
function reportUnused(reader: Reader, experiment: ExperimentSource): void {
  const { document } = experiment;
  const places: YamlPath[] = (["template", "model", "steps"] as const).filter((key) => document[key] !== undefined).map((key) => [key]);
  for (const [index, variant] of document.variants.entries())
    for (const key of ["template", "model", "set"] as const) if (variant[key] !== undefined) places.push(["variants", index, key]);
  for (const place of places) {
    report(reader, experiment, place, {
      code: "experiment/nothing-generated",
      message: `An imported experiment generates nothing, so \`${place.at(-1)}\` has no effect.`,
      hint: "Leave it out; a variant names another column with `response: …`.",
    });
  }
  for (const [index, { metric }] of (document.gates ?? []).entries()) {
    if (metric === undefined || !metricsOfCalls.has(metric)) continue;
    report(reader, experiment, ["gates", index, "metric"], {
      code: "experiment/nothing-generated",
      message: `An imported experiment generates nothing, so there is no ${metric} to decide about.`,
      hint: "Leave this rule out.",
    });
  }
}

const metricsOfCalls: ReadonlySet<string> = new Set(["cost_per_sample", "latency_p50", "latency_p95", "tokens"]);

function report(reader: Reader, { source, yaml }: ExperimentSource, place: YamlPath, finding: Finding): void {
  reader.report([source.diagnose(yaml.rangeOf(place), finding)]);
}
