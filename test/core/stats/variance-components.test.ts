// Variance between and within rows, against R's analysis of variance.
import assert from "node:assert/strict";
import { varianceComponents } from "../../../src/core/stats/variance-components.ts";
import { assertAllClose, readReference } from "./reference-values.ts";

interface Case {
  readonly scores: number[][];
  readonly mean: number;
}

const reference = readReference<{ cases: Case[] }>("variance-components").cases;

describe("varianceComponents", () => {
  for (const { scores, ...expected } of reference) {
    it(`${scores.length} rows of ${scores[0]?.length ?? 0} epochs give R's components`, () => {
      assertAllClose(varianceComponents(scores), expected, 1e-11);
    });
  }

  it("clips the component between rows, not the correlation, when rows differ less than epochs", () => {
    const { varBetween, icc1 } = varianceComponents([
      [0, 1],
      [1, 0],
    ]);
    assert.deepEqual({ varBetween, icc1 }, { varBetween: 0, icc1: -1 });
  });

  it("has no correlation when nothing varies", () => {
    assert.equal(
      varianceComponents([
        [0.1, 0.1],
        [0.1, 0.1],
      ]).icc1,
      null,
    );
  });

  it("is wholly correlated when epochs repeat exactly", () => {
    assert.equal(
      varianceComponents([
        [1, 1],
        [0, 0],
      ]).icc1,
      1,
    );
  });

  for (const [name, scores, rule] of [
    ["one row", [[1, 2]], /^scores must hold at least two rows$/],
    ["no rows", [], /^scores must hold at least two rows$/],
    ["one epoch", [[1], [2]], /^scores\[0\] must hold at least 2 values$/],
    [
      "a missing epoch",
      [
        [1, 2, 3],
        [1, 2],
      ],
      /^scores must hold equally many epochs in every row$/,
    ],
    [
      "a non-finite score",
      [
        [1, 2],
        [1, NaN],
      ],
      /^scores\[1\]\[1\] must be a finite number$/,
    ],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => varianceComponents(scores), { name: "RangeError", message: rule });
    });
  }
});
