// The metrics a comparison can be decided by, as a number for each sample; an error counts as 0 (rule R17).
import { isPairwise } from "../domain/criterion-set.ts";
import { isPass } from "../domain/outcome.ts";
import type { ManifestCriterion } from "../domain/run-manifest.ts";
import type { ScoredSample } from "./arm-samples.ts";

/** `pass_rate`, `score` or `criterion.<id>`. */
export type Metric = string;

const criterionPrefix = "criterion.";

/** The value of a sample in [0, 1]; errors count as 0 in the primary figure. */
export function metricValue(sample: ScoredSample, metric: Metric): number {
  if (metric === "score") return sample.score ?? 0;
  if (metric.startsWith(criterionPrefix)) {
    const rating = sample.ratings.get(metric.slice(criterionPrefix.length));
    if (sample.preferences?.has(metric) === true) return rating?.value ?? 0;
    return isPass(rating) ? 1 : 0;
  }
  return sample.outcome === "pass" ? 1 : 0;
}

/** The metrics of pairwise criteria, whose values are 0, 0.5 for a tie and 1; absent where there are none. */
export type Preferences = ReadonlySet<Metric> | undefined;

/** Those among these criteria. */
export function preferencesOf(items: readonly Pick<ManifestCriterion, "id" | "kind">[]): Preferences {
  const pairwise = items.filter(({ kind }) => isPairwise({ scorer: kind }));
  return pairwise.length === 0 ? undefined : new Set(pairwise.map(({ id }) => `${criterionPrefix}${id}`));
}

/** True for metrics whose values are 0 or 1. */
export function isBinaryMetric(metric: Metric, preferences: Preferences): boolean {
  return metric !== "score" && preferences?.has(metric) !== true;
}

/** True for metrics whose epochs are put together by the reducer of the experiment. */
export function isReduced(metric: Metric, preferences: Preferences): boolean {
  return isBinaryMetric(metric, preferences) && (metric === "pass_rate" || metric.startsWith(criterionPrefix));
}

/** The samples of each row, its epochs; rows in the order in which they first appear. */
export function groupByRow(samples: readonly ScoredSample[]): Map<string, ScoredSample[]> {
  const rows = new Map<string, ScoredSample[]>();
  for (const sample of samples) {
    const known = rows.get(sample.row);
    if (known === undefined) rows.set(sample.row, [sample]);
    else known.push(sample);
  }
  return rows;
}
