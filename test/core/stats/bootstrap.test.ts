// The bootstrap intervals, against R's boot package and at their edges.
import assert from "node:assert/strict";
import fc from "fast-check";
import { bcaInterval, exhaustiveBootstrap, percentileBootstrap } from "../../../src/core/stats/bootstrap.ts";
import { quantileType7 } from "../../../src/core/stats/quantile.ts";
import { seededRandom } from "../../../src/core/stats/random.ts";
import { assertAllClose, assertClose, readReference } from "./reference-values.ts";

interface Reference {
  readonly values: number[];
  readonly percentile: [number, number];
  readonly bca: [number, number];
  readonly repeated: { readonly values: number[]; readonly confidence: number; readonly estimate: number };
}

const reference = readReference<Reference>("bootstrap");
const half = (values: readonly number[]): number => quantileType7(values, 0.5);
const values = fc.array(
  fc.integer({ min: -20, max: 20 }).map((tenths) => tenths / 10),
  { minLength: 1, maxLength: 15 },
);

/** The largest distance of two pairs of limits, as a share of the width of the second. */
function distance({ lower, upper }: { lower: number; upper: number }, [low, high]: [number, number]): number {
  return Math.max(Math.abs(lower - low), Math.abs(upper - high)) / (high - low);
}

for (const [name, method, limits] of [
  ["bcaInterval", bcaInterval, reference.bca],
  ["percentileBootstrap", percentileBootstrap, reference.percentile],
] as const) {
  describe(name, () => {
    it("comes near R's limits for a skewed sample", () => {
      const interval = method(reference.values, { confidence: 0.95, resamples: 20_000, random: seededRandom(3) });
      assert.ok(distance(interval, limits) < 0.03);
    });

    it("repeats itself with the same seed", () => {
      const options = { confidence: 0.9, resamples: 200 };
      assert.deepEqual(
        method(reference.values, { ...options, random: seededRandom(9) }),
        method(reference.values, { ...options, random: seededRandom(9) }),
      );
    });

    it("is a point when all values are equal", () => {
      assert.deepEqual(method([0.1, 0.1, 0.1], { confidence: 0.95, resamples: 50, random: seededRandom(1) }), {
        estimate: 0.1,
        lower: 0.1,
        upper: 0.1,
      });
    });

    it("has ordered limits within the range of the values", () => {
      fc.assert(
        fc.property(values, fc.nat(1000), (list, seed) => {
          const { lower, upper } = method(list, { confidence: 0.9, resamples: 100, random: seededRandom(seed) });
          assert.ok(Math.min(...list) - 1e-12 <= lower && lower <= upper && upper <= Math.max(...list) + 1e-12);
        }),
      );
    });

    for (const [rule, list, options] of [
      [/^values must hold at least 1 value$/, [], {}],
      [/^values\[1\] must be a finite number$/, [1, NaN], {}],
      [/^confidence must lie strictly between 0 and 1$/, [1, 2], { confidence: 1 }],
      [/^resamples must be a whole number of at least 1$/, [1, 2], { resamples: 0 }],
    ] as const) {
      it(`refuses when ${rule.source.slice(1, -1)}`, () => {
        assert.throws(() => method(list, { confidence: 0.95, resamples: 10, random: seededRandom(1), ...options }), {
          name: "RangeError",
          message: rule,
        });
      });
    }
  });
}

