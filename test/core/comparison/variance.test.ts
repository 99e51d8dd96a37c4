// Where the uncertainty of several epochs comes from: the split, what it foretells, the words, flaky rows and rows that never pass.
import assert from "node:assert/strict";
import { armFigures } from "../../../src/core/comparison/arm-figures.ts";
import { scoreArm, type ScoredSample } from "../../../src/core/comparison/arm-samples.ts";
import { plainRows } from "../../../src/core/comparison/row-rules.ts";
import { armVariance, type ArmVariance } from "../../../src/core/comparison/variance.ts";
import { normalQuantile } from "../../../src/core/stats/quantile-functions.ts";
import { seededRandom } from "../../../src/core/stats/random.ts";
import { varianceComponents } from "../../../src/core/stats/variance-components.ts";
import { armEvents, recordOf } from "../../support/event-factories.ts";
import { manifestCriterionOf } from "../../support/factories.ts";

const criteria = { items: [manifestCriterionOf("c1")], threshold: null };

function arm(...epochs: readonly string[]): ScoredSample[] {
  return scoreArm(recordOf(...epochs.flatMap((letters, epoch) => armEvents("arm", letters, { epoch }))), "arm", criteria);
}

function varianceOf(samples: readonly ScoredSample[], baseline: readonly ScoredSample[] | null, epochs: number): ArmVariance {
  const variance = armVariance(samples, baseline, { metric: "pass_rate", epochs, rules: plainRows });
  if (variance === null) throw new Error("no variance");
  return variance;
}

/** Rows that pass with the chances given, a letter for each, drawn `epochs` times. */
function drawn(chances: readonly number[], epochs: number, seed: number): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: epochs }, () => chances.map((chance) => (random() < chance ? "P" : "F")).join(""));
}

describe("armVariance", () => {
  const steady = arm("PPPPPFFFFP", "PPPPPFFFFF", "PPPPFFFFFF");

  it("is nothing for a single epoch", () => {
    assert.equal(armVariance(arm("PF"), null, { metric: "pass_rate", epochs: 1, rules: plainRows }), null);
  });

  it("splits the spread as variance_components does, and tells the interval that the figures have", () => {
    const { own } = varianceOf(steady, null, 3);
    const scores = ["PPP", "PPP", "PPP", "PPP", "PPF", "FFF", "FFF", "FFF", "FFF", "PFF"];
    const expected = varianceComponents(scores.map((row) => [...row].map((letter) => (letter === "P" ? 1 : 0))));
    assert.deepEqual([own?.between, own?.within, own?.icc], [expected.varBetween, expected.varWithin, expected.icc1]);
    const { now = 0, twiceTheRows = 0, twiceTheEpochs = 0 } = own?.halfWidth ?? {};
    assert.ok(Math.abs(now - normalQuantile(0.975) * expected.seMean) < 1e-12, String(now));
    assert.ok(Math.abs(twiceTheRows - now / Math.SQRT2) < 1e-12 && twiceTheEpochs > twiceTheRows && twiceTheEpochs < now);
  });

  it("foretells what twice the rows and twice the epochs come to", () => {
    const chances = (rows: number): number[] => Array.from({ length: rows }, (_, row) => [0.2, 0.5, 0.8, 0.95][row % 4] ?? 0);
    const own = varianceOf(arm(...drawn(chances(400), 2, 1)), null, 2).own?.halfWidth;
    const halfOf = (rows: number, epochs: number, seed: number): number => {
      const { passRate } = armFigures("arm", arm(...drawn(chances(rows), epochs, seed)), criteria, null, plainRows);
      return ((passRate?.upper ?? 0) - (passRate?.lower ?? 0)) / 2;
    };
    for (const [told, came] of [
      [own?.now ?? 0, halfOf(400, 2, 2)],
      [own?.twiceTheRows ?? 0, halfOf(800, 2, 3)],
      [own?.twiceTheEpochs ?? 0, halfOf(400, 4, 4)],
    ] as const)
      assert.ok(Math.abs(told / came - 1) < 0.06, `${told} ${came}`);
  });

  it("advises more rows where rows differ, and epochs too where answers change", () => {
    const rows = Array.from({ length: 60 }, (_, row) => (row % 2 === 0 ? 0.97 : 0.03));
    const coins = Array.from({ length: 60 }, () => 0.5);
    const [byRows, byEpochs] = [rows, coins].map((chances) => varianceOf(arm(...drawn(chances, 3, 5)), null, 3).advice ?? "");
    assert.match(
      byRows ?? "",
      /^Most of the uncertainty \(9\d%\) comes from which rows were drawn: more rows help, more epochs hardly\. Twice the calls would make ±\d+\.\d points ±\d+\.\d by twice the rows, ±\d+\.\d by twice the epochs\.$/,
    );
    assert.match(
      byEpochs ?? "",
      /comes from answers that change from epoch to epoch: more epochs help, and as many calls for more rows at least as much\./,
    );
  });

  it("speaks of the difference where there is a baseline", () => {
    // Row by row the same in both arms: what is left of the difference is noise within rows.
    const chances = Array.from({ length: 60 }, (_, row) => (row % 2 === 0 ? 0.9 : 0.1));
    const { own, difference, advice } = varianceOf(arm(...drawn(chances, 3, 1)), arm(...drawn(chances, 3, 2)), 3);
    assert.ok((own?.icc ?? 0) > 0.5 && (difference?.icc ?? 1) < 0.2, `${own?.icc} ${difference?.icc}`);
    assert.match(advice ?? "", /answers that change/);
  });

  it("has no advice where nothing varies", () => {
    const { own, advice } = varianceOf(arm("PPP", "PPP"), null, 2);
    assert.deepEqual([own?.icc, own?.halfWidth, advice], [null, null, null]);
  });

  it("foretells no interval for rows that pass by a count, nor for groups", () => {
    for (const rules of [
      { reducer: "mode" as const, groupOf: null },
      { reducer: "mean" as const, groupOf: (row: string) => row },
    ]) {
      const variance = armVariance(steady, null, { metric: "pass_rate", epochs: 3, rules });
      assert.equal(variance?.own?.halfWidth, null);
      assert.doesNotMatch(variance?.advice ?? "points", /points/);
    }
  });

  it("uses rows with every epoch and no error, and says how many", () => {
    const { rows, wholeRows, own } = varianceOf(arm("PPFE", "PF P"), null, 2);
    assert.deepEqual([rows, wholeRows, own?.rows], [4, 2, 2]);
    assert.equal(varianceOf(arm("PE", "PF"), null, 2).own, null);
  });

  it("counts flaky rows, and names the first of those that never passed", () => {
    const { flakyRows, neverPassed } = varianceOf(arm("PPFFFFFFFE", "PFPFFFFFFF"), null, 2);
    assert.deepEqual([flakyRows, neverPassed], [2, { rows: 6, first: ["r04", "r05", "r06", "r07", "r08"] }]);
  });
});
