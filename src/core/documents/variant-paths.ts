// The variants of an experiment as paths from the baseline, and what is set along them.
import { advise } from "../domain/correction.ts";
import type { Range } from "../domain/diagnostic.ts";
import type { ExperimentDocument, Overrides, VariantDocument } from "../domain/experiment.ts";
import type { YamlPath } from "../domain/read-yaml.ts";
import type { ExperimentSource } from "./experiment-source.ts";
import type { Reader } from "./reader.ts";
import { baselineName } from "./setup.ts";

/** One value somewhere on an arm's path, with the place that set it. */
export interface Setting<Value> {
  readonly value: Value;
  readonly path: YamlPath;
}

/** The path of the baseline (empty) and of each variant in the order of the file; null, and a finding, where there is none. */
export function variantPaths(reader: Reader, experiment: ExperimentSource): (readonly VariantDocument[] | null)[] {
  reportVariantProblems(reader, experiment);
  return [[], ...experiment.document.variants.map((_, index) => pathTo(reader, experiment, index))];
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
          ...advise(from, names, "variant"),
        }),
      ]);
      return null;
    }
    current = parent;
  }
  return path;
}

/** What a variant sets of the one step there is. */
export function overridesOf(variant: VariantDocument): Overrides {
  return variant.set?.main ?? {};
}

/** The last value on the path, nearest to the variant itself. */
export function lastOnPath<Value>(
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

function reportVariantProblems(reader: Reader, { document, source, yaml }: ExperimentSource): void {
  const unknownStep = (step: string, range: Range): void =>
    reader.report([
      source.diagnose(range, {
        code: "experiment/unknown-step",
        message: `There is no inference step "${step}".`,
        ...advise(step, ["main"], "step"),
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
