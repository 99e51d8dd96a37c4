// The paired t interval and the sign-flip test: R, Darwin's maize, symmetry and edges.
import assert from "node:assert/strict";
import fc from "fast-check";
import { pairedT, pairedTWithTail, permutationP, signFlipExact, signFlipTest } from "../../../src/core/stats/paired-means.ts";
import { seededRandom } from "../../../src/core/stats/random.ts";
import { assertAllClose, readReference } from "./reference-values.ts";

interface Case {
  readonly differences: number[];
  readonly confidence: number;
  readonly mean: number;
}

const reference = readReference<{ pairedT: Case[] }>("paired-means").pairedT;
/** Differences of 15 pairs in eighths of an inch, Fisher 1935. */
const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
const differences = fc.array(
  fc.integer({ min: -8, max: 8 }).map((eighths) => eighths / 8),
  { minLength: 2, maxLength: 10 },
);
const unused = (): number => assert.fail("an exact test draws no random number");

describe("pairedT", () => {
  for (const { differences: values, confidence, ...expected } of reference) {
    it(`${values.length} differences at ${confidence} give R's t.test`, () => {
      assertAllClose(pairedT(values, confidence), expected, 1e-11);
    });
  }

  it("has no t and no width when all differences are equal", () => {
    assert.deepEqual(pairedT([0.1, 0.1, 0.1], 0.95), { mean: 0.1, sd: 0, se: 0, t: null, df: 2, pTwoSided: null, lower: 0.1, upper: 0.1 });
  });

  it("takes differences that are equal but for rounding as equal", () => {
    assert.equal(pairedT([0.8 - 0.7, 0.3 - 0.2, 0.9 - 0.8], 0.95).t, null);
  });

  it("contains the mean and changes sign with the arms", () => {
    fc.assert(
      fc.property(differences, (values) => {
        const { mean, lower, upper } = pairedT(values, 0.95);
        const swapped = pairedT(
          values.map((value) => -value),
          0.95,
        );
        assert.ok(lower <= mean && mean <= upper);
        assertAllClose({ lower: -swapped.upper, upper: -swapped.lower }, { lower, upper });
      }),
    );
  });

  for (const [name, values, rule] of [
    ["one difference", [1], /^differences must hold at least 2 values$/],
    ["NaN", [1, NaN], /^differences\[1\] must be a finite number$/],
    ["Infinity", [Infinity, 1], /^differences\[0\] must be a finite number$/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => pairedT(values, 0.95), { name: "RangeError", message: rule });
    });
  }
});

describe("signFlipExact", () => {
  it("meets Fisher's count for Darwin's maize", () => {
    assert.deepEqual(signFlipExact(maize), { p: 1726 / 32768, exact: true, assignments: 32768, extreme: 1726 });
  });

  it("counts sums that tie but for rounding", () => {
    assert.deepEqual(signFlipExact([0.3, 0.7, -0.7]), { p: 1, exact: true, assignments: 8, extreme: 8 });
  });

  it("counts zeros as assignments", () => {
    assert.deepEqual(signFlipExact([1, 0, 0, 1]), { p: 0.5, exact: true, assignments: 16, extreme: 8 });
  });

  it("lies in (0, 1] and does not depend on the order or the arms", () => {
    fc.assert(
      fc.property(differences, (values) => {
        const test = signFlipExact(values);
        assert.ok(test.p > 0 && test.p <= 1);
        assert.deepEqual(signFlipExact(values.map((value) => -value).reverse()), test);
      }),
    );
  });

  it("refuses more than 20 differences", () => {
    assert.throws(() => signFlipExact(new Array<number>(21).fill(1)), {
      name: "RangeError",
      message: /^the number of differences must be a whole number between 1 and 20$/,
    });
  });

  it("refuses an empty list", () => {
    assert.throws(() => signFlipExact([]), { name: "RangeError", message: /^differences must hold at least 1 value$/ });
  });
});

describe("signFlipTest", () => {
  it("is exact for 14 differences", () => {
    assert.deepEqual(signFlipTest(new Array<number>(14).fill(1), { random: unused }), {
      p: 2 / 16384,
      exact: true,
      assignments: 16384,
      extreme: 2,
    });
  });

  it("draws 9999 assignments for 15 differences and comes near the exact p", () => {
    const { p, ...test } = signFlipTest(maize, { random: seededRandom(1) });
    assert.ok(Math.abs(p - 1726 / 32768) < 0.01);
    assert.deepEqual([test.exact, test.assignments, p], [false, 9999, (1 + test.extreme) / 10000]);
  });

  it("is never 0", () => {
    assert.equal(signFlipTest(new Array<number>(60).fill(1), { random: seededRandom(1), assignments: 99 }).p, 1 / 100);
  });

  it("repeats itself with the same seed", () => {
    assert.deepEqual(signFlipTest(maize, { random: seededRandom(5) }), signFlipTest(maize, { random: seededRandom(5) }));
  });

  it("refuses to draw no assignment", () => {
    assert.throws(() => signFlipTest(maize, { random: unused, assignments: 0 }), {
      name: "RangeError",
      message: /^assignments must be a whole number of at least 1$/,
    });
  });

  it("refuses a non-finite difference", () => {
    assert.throws(() => signFlipTest([...maize, NaN], { random: unused }), {
      name: "RangeError",
      message: /^differences\[15\] must be a finite number$/,
    });
  });
});

describe("permutationP", () => {
  it("counts the observed assignment among the drawn ones", () => {
    assert.deepEqual([permutationP(99, 0), permutationP(99, 99), permutationP(0, 0)], [0.01, 1, 1]);
  });

  it("refuses more extreme assignments than were drawn", () => {
    assert.throws(() => permutationP(9, 10), { name: "RangeError", message: /^extreme must be a whole number between 0 and assignments$/ });
  });
});

describe("pairedTWithTail", () => {
  it("still has limits where 1 - 2·tail is 1 in double precision", () => {
    const { lower, upper } = pairedTWithTail([0.1, 0.3, -0.2, 0.4], 1e-20);
    assert.ok(Number.isFinite(lower) && lower < -1000 && upper > 1000);
  });

  it("refuses a tail above 1/2", () => {
    assert.throws(() => pairedTWithTail([0, 1], 0.6), { name: "RangeError", message: /^tail must be greater than 0 and at most 0.5$/ });
  });
});
