// The mean of rows that share clusters (conversations, documents), with standard errors that allow for it.
import { requireBetween, requireNumbers } from "./input-rules.ts";
import { mean, squaredDeviations, sum } from "./moments.ts";
import { studentQuantile } from "./quantile-functions.ts";
import { wilsonInterval } from "./wilson.ts";

/** With fewer clusters there is no verdict: no test of so few can be sure, and their interval says little (statistics §2). */
export const fewestClusters = 5;
/** With fewer clusters the interval is rough, and the test of signs is to be believed first. */
export const fewestClustersForInterval = 10;

export interface ClusteredMean {
  readonly mean: number;
  readonly rows: number;
  readonly clusters: number;
  /** sd / √rows, as if all rows were independent. */
  readonly seNaive: number;
  /** Clustered, without a correction for few clusters. */
  readonly seCr0: number;
  /** The clustered standard error of Miller 2024, arXiv 2411.00640. */
  readonly seMiller: number;
  /** Clustered, times √(C/(C-1)); the interval uses this one. */
  readonly seCr1: number;
  /** mean ± t(C-1) · seCr1, not clipped. */
  readonly lower: number;
  readonly upper: number;
}

/**
 * The mean of `values`, whose labels `clusters` say which rows belong together.
 * Throws RangeError for lists of different length, a non-finite value or fewer than two clusters.
 */
export function clusteredMean(values: readonly number[], clusters: readonly string[], confidence: number): ClusteredMean {
  requireNumbers("values", values, 2);
  requireBetween("confidence", confidence, 0, 1);
  const center = mean(values);
  const clusterSums = sumByCluster(
    values.map((value) => value - center),
    clusters,
  );
  const count = clusterSums.length;
  if (count < 2) throw new RangeError("clusters must name at least two clusters");
  const rows = values.length;
  const between = sum(clusterSums.map((total) => total * total));
  const deviations = squaredDeviations(values, center);
  const seCr1 = Math.sqrt((between * count) / (count - 1)) / rows;
  const halfWidth = -studentQuantile((1 - confidence) / 2, count - 1) * seCr1;
  return {
    mean: center,
    rows,
    clusters: count,
    seNaive: Math.sqrt(deviations / (rows - 1) / rows),
    seCr0: Math.sqrt(between) / rows,
    // seNaive² plus the sum over i ≠ j in a cluster of d_i·d_j / rows², put together so that nothing cancels.
    seMiller: Math.sqrt(between + deviations / (rows - 1)) / rows,
    seCr1,
    lower: center - halfWidth,
    upper: center + halfWidth,
  };
}

/**
 * The sum of the values of each cluster, in the order of first appearance; a sign-flip test of these is the cluster sign-flip test.
 * Throws RangeError for lists of different length or a non-finite value.
 */
export function sumByCluster(values: readonly number[], clusters: readonly string[]): number[] {
  requireNumbers("values", values);
  if (clusters.length !== values.length) throw new RangeError("clusters must be as long as values");
  const totals = new Map<string, number>();
  values.forEach((value, index) => {
    const cluster = clusters[index] as string;
    totals.set(cluster, (totals.get(cluster) ?? 0) + value);
  });
  return [...totals.values()];
}

/**
 * The limits of a mean of fractions: those of `clusteredMean`, clipped to [0, 1], where `tail` is left out on either side. Where nothing is
 * known of the spread, in a single cluster or in clusters that are all alike, Wilson's limits with the cluster as the unit.
 */
export function clusteredRate(
  values: readonly number[],
  clusters: readonly string[],
  confidence: number,
): { lower: number; upper: number } {
  const center = mean(values);
  const count = new Set(clusters).size;
  const limits = count < 2 ? null : clusteredMean(values, clusters, confidence);
  if (limits !== null && limits.seCr1 > leastSpread) return { lower: Math.max(0, limits.lower), upper: Math.min(1, limits.upper) };
  const { lower, upper } = wilsonInterval(Math.round(center * count), count, confidence);
  return { lower: Math.min(lower, center), upper: Math.max(upper, center) };
}

/** A standard error of fractions that is nothing but rounding. */
export const leastSpread = 1e-9;
