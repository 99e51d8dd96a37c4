// The gate: its three answers, how a margin moves them, and how often it passes what it should not, by enumeration of all tables.
import assert from "node:assert/strict";
import fc from "fast-check";
import { noninferiorityBinary, noninferiorityMean } from "../../../src/core/stats/noninferiority.ts";
import { newcombePairedDifference } from "../../../src/core/stats/paired-proportions.ts";
import { likelyTables } from "./likely-tables.ts";

const options = { margin: 0.05, alpha: 0.05 };

/** How often the gate passes, given the probabilities of the four cells. */
function passRate(rows: number, shares: readonly [number, number, number, number]): number {
  let rate = 0;
  for (const { table, probability } of likelyTables(rows, shares)) {
    if (noninferiorityBinary(table, options).decision === "pass") rate += probability;
  }
  return rate;
}

describe("noninferiorityBinary", () => {
  for (const [name, table, decision] of [
    ["a gain", { bothPass: 60, onlyVariant: 25, onlyBaseline: 6, bothFail: 9 }, "pass"],
    ["a large loss", { bothPass: 60, onlyVariant: 2, onlyBaseline: 25, bothFail: 13 }, "fail"],
    ["equal arms in few rows", { bothPass: 30, onlyVariant: 4, onlyBaseline: 4, bothFail: 12 }, "inconclusive"],
    ["equal arms in many rows", { bothPass: 600, onlyVariant: 40, onlyBaseline: 40, bothFail: 320 }, "pass"],
  ] as const) {
    it(`${decision === "inconclusive" ? "is undecided on" : `lets ${decision}`} ${name}`, () => {
      assert.equal(noninferiorityBinary(table, options).decision, decision);
    });
  }

  it("goes by Newcombe's interval at 1 - 2·alpha", () => {
    const table = { bothPass: 36, onlyVariant: 12, onlyBaseline: 2, bothFail: 0 };
    const { phi: _, ...interval } = newcombePairedDifference(table, 0.9);
    const { decision: _decision, ...limits } = noninferiorityBinary(table, options);
    assert.deepEqual(
      Object.values(limits).map((limit) => limit.toFixed(12)),
      Object.values(interval).map((limit) => limit.toFixed(12)),
    );
  });

  it("never turns from pass to less as the margin grows", () => {
    const count = fc.nat(100);
    const order = ["fail", "inconclusive", "pass"];
    fc.assert(
      fc.property(count, count, count, count, (bothPass, onlyVariant, onlyBaseline, bothFail) => {
        const table = { bothPass: bothPass + 1, onlyVariant, onlyBaseline, bothFail };
        const decisions = [0.01, 0.05, 0.2, 0.9].map((margin) =>
          order.indexOf(noninferiorityBinary(table, { margin, alpha: 0.05 }).decision),
        );
        assert.deepEqual(decisions, decisions.toSorted());
      }),
    );
  });

  for (const rows of [50, 200]) {
    it(`passes a loss of exactly the margin in at most 5.1 % of comparisons of ${rows} rows`, () => {
      const rate = passRate(rows, [0.7, 0.05, 0.1, 0.15]);
      assert.ok(rate > 0.04 && rate <= 0.051, String(rate));
    });
  }

  for (const [rows, percent] of [
    [50, 22],
    [100, 34],
    [200, 56],
  ] as const) {
    it(`passes equal arms in about ${percent} % of comparisons of ${rows} rows`, () => {
      const rate = 100 * passRate(rows, [0.7, 0.075, 0.075, 0.15]);
      assert.ok(Math.abs(rate - percent) < 1, String(rate));
    });
  }

  for (const [name, change, rule] of [
    ["a margin of 0", { margin: 0 }, /^margin must be a finite number greater than 0$/],
    ["a level of 0.5", { alpha: 0.5 }, /^alpha must lie strictly between 0 and 0.5$/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => noninferiorityBinary({ bothPass: 1, onlyVariant: 1, onlyBaseline: 1, bothFail: 1 }, { ...options, ...change }), {
        name: "RangeError",
        message: rule,
      });
    });
  }
});

describe("noninferiorityMean", () => {
  for (const [name, differences, decision] of [
    ["no difference in any row", [0, 0, 0], "pass"],
    ["a loss beyond the margin in every row", [-0.2, -0.2, -0.2], "fail"],
    ["rows that vary too much", [1, -1, 0.5, -0.6], "inconclusive"],
  ] as const) {
    it(`says ${decision} of ${name}`, () => {
      assert.equal(noninferiorityMean(differences, options).decision, decision);
    });
  }

  it("refuses a single row", () => {
    assert.throws(() => noninferiorityMean([0.5], options), { name: "RangeError", message: /^differences must hold at least 2 values$/ });
  });
});
