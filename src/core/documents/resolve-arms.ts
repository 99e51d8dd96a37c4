// Variants to arms: each gets the effective configuration of its path from the baseline; first found wins, whole values (contracts §6).
import { hashValue } from "../base/hash.ts";
import { didYouMean } from "../base/suggest.ts";
import type { Range } from "../domain/diagnostic.ts";
import type { ExperimentDocument, Overrides, VariantDocument } from "../domain/experiment.ts";
import type { ModelConfig, ModelParameters } from "../domain/model-config.ts";
import type { YamlPath, YamlValue } from "../domain/read-yaml.ts";
import type { SourceText } from "../domain/source-text.ts";
import { checkRequest } from "./check-request.ts";
import { parseSystem } from "./parse-system.ts";
import { resolveModel } from "./read-model.ts";
import { emptyTemplate, ownModel, readTemplate, type TemplateDocument } from "./read-template.ts";
import type { Reader, Reference } from "./reader.ts";
import { baselineName, type Arm } from "./setup.ts";

const parameterNames = [
  "temperature",
  "top_p",
  "max_tokens",
  "seed",
  "stop",
  "reasoning_effort",
  "verbosity",
] as const satisfies readonly (keyof ModelParameters)[];

export interface ExperimentSource {
  readonly document: ExperimentDocument;
  readonly source: SourceText;
  readonly yaml: YamlValue;
}

export interface ResolvedArms {
  readonly arms: readonly Arm[];
  readonly templates: readonly TemplateDocument[];
}

/** One value somewhere on an arm's path, with the place that set it. */
interface Setting<Value> {
  readonly value: Value;
  readonly path: YamlPath;
}

/** The variants from the root to the one named; null and a finding when a `from` is unknown or goes round in a circle. */
function pathTo(reader: Reader, experiment: ExperimentSource, index: number): VariantDocument[] | null {
  const { document, source, yaml } = experiment;
  const path: VariantDocument[] = [];
  let current = document.variants[index];
  while (current !== undefined) {
    if (path.includes(current)) {
      reader.report([
        source.diagnose(yaml.rangeOf(["variants", index, "from"]), {
          code: "experiment/circular-variant",
          message: `The variant "${current.name}" branches from itself.`,
          hint: "Let one of them branch from the baseline.",
        }),
      ]);
      return null;
    }
    path.unshift(current);
    const from: string | undefined = current.from;
    if (from === undefined || from === baselineName) return path;
    const parent = document.variants.find((variant) => variant.name === from);
    if (parent === undefined) {
      const place = document.variants.indexOf(current);
      const names = [baselineName, ...document.variants.map((variant) => variant.name)];
      reader.report([
        source.diagnose(yaml.rangeOf(["variants", place, "from"]), {
          code: "experiment/unknown-variant",
          message: `There is no variant "${from}" to branch from.`,
          hint: didYouMean(from, names, "variant"),
        }),
      ]);
      return null;
    }
    current = parent;
  }
  return path;
}

function overridesOf(variant: VariantDocument): Overrides {
  return variant.set?.main ?? {};
}

/** The last value on the path, nearest to the variant itself. */
function lastOnPath<Value>(
  document: ExperimentDocument,
  path: readonly VariantDocument[],
  read: (variant: VariantDocument) => { value: Value | undefined; key: YamlPath }[],
): Setting<Value> | null {
  for (const variant of [...path].reverse()) {
    for (const { value, key } of read(variant)) {
      if (value !== undefined) return { value, path: ["variants", document.variants.indexOf(variant), ...key] };
    }
  }
  return null;
}

export interface ArmFacts {
  /** The project's default. */
  readonly defaultModel: Reference | null;
  /** The column whose messages come along; null when there is none. */
  readonly dialogue: string | null;
  /** Whether an arm without a model is a finding. */
  readonly needsModel: boolean;
}

export async function resolveArms(
  reader: Reader,
  experiment: ExperimentSource,
  { defaultModel, dialogue, needsModel }: ArmFacts,
): Promise<ResolvedArms> {
  const { document, source, yaml } = experiment;
  reportVariantProblems(reader, experiment);
  const arms: Omit<Arm, "axes">[] = [];
  const templates: TemplateDocument[] = [];
  const paths: (readonly VariantDocument[] | null)[] = [[], ...document.variants.map((_, index) => pathTo(reader, experiment, index))];
  for (const path of paths) {
    const template = path === null ? null : await armTemplate(reader, experiment, path, dialogue);
    if (path === null || template === null) continue;
    templates.push(template);
    const setting =
      lastOnPath(document, path, (variant) => [
        { value: overridesOf(variant).model, key: ["set", "main", "model"] },
        { value: variant.model, key: ["model"] },
      ]) ?? (document.model === undefined ? null : { value: document.model, path: ["model"] });
    const written = setting === null ? null : { source, range: yaml.rangeOf(setting.path), target: setting.value };
    const own = ownModel(template.template);
    const reference = written ?? own ?? defaultModel;
    if (reference === null) {
      if (needsModel) reportNoModel(reader, experiment);
      continue;
    }
    const named = await resolveModel(reader, reference);
    if (named === null) continue;
    const base = reference === own ? { ...named, parameters: { ...named.parameters, ...template.template.frontMatter.config } } : named;
    const arm = toArm(experiment, path, template, base, dialogue);
    reader.report(checkRequest(arm.model, reference));
    arms.push(arm);
  }
  return {
    arms: arms.map((arm) => ({
      ...arm,
      axes: changedAxes(
        arms.find(({ name }) => name === arm.from),
        arm,
      ),
    })),
    templates,
  };
}

