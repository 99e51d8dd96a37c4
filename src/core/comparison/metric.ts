// The metrics a comparison can be decided by, as a number for each sample; an error counts as 0 (rule R17).
import type { ScoredSample } from "./arm-samples.ts";

/** `pass_rate`, `score` or `criterion.<id>`. */
export type Metric = string;

const criterionPrefix = "criterion.";

/** The value of a sample in [0, 1]; errors count as 0 in the primary figure. */
export function metricValue(sample: ScoredSample, metric: Metric): number {
  if (metric === "score") return sample.score ?? 0;
  if (metric.startsWith(criterionPrefix)) {
    const rating = sample.ratings.get(metric.slice(criterionPrefix.length));
    return rating?.kind === "rated" && rating.label === "pass" ? 1 : 0;
  }
  return sample.outcome === "pass" ? 1 : 0;
}

/** True for metrics whose values are 0 or 1. */
export function isBinaryMetric(metric: Metric): boolean {
  return metric !== "score";
}

/** Mean over the epochs of each row. */
export function rowMeans(samples: readonly ScoredSample[], metric: Metric): Map<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const sample of samples) {
    const known = sums.get(sample.row) ?? { sum: 0, count: 0 };
    sums.set(sample.row, { sum: known.sum + metricValue(sample, metric), count: known.count + 1 });
  }
  return new Map([...sums].map(([row, { sum, count }]) => [row, sum / count]));
}
