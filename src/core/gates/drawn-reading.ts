// The bootstrap behind gates on money, tokens and times: means and quantiles of rows drawn again and again.
import { bootstrapReplicates } from "../stats/bootstrap.ts";
import { mean } from "../stats/moments.ts";
import { quantileType7 } from "../stats/quantile.ts";
import { seededRandom } from "../stats/random.ts";
import { groupLabels, type Reading, type RowFigures } from "./row-figures.ts";

interface DrawnOptions {
  readonly factor: number;
  readonly quantile: number | null;
  readonly seed: number;
}

/** Rows drawn with replacement, both arms of a row together and with all rows of its group; fewer draws of many rows, whose figure varies less. */
export function drawnReading(rows: readonly RowFigures[], options: DrawnOptions): Reading {
  const figure = countedFigure(rows, options);
  const labels = groupLabels(rows);
  const units = labels === null ? rows.map((_, row) => [row]) : rowsByLabel(labels);
  const counts = new Uint32Array(rows.length);
  const ofUnits = (drawn: readonly number[]): number => {
    counts.fill(0);
    for (const unit of drawn) for (const row of units[unit] ?? []) counts[row] = (counts[row] ?? 0) + 1;
    return figure(counts);
  };
  const numbers = units.map((_, unit) => unit);
  let drawn: readonly number[] | null = null;
  return {
    value: ofUnits(numbers),
    interval: (confidence) => {
      const resamples = Math.round(Math.min(mostDraws, Math.max(fewestDraws, drawnRows / rows.length)));
      drawn ??= bootstrapReplicates(numbers, { resamples, random: seededRandom(options.seed), statistic: ofUnits });
      const tail = (1 - confidence) / 2;
      return { lower: quantileType7(drawn, tail), upper: quantileType7(drawn, 1 - tail) };
    },
    rowVariance: null,
    groups: labels === null ? null : units.length,
  };
}

/** The places of the rows of each group. */
function rowsByLabel(labels: readonly string[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [row, label] of labels.entries()) {
    const known = groups.get(label);
    if (known === undefined) groups.set(label, [row]);
    else known.push(row);
  }
  return [...groups.values()];
}

/** The figure of rows of which each was drawn so often. What takes long, means and sorting, is done once and not for each draw. */
function countedFigure(rows: readonly RowFigures[], { factor, quantile }: DrawnOptions): (counts: Uint32Array) => number {
  if (quantile === null) {
    const values = rows.map(({ variant, baseline }) => mean(variant) - (factor === 0 ? 0 : factor * mean(baseline)));
    return (counts) =>
      values.reduce((total, value, row) => total + value * (counts[row] ?? 0), 0) / counts.reduce((total, count) => total + count, 0);
  }
  const variant = countedQuantile(
    rows.map((row) => row.variant),
    quantile,
  );
  if (factor === 0) return variant;
  const baseline = countedQuantile(
    rows.map((row) => row.baseline),
    quantile,
  );
  return (counts) => variant(counts) - factor * baseline(counts);
}

/** The quantile of type 7 of the figures of rows, each row counted so often. */
function countedQuantile(rows: readonly (readonly number[])[], quantile: number): (counts: Uint32Array) => number {
  const sorted = rows.flatMap((figures, row) => figures.map((value) => ({ value, row }))).sort((a, b) => a.value - b.value);
  return (counts) => {
    const total = sorted.reduce((sum, { row }) => sum + (counts[row] ?? 0), 0);
    const position = (total - 1) * quantile;
    const index = Math.floor(position);
    let seen = 0;
    let low: number | null = null;
    for (const { value, row } of sorted) {
      seen += counts[row] ?? 0;
      if (low === null && seen > index) low = value;
      if (low !== null && seen > Math.min(index + 1, total - 1)) return low + (position - index) * (value - low);
    }
    return low ?? Number.NaN;
  };
}

const mostDraws = 2000;
const fewestDraws = 200;
const drawnRows = 4_000_000;
