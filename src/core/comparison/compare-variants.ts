// Each variant of a run against its baseline: the primary metric, every criterion, the noise of each, and the sentence.
import type { RunManifest } from "../domain/run-manifest.ts";
import type { ScoredSample } from "./arm-samples.ts";
import { compareArms, type MetricComparison } from "./compare-arms.ts";
import { metricsOf, noiseFloor, noiseOf, noiseSentence, type Noise, type NoiseFloor } from "./noise.ts";
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
  manifest: Pick<RunManifest, "criteria" | "experiment" | "order" | "purpose" | "runId">,
  baseline: NamedArm,
  variants: readonly NamedArm[],
  floor: NoiseFloor | null,
): (VariantComparison | null)[] {
  const { plan } = manifest.experiment;
  const { seed } = manifest.order;
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
  );
  const criteria = compareArms(
    variants.flatMap(({ samples }) => ids.map((id) => ({ samples, metric: `criterion.${id}` }))),
    baseline.samples,
    plan,
    seed,
  );
  return variants.map(({ name, samples }, index) => {
    const comparison = primary[index];
    if (comparison == null) return null;
    const withNoise = <Comparison extends MetricComparison>(item: Comparison): Comparison & NotedComparison => ({
      ...item,
      noise: noiseOf(item.metric, { variant: samples, baseline: baseline.samples, rows: item.rows }, known),
    });
    const noted = withNoise(comparison);
    const own = criteria.slice(index * ids.length, (index + 1) * ids.length).filter((item) => item !== null);
    return {
      ...noted,
      baseline: baseline.name,
      sentence:
        isNoiseCheck && noted.noise !== null
          ? noiseSentence(noted.metric, noted.noise, noted.won + noted.lost)
          : verdictSentence(name, baseline.name, comparison, plan.margin),
      criteria: own.map(withNoise),
    };
  });
}
