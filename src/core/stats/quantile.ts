// The sample quantile of type 7 (the default of R and NumPy).
import { requireNumbers, requireProbability } from "./input-rules.ts";

/**
 * Interpolates linearly between the order statistics around position (n - 1) · probability; `values` may come in any order.
 * Throws RangeError for an empty list, a non-finite value or a probability outside [0, 1]. Source: Hyndman and Fan 1996.
 */
export function quantileType7(values: readonly number[], probability: number): number {
  requireNumbers("values", values);
  requireProbability("probability", probability);
  return sortedQuantile(Float64Array.from(values).sort(), probability);
}

/** The same for at least one value in ascending order and a sound probability, for several quantiles of one list. */
export function sortedQuantile(sorted: Float64Array, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const index = Math.floor(position);
  const low = sorted[index] as number;
  const high = sorted[Math.min(index + 1, sorted.length - 1)] as number;
  return low + (position - index) * (high - low);
}
