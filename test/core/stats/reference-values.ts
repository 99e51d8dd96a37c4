// Reads the reference values computed with R and compares numbers with them; the tests of this layer share it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** The parsed fixture `test/fixtures/statistics/<name>.json`. */
export function readReference<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../fixtures/statistics/${name}.json`, import.meta.url), "utf8")) as T;
}

/** Asserts that `actual` is within `relative` · |expected| (and within `absolute`) of `expected`. */
export function assertClose(actual: number, expected: number, relative = 1e-12, absolute = 1e-15): void {
  const isClose = actual === expected || Math.abs(actual - expected) <= absolute + relative * Math.abs(expected);
  assert.ok(isClose, `${actual} is not within ${relative} of ${expected}`);
}

/** Asserts that every number of `expected` is met by the one of the same key in `actual`; null must be null. */
export function assertAllClose(actual: object, expected: object, relative = 1e-12): void {
  assert.deepEqual(Object.keys(actual), Object.keys(expected));
  const found = Object.values(actual) as unknown[];
  Object.values(expected).forEach((value: unknown, index) => {
    if (typeof value === "number") assertClose(found[index] as number, value, relative);
    else assert.deepEqual(found[index], value);
  });
}
