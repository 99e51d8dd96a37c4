// Bootstrap intervals of a statistic of independent rows, drawn from a given source of random numbers.
import { requireBetween, requireCount, requireNumbers } from "./input-rules.ts";
import { isConstant, mean, sum } from "./moments.ts";
import { normalCdf, normalQuantile } from "./quantile-functions.ts";
import { quantileType7, sortedQuantile } from "./quantile.ts";

export interface BootstrapOptions {
  readonly confidence: number;
  /** How many resamples to draw, for instance 10000. */
  readonly resamples: number;
  /** Uniform fractions in [0, 1). */
  readonly random: () => number;
  /** The mean by default. */
  readonly statistic?: (values: readonly number[]) => number;
}

export interface BootstrapInterval {
  /** The statistic of the values themselves. */
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The bias-corrected and accelerated interval, with the acceleration of the jackknife; half of the resamples that tie with the
 * estimate count as below it. Where bias or acceleration is undefined it is the percentile interval, and a point when all
 * values are equal. Throws RangeError for an empty or non-finite list or options out of range. Source: Efron 1987.
 */
export function bcaInterval(values: readonly number[], options: BootstrapOptions): BootstrapInterval {
  const { estimate, replicates, tail } = drawReplicates(values, options);
  const probability = biasCorrection(values, options.statistic ?? mean, estimate, replicates);
  return { estimate, lower: quantileType7(replicates, probability(tail)), upper: quantileType7(replicates, probability(1 - tail)) };
}

/** The percentile interval, for statistics a jackknife cannot judge, such as p50 and p95. Throws RangeError as `bcaInterval` does. */
export function percentileBootstrap(values: readonly number[], options: BootstrapOptions): BootstrapInterval {
  const { estimate, replicates, tail } = drawReplicates(values, options);
  return { estimate, lower: quantileType7(replicates, tail), upper: quantileType7(replicates, 1 - tail) };
}

export interface ExhaustiveBootstrap {
  readonly resamples: number;
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
  /** Σu³ / (6 (Σu²)^1.5), u the mean of the leave-one-out means minus each of them; null when all values are equal. */
  readonly jackknifeAcceleration: number | null;
}

/** The most values whose n^n resamples are enumerated. */
export const mostResampledValues = 7;

/** The percentile interval from the means of all n^n resamples. Throws RangeError unless there are 2 to 7 finite values and 0 < confidence < 1. */
export function exhaustiveBootstrap(values: readonly number[], confidence: number): ExhaustiveBootstrap {
  requireNumbers("values", values, 2);
  requireCount("the number of values", values.length, 2, mostResampledValues);
  requireBetween("confidence", confidence, 0, 1);
  const center = mean(values);
  // Each draw multiplies the sums so far by one more deviation from the mean.
  let totals = Float64Array.of(0);
  for (let draw = 0; draw < values.length; draw += 1) {
    const longer = new Float64Array(totals.length * values.length);
    values.forEach((value, place) => totals.forEach((total, index) => (longer[place * totals.length + index] = total + (value - center))));
    totals = longer;
  }
  const means = totals.map((total) => center + total / values.length).sort();
  const tail = (1 - confidence) / 2;
  return {
    resamples: means.length,
    mean: center,
    lower: sortedQuantile(means, tail),
    upper: sortedQuantile(means, 1 - tail),
    jackknifeAcceleration: jackknifeAcceleration(values, mean),
  };
}

interface Replicates {
  readonly estimate: number;
  /** The statistic of each resample. */
  readonly replicates: readonly number[];
  /** The probability left out on either side. */
  readonly tail: number;
}

function drawReplicates(values: readonly number[], options: BootstrapOptions): Replicates {
  const { confidence, statistic = mean } = options;
  requireBetween("confidence", confidence, 0, 1);
  return { estimate: statistic(values), replicates: bootstrapReplicates(values, options), tail: (1 - confidence) / 2 };
}

/** The statistic of each resample, for whoever reads several intervals off them. Throws RangeError for an empty or non-finite list or no resample. */
export function bootstrapReplicates(values: readonly number[], options: Omit<BootstrapOptions, "confidence">): readonly number[] {
  const { resamples, random, statistic = mean } = options;
  requireNumbers("values", values);
  requireCount("resamples", resamples, 1);
  const draw = (): number => values[Math.floor(random() * values.length)] as number;
  return Array.from({ length: resamples }, () => statistic(Array.from(values, draw)));
}

/** The map from a nominal probability to the one that corrects bias and skewness; the identity where that is undefined. */
function biasCorrection(
  values: readonly number[],
  statistic: (values: readonly number[]) => number,
  estimate: number,
  replicates: readonly number[],
): (probability: number) => number {
  const identity = (probability: number): number => probability;
  const below = sum(replicates.map((replicate) => (replicate < estimate ? 1 : replicate === estimate ? 0.5 : 0))) / replicates.length;
  const acceleration = jackknifeAcceleration(values, statistic);
  if (below === 0 || below === 1 || acceleration === null) return identity;
  const bias = normalQuantile(below);
  return (probability) => {
    const shifted = bias + normalQuantile(probability);
    const divisor = 1 - acceleration * shifted;
    return divisor > 0 ? normalCdf(bias + shifted / divisor) : probability;
  };
}

/** Σu³ / (6 (Σu²)^1.5), u the mean of the leave-one-out statistics minus each of them; null when values or statistics are all equal. */
function jackknifeAcceleration(values: readonly number[], statistic: (values: readonly number[]) => number): number | null {
  if (isConstant(values)) return null;
  const leftOut = values.map((_, index) => statistic(values.toSpliced(index, 1)));
  if (isConstant(leftOut)) return null;
  const center = mean(leftOut);
  const deviations = leftOut.map((value) => center - value);
  // The acceleration has no unit; with the largest deviation as the unit, no cube of a tiny one vanishes.
  const unit = deviations.reduce((largest, deviation) => Math.max(largest, Math.abs(deviation)), 0);
  const cubes = sum(deviations.map((deviation) => (deviation / unit) ** 3));
  return cubes / (6 * sum(deviations.map((deviation) => (deviation / unit) ** 2)) ** 1.5);
}
