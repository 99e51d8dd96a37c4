// Figures of rules with their intervals: which method for which figures, and the rows that would settle one.
import assert from "node:assert/strict";
import { readFigures, rowsToSettle, smallestLevel } from "../../../src/core/gates/reading.ts";
import type { RowFigures } from "../../../src/core/gates/row-figures.ts";
import { newcombePairedDifference } from "../../../src/core/stats/paired-proportions.ts";
import { pairedT } from "../../../src/core/stats/paired-means.ts";
import { wilsonInterval } from "../../../src/core/stats/wilson.ts";

const fraction = { factor: 1, quantile: null, isFraction: true, isYesOrNo: true, seed: 7 };
const money = { factor: 1.1, quantile: null, isFraction: false, isYesOrNo: false, seed: 7 };

/** Rows by how many passed with both, only the variant, only the baseline, neither. */
function rowsOf(both: number, variant: number, baseline: number, neither: number): RowFigures[] {
  const of = (count: number, own: number, other: number): RowFigures[] =>
    Array<RowFigures>(count).fill({ variant: [own], baseline: [other] });
  return [...of(both, 1, 1), ...of(variant, 1, 0), ...of(baseline, 0, 1), ...of(neither, 0, 0)];
}

function boundsOf({ lower, upper }: { readonly lower: number; readonly upper: number }): readonly number[] {
  return [lower, upper];
}

describe("gates: readFigures", () => {
  it("takes Newcombe's interval for passes of one epoch in two arms, and Wilson's in one", () => {
    const rows = rowsOf(70, 10, 5, 15);
    const pair = readFigures(rows, fraction);
    const alone = readFigures(rows, { ...fraction, factor: 0 });
    const table = { bothPass: 70, onlyVariant: 10, onlyBaseline: 5, bothFail: 15 };
    assert.deepEqual(
      [pair.value, boundsOf(pair.interval(0.9)), alone.value, boundsOf(alone.interval(0.9))],
      [0.05, boundsOf(newcombePairedDifference(table, 0.9)), 0.8, boundsOf(wilsonInterval(80, 100, 0.9))],
    );
  });

  it("takes Student's interval for means over epochs", () => {
    const rows = [
      { variant: [1, 0], baseline: [0, 0] },
      { variant: [1, 1], baseline: [0, 0] },
      { variant: [0, 0], baseline: [1, 0] },
    ];
    assert.deepEqual(boundsOf(readFigures(rows, fraction).interval(0.9)), boundsOf(pairedT([0.5, 1, -0.5], 0.9)));
  });

  it("gives means that are all alike a width, within what a difference can be", () => {
    const rows = Array<RowFigures>(30).fill({ variant: [1, 0], baseline: [1, 0] });
    const { lower, upper } = readFigures(rows, fraction).interval(0.9);
    assert.ok(lower < -0.05 && lower > -0.1 && Math.abs(upper + lower) < 1e-12, `${lower} ${upper}`);
  });

  it("draws rows for money and times: an interval around the figure, the same for the same seed", () => {
    const rows = Array.from({ length: 50 }, (_, index) => ({ variant: [100 + (index % 7)], baseline: [100 + (index % 5)] }));
    const [one, two] = [readFigures(rows, money), readFigures(rows, money)];
    const { lower, upper } = one.interval(0.9);
    assert.ok(lower < one.value && one.value < upper && upper - lower < 2, `${lower} ${one.value} ${upper}`);
    assert.deepEqual(boundsOf(two.interval(0.9)), [lower, upper]);
  });

  it("draws a quantile as it would be of the rows drawn: the bounds of 5 rows are among their own figures", () => {
    const rows = [3, 1, 4, 1, 5].map((figure) => ({ variant: [figure], baseline: [] }));
    const reading = readFigures(rows, { ...money, factor: 0, quantile: 0.5 });
    assert.deepEqual([reading.value, boundsOf(reading.interval(0.9))], [3, [1, 5]]);
  });

  it("reads a quantile off all answers, however many each row has", () => {
    const rows = [
      { variant: [1, 2, 3], baseline: [10] },
      { variant: [4, 5], baseline: [20] },
    ];
    assert.equal(readFigures(rows, { ...money, factor: 0.1, quantile: 0.5 }).value, 1.5);
  });
});

describe("gates: rowsToSettle", () => {
  it("is the formula of non-inferiority, with a discordance of at least 10%", () => {
    // (1.644854 + 0.841621)² · (0.15 - 0.01²) / (0.05 - 0.01)² = 579.2
    const reading = readFigures(rowsOf(140, 14, 16, 30), fraction);
    assert.equal(rowsToSettle(reading, -0.05, 0.05, 200), 580);
  });

  it("is more than there are, and nothing where a million would not do", () => {
    const reading = readFigures(rowsOf(140, 14, 16, 30), fraction);
    assert.deepEqual([rowsToSettle(reading, -0.05, 0.05, 5000), rowsToSettle(reading, -0.01, 0.05, 200)], [5001, null]);
  });
});

describe("gates: smallestLevel", () => {
  it("is where the interval just reaches the limit", () => {
    const reading = readFigures(rowsOf(70, 20, 5, 5), fraction);
    const level = smallestLevel(reading, ({ lower }) => lower > 0);
    assert.ok(Math.abs(reading.interval(1 - 2 * level).lower) < 1e-6);
    assert.equal(
      smallestLevel(reading, () => false),
      1,
    );
  });
});
