// The distribution functions and quantiles, against R and against each other.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  logGamma,
  normalCdf,
  normalQuantile,
  regularizedIncompleteBeta,
  studentCdf,
  studentQuantile,
} from "../../../src/core/stats/quantile-functions.ts";
import { assertClose, readReference } from "./reference-values.ts";

interface Case {
  readonly [argument: string]: number;
  readonly value: number;
}

const reference = readReference<Record<string, Case[]>>("quantile-functions");
const functions: Record<string, (...values: number[]) => number> = {
  normalQuantile: (p = NaN) => normalQuantile(p),
  normalCdf: (x = NaN) => normalCdf(x),
  studentQuantile: (p = NaN, df = NaN) => studentQuantile(p, df),
  studentCdf: (t = NaN, df = NaN) => studentCdf(t, df),
  logGamma: (x = NaN) => logGamma(x),
  regularizedIncompleteBeta: (x = NaN, a = NaN, b = NaN) => regularizedIncompleteBeta(x, a, b),
};

describe("quantile functions", () => {
  for (const [name, evaluate] of Object.entries(functions)) {
    for (const { value, ...values } of reference[name] ?? []) {
      it(`${name}(${Object.values(values).join(", ")}) is R's value`, () => {
        assertClose(evaluate(...Object.values(values)), value);
      });
    }
  }

  it("has reference values for every function", () => {
    assert.deepEqual(Object.keys(reference), Object.keys(functions));
  });

  it("turns normalCdf back", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 0.999, noNaN: true }), (p) => {
        assertClose(normalCdf(normalQuantile(p)), p);
      }),
    );
  });

  it("turns studentCdf back", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 100_000 }), (p, df) => {
        assertClose(studentCdf(studentQuantile(p, df), df), p, 1e-11);
      }),
    );
  });

  it("mirrors the incomplete beta function: I_x(a, b) = 1 - I_{1-x}(b, a)", () => {
    const shape = fc.double({ min: 0.5, max: 5000, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 63 }), shape, shape, (sixtyFourths, a, b) => {
        const x = sixtyFourths / 64;
        assertClose(regularizedIncompleteBeta(x, a, b), 1 - regularizedIncompleteBeta(1 - x, b, a), 0, 1e-12);
      }),
    );
  });

  it("keeps its digits at many degrees of freedom, where Student's quantile is z + (z³ + z) / 4 df", () => {
    const z = normalQuantile(0.975);
    assertClose(studentQuantile(0.975, 1e8), z + (z ** 3 + z) / 4e8, 1e-14);
  });

  for (const [call, rule, act] of [
    ["normalQuantile(0)", /^p must lie strictly between/, () => normalQuantile(0)],
    ["normalQuantile(1)", /^p must lie strictly between/, () => normalQuantile(1)],
    ["normalQuantile(NaN)", /^p must lie strictly between/, () => normalQuantile(NaN)],
    ["normalCdf(Infinity)", /^x must be a finite number/, () => normalCdf(Infinity)],
    ["studentQuantile(1, 5)", /^p must lie strictly between/, () => studentQuantile(1, 5)],
    ["studentQuantile(0.9, 0)", /^df must be a finite number of at least 1/, () => studentQuantile(0.9, 0)],
    ["studentCdf(NaN, 5)", /^t must be a finite number/, () => studentCdf(NaN, 5)],
    ["studentCdf(1, Infinity)", /^df must be a finite number of at least 1/, () => studentCdf(1, Infinity)],
    ["logGamma(0)", /^x must be a finite number greater than 0/, () => logGamma(0)],
    ["regularizedIncompleteBeta(1.1, 1, 1)", /^x must lie between 0 and 1/, () => regularizedIncompleteBeta(1.1, 1, 1)],
    ["regularizedIncompleteBeta(0.5, 0, 1)", /^a must be a finite number greater than 0/, () => regularizedIncompleteBeta(0.5, 0, 1)],
    ["regularizedIncompleteBeta(0.5, 1, -1)", /^b must be a finite number greater than 0/, () => regularizedIncompleteBeta(0.5, 1, -1)],
  ] as const) {
    it(`${call} is refused`, () => {
      assert.throws(act, { name: "RangeError", message: rule });
    });
  }
});
