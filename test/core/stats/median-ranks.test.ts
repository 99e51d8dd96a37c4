// Ranks for the interval of a median: known sizes, coverage, ties with the level, monotonicity.
import assert from "node:assert/strict";
import fc from "fast-check";
import { medianRanks } from "../../../src/core/stats/median-ranks.ts";

describe("medianRanks", () => {
  it("are those of the smallest and largest of 6 values", () => {
    assert.deepEqual(medianRanks(6, 0.95), { lowerRank: 1, upperRank: 6, coverage: 0.96875 });
  });

  it("do not exist for 5 values", () => {
    assert.deepEqual(medianRanks(5, 0.95), { lowerRank: null, upperRank: null, coverage: null });
  });

  it("count a tail that equals the level exactly", () => {
    assert.deepEqual(medianRanks(5, 0.9375), { lowerRank: 1, upperRank: 5, coverage: 0.9375 });
  });

  it("cover at least what was asked for, and one rank closer would not", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.constantFrom(0.5, 0.9, 0.95, 0.99), (n, confidence) => {
        const { lowerRank, upperRank, coverage } = medianRanks(n, confidence);
        if (lowerRank === null) return assert.ok(1 - 2 ** (1 - n) < confidence);
        assert.equal(lowerRank + upperRank, n + 1);
        assert.ok(lowerRank >= 1 && lowerRank <= upperRank && coverage >= confidence - 1e-12);
      }),
    );
  });

  it("move apart as the confidence grows", () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 1000 }), (n) => {
        assert.ok(medianRanks(n, 0.99).lowerRank! <= medianRanks(n, 0.9).lowerRank!);
      }),
    );
  });

  it("refuse an empty sample", () => {
    assert.throws(() => medianRanks(0, 0.95), { name: "RangeError", message: /^n must be a whole number of at least 1$/ });
  });
});
