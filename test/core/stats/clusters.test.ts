// The mean of clustered rows, against the sandwich estimator computed with R.
import assert from "node:assert/strict";
import fc from "fast-check";
import { clusteredMean, sumByCluster } from "../../../src/core/stats/clusters.ts";
import { assertAllClose, assertClose, readReference } from "./reference-values.ts";

interface Case {
  readonly values: number[];
  readonly labels: string[];
  readonly confidence: number;
  readonly mean: number;
}

const reference = readReference<{ cases: Case[] }>("clusters").cases;
const sample = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 });

describe("clusteredMean", () => {
  for (const { values, labels, confidence, ...expected } of reference) {
    it(`${values.length} rows in clusters give R's errors and limits`, () => {
      assertAllClose(clusteredMean(values, labels, confidence), expected, 1e-11);
    });
  }

  it("equals the naive error when every row is its own cluster", () => {
    fc.assert(
      fc.property(sample, (values) => {
        const { seNaive, seCr1 } = clusteredMean(
          values,
          values.map((_, index) => `cluster ${index}`),
          0.95,
        );
        assertClose(seCr1, seNaive);
      }),
    );
  });

  it("contains the mean", () => {
    fc.assert(
      fc.property(sample, (values) => {
        const { mean, lower, upper } = clusteredMean(
          values,
          values.map((_, index) => `cluster ${index % 2}`),
          0.95,
        );
        assert.ok(lower <= mean && mean <= upper);
      }),
    );
  });

  it("takes a label named like a built-in property like the others", () => {
    assert.equal(clusteredMean([1, 2, 3], ["__proto__", "constructor", "__proto__"], 0.95).clusters, 2);
  });

  for (const [name, values, labels, rule] of [
    ["one cluster", [1, 2], ["a", "a"], /^clusters must name at least two clusters$/],
    ["lists of different length", [1, 2], ["a"], /^clusters must be as long as values$/],
    ["one value", [1], ["a"], /^values must hold at least 2 values$/],
    ["a non-finite value", [1, NaN], ["a", "b"], /^values\[1\] must be a finite number$/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => clusteredMean(values, labels, 0.95), { name: "RangeError", message: rule });
    });
  }
});

describe("sumByCluster", () => {
  it("sums in the order of first appearance", () => {
    assert.deepEqual(sumByCluster([1, 2, 4, 8], ["b", "a", "b", "a"]), [5, 10]);
  });
});
