// Sums, means and squared deviations of a list, with rounding errors kept to the last digit.

/** The sum of `values`; 0 for an empty list. */
export function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The arithmetic mean of a non-empty list; a second pass takes out the rounding error of the first, so equal values give exactly that value. */
export function mean(values: readonly number[]): number {
  const rough = sum(values) / values.length;
  return rough + sum(values.map((value) => value - rough)) / values.length;
}

/** The sum of the squared deviations of `values` from `center`. */
export function squaredDeviations(values: readonly number[], center: number): number {
  return sum(values.map((value) => (value - center) ** 2));
}

/** The standard deviation with n - 1 of at least two values; 0 when they are constant. */
export function standardDeviation(values: readonly number[]): number {
  return isConstant(values) ? 0 : Math.sqrt(squaredDeviations(values, mean(values)) / (values.length - 1));
}

/**
 * True when the values differ by no more than the rounding of decimal input.
 * 0.8 - 0.7 and 0.3 - 0.2 are the same difference to a reader; without the tolerance they would give a t of 10^15.
 */
export function isConstant(values: readonly number[]): boolean {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high));
}
