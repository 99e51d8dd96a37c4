// Each variant of a run against its baseline: the primary metric, every criterion, the noise of each, and the sentence.
import type { RunManifest } from "../domain/run-manifest.ts";
import type { EarlyStop } from "../domain/early-stop.ts";
import { reducerSentence } from "../domain/reducer.ts";
import type { ScoredSample } from "./arm-samples.ts";
import { compareArms, type MetricComparison } from "./compare-arms.ts";
import { decideEarly } from "./early-verdict.ts";
import { metricsOf, noiseFloor, noiseOf, noiseSentence, type Noise, type NoiseFloor } from "./noise.ts";
import { reducerOf, rowRulesOf } from "./row-rules.ts";
import { verdictSentence } from "./sentence.ts";

/** A metric of a variant against the baseline, beside how far it would move without any change. */
export interface NotedComparison extends MetricComparison {
  /** Null where neither an A/A run nor epochs tell. */
  readonly noise: Noise | null;
}

export interface VariantComparison extends NotedComparison {
  readonly baseline: string;
  readonly sentence: string;
  /** Each criterion on its own; p-values are adjusted over criteria and variants. */
  readonly criteria: readonly NotedComparison[];
}

export interface NamedArm {
  readonly name: string;
  readonly samples: readonly ScoredSample[];
}

/**
 * One answer for each variant, in their order; null where no row has ended in both arms. `floor` is what the newest A/A run of this
 * baseline found; an A/A run is its own.
 */
export function compareVariants(
  manifest: Pick<RunManifest, "criteria" | "collection" | "epochs" | "experiment" | "order" | "purpose" | "reduce" | "runId">,
  baseline: NamedArm,
  variants: readonly NamedArm[],
  floor: NoiseFloor | null,
  early: EarlyStop | null = null,
): (VariantComparison | null)[] {
  const { plan } = manifest.experiment;
  const { seed } = manifest.order;
  const rules = rowRulesOf(manifest);
  const ids = manifest.criteria.items.map((criterion) => criterion.id);
  const isNoiseCheck = manifest.purpose === "aa";
  const known = isNoiseCheck
    ? noiseFloor(manifest.runId, [baseline.samples, ...variants.map(({ samples }) => samples)], metricsOf(manifest))
    : floor;
  const primary = compareArms(
    variants.map(({ samples }) => ({ samples, metric: plan.primary })),
    baseline.samples,
    plan,
    seed,
    rules,
  );
  const criteria = compareArms(
    variants.flatMap(({ samples }) => ids.map((id) => ({ samples, metric: `criterion.${id}` }))),
    baseline.samples,
    plan,
    seed,
    rules,
  );
  const reduced = reducerSentence(reducerOf(plan.primary, rules), manifest.epochs) ?? [];
  return variants.map(({ name, samples }, index) => {
    const tested = primary[index];
    if (tested == null) return null;
    const comparison =
      plan.early_stop === true && !isNoiseCheck ? decideEarly(tested, name, { early, plan, variants: variants.length }) : tested;
    const withNoise = <Comparison extends MetricComparison>(item: Comparison): Comparison & NotedComparison => ({
      ...item,
      // How far a mean moves says nothing of what another reducer makes of the same epochs.
      noise:
        reducerOf(item.metric, rules) === "mean"
          ? noiseOf(item.metric, { variant: samples, baseline: baseline.samples, rows: item.rows }, known)
          : null,
    });
    const noted = withNoise(comparison);
    const own = criteria.slice(index * ids.length, (index + 1) * ids.length).filter((item) => item !== null);
    return {
      ...noted,
      baseline: baseline.name,
      sentence:
        isNoiseCheck && noted.noise !== null
          ? noiseSentence(noted.metric, noted.noise, noted.won + noted.lost)
          : [verdictSentence(name, baseline.name, comparison, plan.margin), ...[reduced].flat()].join(" "),
      criteria: own.map(withNoise),
    };
  });
}
