// The Wilson interval, against R and at its edges.
import assert from "node:assert/strict";
import fc from "fast-check";
import { wilsonInterval } from "../../../src/core/stats/wilson.ts";
import { assertAllClose, readReference } from "./reference-values.ts";

interface Case {
  readonly passed: number;
  readonly rows: number;
  readonly confidence: number;
  readonly lower: number;
  readonly upper: number;
}

const reference = readReference<{ wilson: Case[] }>("paired-proportions").wilson;
const rate = fc
  .integer({ min: 1, max: 5000 })
  .chain((rows) => fc.tuple(fc.nat(rows), fc.constant(rows), fc.constantFrom(0.5, 0.9, 0.95, 0.999)));

describe("wilsonInterval", () => {
  for (const { passed, rows, confidence, lower, upper } of reference) {
    it(`${passed} of ${rows} at ${confidence} is R's interval`, () => {
      assertAllClose(wilsonInterval(passed, rows, confidence), { estimate: passed / rows, lower, upper });
    });
  }

  it("contains the estimate and stays within 0 and 1", () => {
    fc.assert(
      fc.property(rate, ([passed, rows, confidence]) => {
        const { estimate, lower, upper } = wilsonInterval(passed, rows, confidence);
        assert.ok(lower >= 0 && lower <= estimate && estimate <= upper && upper <= 1);
      }),
    );
  });

  it("mirrors when passes and fails are swapped", () => {
    fc.assert(
      fc.property(rate, ([passed, rows, confidence]) => {
        const { lower, upper } = wilsonInterval(passed, rows, confidence);
        const swapped = wilsonInterval(rows - passed, rows, confidence);
        assert.ok(Math.abs(swapped.lower - (1 - upper)) < 1e-14 && Math.abs(swapped.upper - (1 - lower)) < 1e-14);
      }),
    );
  });

  it("starts at exactly 0 without a pass", () => {
    assert.equal(wilsonInterval(0, 3, 0.999).lower, 0);
  });

  it("ends at exactly 1 without a fail", () => {
    assert.equal(wilsonInterval(2, 2, 0.5).upper, 1);
  });

  for (const [passed, rows, confidence, rule] of [
    [6, 5, 0.95, /^passed must be a whole number between 0 and rows$/],
    [0, 0, 0.95, /^rows must be a whole number of at least 1$/],
    [1.5, 5, 0.95, /^passed must be a whole number/],
    [1, 5, 1, /^confidence must lie strictly between 0 and 1$/],
    [1, 5, 0, /^confidence must lie strictly between 0 and 1$/],
  ] as const) {
    it(`${passed} of ${rows} at ${confidence} is refused`, () => {
      assert.throws(() => wilsonInterval(passed, rows, confidence), { name: "RangeError", message: rule });
    });
  }
});