describe("bcaInterval, beside the percentile interval", () => {
  it("corrects bias and skewness by Efron's formula, ties counted by half", () => {
    const { values: list, confidence, ...expected } = reference.repeated;
    // Every resample repeats one value: the first resample the first value, and so on.
    let draws = 0;
    const random = (): number => Math.floor(draws++ / list.length) / list.length;
    assertAllClose(bcaInterval(list, { confidence, resamples: list.length, random }), expected);
  });

  it("falls back to it when leaving out one value never changes the statistic", () => {
    const options = { confidence: 0.9, resamples: 300, statistic: half };
    const list = [0, 1, 1, 1, 1, 2];
    assert.deepEqual(
      bcaInterval(list, { ...options, random: seededRandom(2) }),
      percentileBootstrap(list, { ...options, random: seededRandom(2) }),
    );
  });

  it("is a point for a single value, of which nothing can be left out", () => {
    assert.deepEqual(bcaInterval([7], { confidence: 0.95, resamples: 20, random: seededRandom(1), statistic: half }), {
      estimate: 7,
      lower: 7,
      upper: 7,
    });
  });

  it("falls back to it when every resample lies below the estimate", () => {
    const list = [1, 2, 3, 4, 100];
    const options = { confidence: 0.9, resamples: 40 };
    // Draws that never reach the last value.
    const low = (): (() => number) => {
      const random = seededRandom(4);
      return () => random() * 0.8;
    };
    assert.deepEqual(bcaInterval(list, { ...options, random: low() }), percentileBootstrap(list, { ...options, random: low() }));
  });

  it("leans towards the long tail", () => {
    const options = { confidence: 0.95, resamples: 5000 };
    const corrected = bcaInterval(reference.values, { ...options, random: seededRandom(6) });
    const plain = percentileBootstrap(reference.values, { ...options, random: seededRandom(6) });
    assert.ok(corrected.lower > plain.lower && corrected.upper > plain.upper);
  });
});

describe("percentileBootstrap of a quantile", () => {
  it("estimates the median of the values themselves", () => {
    assert.equal(percentileBootstrap([5, 1, 9], { confidence: 0.95, resamples: 20, random: seededRandom(1), statistic: half }).estimate, 5);
  });
});

describe("exhaustiveBootstrap", () => {
  const small = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 5 });

  it("takes every resample of two values once", () => {
    assert.deepEqual(exhaustiveBootstrap([0, 1], 0.5), { resamples: 4, mean: 0.5, lower: 0.375, upper: 0.625, jackknifeAcceleration: 0 });
  });

  it("has no acceleration where all values are equal", () => {
    assert.deepEqual(exhaustiveBootstrap([0.1, 0.1, 0.1], 0.95), {
      resamples: 27,
      mean: 0.1,
      lower: 0.1,
      upper: 0.1,
      jackknifeAcceleration: null,
    });
  });

  it("turns round with the sign and moves with the values", () => {
    fc.assert(
      fc.property(small, (values) => {
        const plain = exhaustiveBootstrap(values, 0.9);
        const negative = exhaustiveBootstrap(
          values.map((value) => -value),
          0.9,
        );
        const moved = exhaustiveBootstrap(
          values.map((value) => value + 100),
          0.9,
        );
        assertClose(negative.lower, -plain.upper, 1e-9, 1e-9);
        assertClose(negative.jackknifeAcceleration ?? 0, -(plain.jackknifeAcceleration ?? 0), 1e-9, 1e-9);
        assertClose(moved.lower, plain.lower + 100, 1e-9);
      }),
    );
  });

  it("is what a drawn bootstrap comes near", () => {
    const values = [0.2, 0.9, -0.4, 0.1, 0.35, 0.05];
    const { lower, upper } = exhaustiveBootstrap(values, 0.9);
    const drawn = percentileBootstrap(values, { confidence: 0.9, resamples: 20_000, random: seededRandom(3) });
    assert.ok(Math.abs(drawn.lower - lower) < 0.01 && Math.abs(drawn.upper - upper) < 0.01);
  });

  it("keeps the acceleration of tiny values", () => {
    const tiny = exhaustiveBootstrap([0, 0, 1e-150], 0.9).jackknifeAcceleration;
    assertClose(tiny!, exhaustiveBootstrap([0, 0, 1], 0.9).jackknifeAcceleration!);
  });

  for (const [name, values, rule] of [
    ["one value", [1], /^values must hold at least 2 values$/],
    ["eight values", [1, 2, 3, 4, 5, 6, 7, 8], /^the number of values must be a whole number between 2 and 7$/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => exhaustiveBootstrap(values, 0.9), { name: "RangeError", message: rule });
    });
  }
});