/** The template nearest on the path; without one the row's dialogue is all that is sent. */
async function armTemplate(
  reader: Reader,
  { document, source, yaml }: ExperimentSource,
  path: readonly VariantDocument[],
  dialogue: string | null,
): Promise<TemplateDocument | null> {
  const setting =
    lastOnPath(document, path, (variant) => [
      { value: overridesOf(variant).template, key: ["set", "main", "template"] },
      { value: variant.template, key: ["template"] },
    ]) ?? (document.template === undefined ? null : { value: document.template, path: ["template"] });
  if (setting !== null) {
    const file = await reader.follow({ source, range: yaml.rangeOf(setting.path), target: setting.value }, "template");
    return file === null ? null : readTemplate(reader, file);
  }
  if (dialogue !== null) return emptyTemplate(source.file);
  const { start } = yaml.rangeOf([]);
  reader.report([
    source.diagnose(
      { start, end: start },
      {
        code: "experiment/no-template",
        message: "No template is named, and the collection declares no conversation or raw_input column to send instead.",
        hint: "Add `template: …`.",
      },
    ),
  ]);
  return null;
}

function reportNoModel(reader: Reader, { source, yaml }: ExperimentSource): void {
  const { start } = yaml.rangeOf([]);
  reader.report([
    source.diagnose(
      { start, end: start },
      {
        code: "experiment/no-model",
        message: "No model is named.",
        hint: "Add `model:` here, or `defaults: {model: …}` in touchstone.yaml.",
      },
    ),
  ]);
}

function toArm(
  { document, source, yaml }: ExperimentSource,
  path: readonly VariantDocument[],
  { template, partials, hash }: TemplateDocument,
  base: ModelConfig,
  dialogue: string | null,
): Omit<Arm, "axes"> {
  const merged: Overrides = Object.assign({}, ...path.map(overridesOf)) as Overrides;
  const parameters: ModelParameters = Object.assign(
    {},
    base.parameters,
    ...parameterNames.map((name) => (merged[name] === undefined ? {} : { [name]: merged[name] })),
  ) as ModelParameters;
  const ownTools = template.frontMatter.tools;
  const model: ModelConfig = {
    ...base,
    parameters,
    tools: merged.tools ?? (ownTools.length > 0 ? [...ownTools] : base.tools),
    output: merged.output ?? template.frontMatter.output ?? base.output,
  };
  const written = lastOnPath(document, path, (variant) => [{ value: overridesOf(variant).system, key: ["set", "main", "system"] }]);
  const system = written === null ? null : parseSystem(source, yaml.rangeOf(written.path), written.value);
  const variant = path.at(-1);
  return {
    name: variant?.name ?? baselineName,
    from: variant === undefined ? null : (variant.from ?? baselineName),
    template,
    templateHash: hash,
    partials,
    dialogue,
    system,
    model,
    configHash: hashValue("touchstone/config/1", {
      template: hash,
      system: system?.source.text ?? null,
      model: requestShape(model),
      ...(dialogue === null ? {} : { dialogue }),
    }),
  };
}

/** What of a model config shapes the request: not its price and not the name of its endpoint. */
export function requestShape(model: ModelConfig): Readonly<Record<string, unknown>> {
  const { provider, model: name, parameters, output, tools, settings } = model;
  return { provider, model: name, parameters, output, tools, settings };
}

type Configuration = Pick<Arm, "templateHash" | "system" | "model">;

function changedAxes(parent: Configuration | undefined, arm: Configuration): string[] {
  if (parent === undefined) return [];
  const differs = (a: unknown, b: unknown): boolean =>
    hashValue("touchstone/axis/1", { value: a ?? null }) !== hashValue("touchstone/axis/1", { value: b ?? null });
  const axes: string[] = [];
  if (parent.templateHash !== arm.templateHash) axes.push("template");
  if (parent.system?.source.text !== arm.system?.source.text) axes.push("system");
  if (
    parent.model.provider !== arm.model.provider ||
    parent.model.model !== arm.model.model ||
    differs(parent.model.settings, arm.model.settings)
  )
    axes.push("model");
  for (const name of parameterNames) if (differs(parent.model.parameters[name], arm.model.parameters[name])) axes.push(name);
  if (differs(parent.model.tools, arm.model.tools)) axes.push("tools");
  if (differs(parent.model.output, arm.model.output)) axes.push("output");
  return axes;
}

function reportVariantProblems(reader: Reader, { document, source, yaml }: ExperimentSource): void {
  const unknownStep = (step: string, range: Range): void =>
    reader.report([
      source.diagnose(range, {
        code: "experiment/unknown-step",
        message: `There is no inference step "${step}".`,
        hint: didYouMean(step, ["main"], "step"),
      }),
    ]);
  for (const [index, step] of (document.steps ?? []).entries()) if (step !== "main") unknownStep(step, yaml.rangeOf(["steps", index]));
  const seen = new Set<string>();
  for (const [index, variant] of document.variants.entries()) {
    if (seen.has(variant.name)) {
      reader.report([
        source.diagnose(yaml.rangeOf(["variants", index, "name"]), {
          code: "experiment/duplicate-variant",
          message: `The variant name "${variant.name}" stands twice.`,
          hint: "Give each variant a name of its own.",
        }),
      ]);
    }
    seen.add(variant.name);
    for (const step of Object.keys(variant.set ?? {})) {
      if (step !== "main") unknownStep(step, yaml.keyRangeOf(["variants", index, "set", step]));
    }
  }
}
