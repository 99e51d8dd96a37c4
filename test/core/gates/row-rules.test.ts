// Gates over several epochs by the reducer of the run, and over rows in groups.
import assert from "node:assert/strict";
import type { RunManifest } from "../../../src/core/domain/run-manifest.ts";
import { readFigures } from "../../../src/core/gates/reading.ts";
import type { RowFigures } from "../../../src/core/gates/row-figures.ts";
import { clusteredMean } from "../../../src/core/stats/clusters.ts";
import { wilsonInterval } from "../../../src/core/stats/wilson.ts";
import { manifestOf } from "../../support/factories.ts";
import { rulingOf } from "./gate-fixtures.ts";

const floor = { metric: "pass_rate", at_least: 0.5, rule: "evidence" } as const;

/** The rows r01 … in groups of `size`, as a manifest pins them. */
function inGroups(rows: number, size: number): Pick<RunManifest, "collection"> {
  const ids = Array.from({ length: rows }, (_, index) => `r${String(index + 1).padStart(2, "0")}`);
  const groups = Array.from({ length: rows / size }, (_, group) => ids.slice(group * size, (group + 1) * size));
  return { collection: { ...manifestOf().collection, clusters: { column: "customer", groups } } };
}

describe("gates: epochs by a reducer", () => {
  // Thirty rows: 20 pass twice of three, 10 once.
  const arms = { baseline: ["P".repeat(30), "P".repeat(20) + "F".repeat(10), "F".repeat(30)] };

  for (const [reduce, passes] of [
    ["mode", 20],
    [{ at_least: 1 }, 30],
    [{ at_least: 3 }, 0],
  ] as const) {
    it(`read ${passes} of 30 rows by ${JSON.stringify(reduce)}, with Wilson's limits`, () => {
      const { value, interval } = rulingOf(arms, floor, { changes: { reduce } });
      const { lower, upper } = wilsonInterval(passes, 30, 0.9);
      assert.deepEqual([value, interval], [passes / 30, { lower, upper }]);
    });
  }

  it("read a criterion by it, and a score as a mean", () => {
    const changes = { reduce: { at_least: 2 } };
    const [criterion, score] = ["criterion.c1", "score"].map((metric) => rulingOf(arms, { ...floor, metric }, { changes }).value ?? 0);
    assert.deepEqual([criterion, score?.toFixed(6)], [20 / 30, ((20 * 2 + 10) / 90).toFixed(6)]);
  });

  it("compare two arms row by row, passed against failed", () => {
    const two = { baseline: ["P".repeat(30), "F".repeat(30)], short: ["P".repeat(30), "P".repeat(15) + "F".repeat(15)] };
    const { value } = rulingOf(two, { metric: "pass_rate", no_worse_than: 0.1 }, { changes: { reduce: { at_least: 2 } } });
    assert.equal(value, 0.5);
  });

  it("count an error as a failed epoch", () => {
    const changes = { reduce: { at_least: 2 } };
    const errors = { baseline: ["P".repeat(100), `${"P".repeat(98)}EE`] };
    assert.equal(rulingOf(errors, floor, { changes }).value, 0.98);
  });
});

describe("gates: rows in groups", () => {
  const labelled = (rows: readonly RowFigures[], size: number): RowFigures[] =>
    rows.map((row, index) => ({ ...row, group: `g${Math.floor(index / size)}` }));
  const rows = Array.from({ length: 40 }, (_, row): RowFigures => ({ variant: [row % 10 < 8 ? 1 : 0], baseline: [row % 20 < 10 ? 1 : 0] }));
  const fraction = { factor: 1, quantile: null, isFraction: true, isYesOrNo: true, seed: 7 };

  it("read a difference with CR1 over the groups", () => {
    const { interval, groups } = readFigures(labelled(rows, 5), fraction);
    const differences = rows.map(({ variant, baseline }) => (variant[0] ?? 0) - (baseline[0] ?? 0));
    const labels = rows.map((_, row) => String(Math.floor(row / 5)));
    const { lower, upper } = clusteredMean(differences, labels, 0.9);
    assert.deepEqual([interval(0.9).lower, interval(0.9).upper, groups], [lower, upper, 8]);
  });

  it("draw whole groups for money: rows that cost alike within a group vary more than rows that stand alone", () => {
    const money = { factor: 0, quantile: null, isFraction: false, isYesOrNo: false, seed: 7 };
    const costs = Array.from({ length: 40 }, (_, row): RowFigures => ({ variant: [Math.floor(row / 5) % 2], baseline: [] }));
    const width = (each: readonly RowFigures[]): number => {
      const { lower, upper } = readFigures(each, money).interval(0.9);
      return upper - lower;
    };
    assert.ok(width(labelled(costs, 5)) > 1.7 * width(costs), `${width(labelled(costs, 5))} ${width(costs)}`);
  });

  it("give groups that are all alike a width", () => {
    const { lower, upper } = readFigures(labelled(rows, 20), { ...fraction, factor: 0 }).interval(0.9);
    assert.ok(lower < 0.75 && upper > 0.85, `${lower} ${upper}`);
  });

  it("pass over eight groups, and decide nothing over four", () => {
    const arms = { baseline: "P".repeat(40) };
    const [eight, four] = [5, 10].map((size) => rulingOf(arms, floor, { changes: inGroups(40, size) }));
    assert.deepEqual([eight?.verdict, four?.verdict], ["pass", "inconclusive"]);
    assert.match(four?.sentence ?? "", /Its rows lie in 4 groups, and to decide by evidence takes at least 5\.$/);
    assert.equal(four?.rowsToSettle, null);
  });

  it("fail nobody by four groups either", () => {
    assert.equal(rulingOf({ baseline: "F".repeat(40) }, floor, { changes: inGroups(40, 10) }).verdict, "inconclusive");
  });

  it("leave a rule on the bare figure as it is", () => {
    const rule = { metric: "pass_rate", at_least: 0.5 } as const;
    assert.equal(rulingOf({ baseline: "P".repeat(40) }, rule, { changes: inGroups(40, 10) }).verdict, "pass");
  });
});
