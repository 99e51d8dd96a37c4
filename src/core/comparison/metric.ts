// The metrics a comparison can be decided by, as a number for each sample; an error counts as 0 (rule R17).
import { isPass } from "../domain/outcome.ts";
import type { ScoredSample } from "./arm-samples.ts";

/** `pass_rate`, `score` or `criterion.<id>`. */
export type Metric = string;

const criterionPrefix = "criterion.";

/** The value of a sample in [0, 1]; errors count as 0 in the primary figure. */
export function metricValue(sample: ScoredSample, metric: Metric): number {
  if (metric === "score") return sample.score ?? 0;
  if (metric.startsWith(criterionPrefix)) {
    return isPass(sample.ratings.get(metric.slice(criterionPrefix.length))) ? 1 : 0;
  }
  return sample.outcome === "pass" ? 1 : 0;
}

/** True for metrics whose values are 0 or 1. */
export function isBinaryMetric(metric: Metric): boolean {
  return metric !== "score";
}

/** True for metrics whose epochs are put together by the reducer of the experiment. */
export function isReduced(metric: Metric): boolean {
  return metric === "pass_rate" || metric.startsWith(criterionPrefix);
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
