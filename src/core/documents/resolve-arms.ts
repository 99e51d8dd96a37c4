// Variants to arms: each gets the effective configuration of its path from the baseline; first found wins, whole values (contracts §6).
import type { Overrides, VariantDocument } from "../domain/experiment.ts";
import type { ModelConfig, ModelParameters } from "../domain/model-config.ts";
import { checkRequest } from "./check-request.ts";
import { changedAxes, configHash, parameterNames } from "./configuration.ts";
import type { ExperimentSource } from "./experiment-source.ts";
import { parseSystem } from "./parse-system.ts";
import { resolveModel } from "./read-model.ts";
import { emptyTemplate, ownModel, readTemplate, type TemplateDocument } from "./read-template.ts";
import type { Reader, Reference } from "./reader.ts";
import { baselineName, type Arm } from "./setup.ts";
import { lastOnPath, overridesOf, variantPaths } from "./variant-paths.ts";

export interface ResolvedArms {
  readonly arms: readonly Arm[];
  readonly templates: readonly TemplateDocument[];
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
  const arms: Omit<Arm, "axes">[] = [];
  const templates: TemplateDocument[] = [];
  for (const path of variantPaths(reader, experiment)) {
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
  const shaping = { templateHash: hash, system, model, dialogue };
  return {
    name: variant?.name ?? baselineName,
    from: variant === undefined ? null : (variant.from ?? baselineName),
    template,
    partials,
    ...shaping,
    configHash: configHash(shaping),
  };
}
