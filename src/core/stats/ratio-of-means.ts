// The ratio of two means measured on the same rows: cost, tokens or time of a variant as a multiple of the baseline's.
import { requireBetween, requireNumbers } from "./input-rules.ts";
import { mean, sum } from "./moments.ts";
import { studentQuantile } from "./quantile-functions.ts";

export interface RatioOfMeans {
  readonly ratio: number;
  /** By the delta method. */
  readonly standardError: number;
  /** ratio ± t(n-1) · standardError. */
  readonly delta: { readonly lower: number; readonly upper: number };
  /** Fieller's limits; null where his set is not an interval, because the baseline's mean may be 0. */
  readonly fieller: { readonly lower: number; readonly upper: number } | null;
}

/**
 * mean(variant) / mean(baseline) with two intervals; where they disagree, Fieller's is the one to believe.
 * Throws RangeError for lists of different length, fewer than two rows, a non-finite value or a baseline whose mean is not positive.
 */
export function ratioOfMeans(variant: readonly number[], baseline: readonly number[], confidence: number): RatioOfMeans {
  requireNumbers("variant", variant, 2);
  requireNumbers("baseline", baseline, 2);
  if (variant.length !== baseline.length) throw new RangeError("baseline must be as long as variant");
  requireBetween("confidence", confidence, 0, 1);
  const center = mean(baseline);
  if (!(center > 0)) throw new RangeError("mean(baseline) must be greater than 0");
  const rows = baseline.length;
  const ratio = mean(variant) / center;
  // What the ratio leaves unexplained of each row; taking it out first keeps the digits that the textbook formulas cancel.
  const residuals = variant.map((value, index) => value - ratio * (baseline[index] ?? 0));
  const deviations = baseline.map((value) => value - center);
  const residualVariance = covariance(residuals, residuals);
  const standardError = Math.sqrt(residualVariance / rows) / center;
  const t = -studentQuantile((1 - confidence) / 2, rows - 1);
  const share = (t * t) / rows;
  // Fieller's equation for the distance x from the ratio: leading·x² + 2·linear·x = constant.
  const leading = center * center - share * covariance(deviations, deviations);
  const linear = share * covariance(residuals, deviations);
  const root = Math.sqrt(Math.max(0, linear * linear + leading * share * residualVariance));
  return {
    ratio,
    standardError,
    delta: { lower: ratio - t * standardError, upper: ratio + t * standardError },
    fieller: leading > 0 ? { lower: ratio + (-linear - root) / leading, upper: ratio + (root - linear) / leading } : null,
  };
}

/** With n - 1. */
function covariance(one: readonly number[], other: readonly number[]): number {
  const [center, otherCenter] = [mean(one), mean(other)];
  return sum(one.map((value, index) => (value - center) * ((other[index] ?? 0) - otherCenter))) / (one.length - 1);
}
