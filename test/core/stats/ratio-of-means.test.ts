// The ratio of two means: scale, inversion, intervals that do not exist.
import assert from "node:assert/strict";
import fc from "fast-check";
import { ratioOfMeans } from "../../../src/core/stats/ratio-of-means.ts";
import { assertClose } from "./reference-values.ts";

const rows = fc.array(fc.tuple(fc.integer({ min: 80, max: 120 }), fc.integer({ min: 80, max: 120 })), { minLength: 4, maxLength: 30 });

describe("ratioOfMeans", () => {
  it("is a ratio of means, not a mean of ratios", () => {
    assert.equal(ratioOfMeans([1, 9], [1, 3], 0.95).ratio, 2.5);
  });

  it("is exact where every row has the same ratio", () => {
    assert.deepEqual(ratioOfMeans([8, 10, 12], [4, 5, 6], 0.95), {
      ratio: 2,
      standardError: 0,
      delta: { lower: 2, upper: 2 },
      fieller: { lower: 2, upper: 2 },
    });
  });

  it("has no Fieller interval where the baseline's mean may be 0", () => {
    assert.equal(ratioOfMeans([1, 2, 3], [10, -5, 1], 0.95).fieller, null);
  });

  it("grows with the unit of the variant", () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const [variant, baseline] = [pairs.map(([value]) => value), pairs.map(([, value]) => value)];
        const one = ratioOfMeans(variant, baseline, 0.95);
        const ten = ratioOfMeans(
          variant.map((value) => 10 * value),
          baseline,
          0.95,
        );
        assertClose(ten.ratio, 10 * one.ratio);
        assertClose(ten.standardError, 10 * one.standardError, 1e-9, 1e-14);
        assertClose(ten.fieller!.upper, 10 * one.fieller!.upper, 1e-9);
      }),
    );
  });

  it("has Fieller limits around the ratio whose inverses are those of the inverse ratio", () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const [variant, baseline] = [pairs.map(([value]) => value), pairs.map(([, value]) => value)];
        const one = ratioOfMeans(variant, baseline, 0.95);
        const inverse = ratioOfMeans(baseline, variant, 0.95);
        assert.ok(one.fieller!.lower <= one.ratio && one.ratio <= one.fieller!.upper);
        assertClose(inverse.fieller!.lower, 1 / one.fieller!.upper, 1e-9);
        assertClose(inverse.fieller!.upper, 1 / one.fieller!.lower, 1e-9);
      }),
    );
  });

  for (const [name, variant, baseline, rule] of [
    ["lists of different length", [1, 2], [1, 2, 3], /^baseline must be as long as variant$/],
    ["one row", [1], [1], /^variant must hold at least 2 values$/],
    ["a baseline of mean 0", [1, 2], [1, -1], /^mean\(baseline\) must be greater than 0$/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => ratioOfMeans(variant, baseline, 0.95), { name: "RangeError", message: rule });
    });
  }
});
