// p-values adjusted for the number of tests in a family; null stands for "no test" and does not count.
import { requireProbability } from "./input-rules.ts";

/**
 * Benjamini-Hochberg step-up adjustment, in the order given (as R's `p.adjust`, method "BH"); nulls stay null.
 * Throws RangeError for a p outside [0, 1]. Source: Benjamini and Hochberg 1995.
 */
export function benjaminiHochberg(p: readonly (number | null)[]): (number | null)[] {
  // From the largest p down, each keeps the smallest value seen so far.
  return adjust(
    p,
    (a, b) => b.p - a.p,
    (value, position, family) => (value * family) / (family - position),
    Math.min,
    1,
  );
}

/**
 * Holm step-down adjustment, monotone and at most 1, in the order given; nulls stay null.
 * Throws RangeError for a p outside [0, 1]. Source: Holm 1979.
 */
export function holm(p: readonly (number | null)[]): (number | null)[] {
  // From the smallest p up, each keeps the largest value seen so far.
  return adjust(
    p,
    (a, b) => a.p - b.p,
    (value, position, family) => Math.min(1, value * (family - position)),
    Math.max,
    0,
  );
}

interface Test {
  readonly p: number;
  readonly index: number;
}

function adjust(
  p: readonly (number | null)[],
  order: (a: Test, b: Test) => number,
  scale: (value: number, position: number, family: number) => number,
  keep: (a: number, b: number) => number,
  start: number,
): (number | null)[] {
  const tests = p.flatMap((value, index) => (value === null ? [] : [{ p: value, index }]));
  for (const test of tests) requireProbability(`p[${test.index}]`, test.p);
  const adjusted: (number | null)[] = p.map(() => null);
  let running = start;
  tests.sort(order).forEach((test, position) => {
    running = keep(running, scale(test.p, position, tests.length));
    adjusted[test.index] = running;
  });
  return adjusted;
}
