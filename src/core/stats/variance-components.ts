// How much of the spread of scores lies between rows and how much between the epochs of one row.
import { requireNumbers } from "./input-rules.ts";
import { mean, squaredDeviations, sum } from "./moments.ts";
import { normalQuantile } from "./quantile-functions.ts";

export interface VarianceComponents {
  /** Grand mean. */
  readonly mean: number;
  /** Mean squares between and within rows. */
  readonly msBetween: number;
  readonly msWithin: number;
  /** Variance components; varBetween is at least 0. */
  readonly varBetween: number;
  readonly varWithin: number;
  /** Intraclass correlation, not clipped; null when the scores do not vary at all. */
  readonly icc1: number | null;
  /** Standard error of the grand mean. */
  readonly seMean: number;
  /** How far apart two repeats of the same run are expected to lie: half the width of the 95 % A/A band. */
  readonly aaHalfwidth95: number;
}

/**
 * One-way random-effects analysis of variance of `scores[row][epoch]`.
 * Throws RangeError unless there are at least two rows of equally many, at least two, finite scores. Source: Miller 2024.
 */
export function varianceComponents(scores: readonly (readonly number[])[]): VarianceComponents {
  const epochs = scores[0]?.length ?? 0;
  if (scores.length < 2) throw new RangeError("scores must hold at least two rows");
  scores.forEach((row, index) => {
    requireNumbers(`scores[${index}]`, row, 2);
    if (row.length !== epochs) throw new RangeError("scores must hold equally many epochs in every row");
  });
  const rows = scores.length;
  const rowMeans = scores.map(mean);
  const center = mean(rowMeans);
  const msBetween = (epochs * squaredDeviations(rowMeans, center)) / (rows - 1);
  const msWithin = sum(scores.map((row, index) => squaredDeviations(row, rowMeans[index] as number))) / (rows * (epochs - 1));
  const total = msBetween + (epochs - 1) * msWithin;
  return {
    mean: center,
    msBetween,
    msWithin,
    varBetween: Math.max(0, (msBetween - msWithin) / epochs),
    varWithin: msWithin,
    icc1: total === 0 ? null : (msBetween - msWithin) / total,
    seMean: Math.sqrt(msBetween / (rows * epochs)),
    aaHalfwidth95: normalQuantile(0.975) * Math.sqrt((2 * msWithin) / (rows * epochs)),
  };
}
