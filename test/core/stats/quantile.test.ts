// The sample quantile of type 7, against R.
import assert from "node:assert/strict";
import fc from "fast-check";
import { quantileType7 } from "../../../src/core/stats/quantile.ts";
import { assertClose, readReference } from "./reference-values.ts";

const reference = readReference<{ quantile: { values: number[]; probability: number; value: number }[] }>("paired-means").quantile;

describe("quantileType7", () => {
  for (const { values, probability, value } of reference) {
    it(`the ${probability} quantile of ${values.length} values is R's`, () => {
      assertClose(quantileType7(values, probability), value);
    });
  }

  it("sorts by number, not by text", () => {
    assert.equal(quantileType7([10, 9, 100], 0.5), 10);
  });

  it("leaves the list as it was", () => {
    const values = [3, 1, 2];
    quantileType7(values, 0.5);
    assert.deepEqual(values, [3, 1, 2]);
  });

  it("never falls as the probability grows", () => {
    const list = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 20 });
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(list, probability, probability, (values, a, b) => {
        assert.ok(quantileType7(values, Math.min(a, b)) <= quantileType7(values, Math.max(a, b)));
      }),
    );
  });

  for (const [name, values, probability, rule] of [
    ["an empty list", [], 0.5, /^values must hold at least 1 value$/],
    ["a non-finite value", [1, Infinity], 0.5, /^values\[1\] must be a finite number$/],
    ["a percentage", [1, 2], 50, /^probability must lie between 0 and 1$/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => quantileType7(values, probability), { name: "RangeError", message: rule });
    });
  }
});
