// The statistics behind gates: a figure of a rule with its interval, and the rows that would settle it. It and `forecast.ts` are where this layer asks core/stats for more than an adjustment.
import { isConstant, mean, sum } from "../stats/moments.ts";
import { pairedT } from "../stats/paired-means.ts";
import { newcombePairedDifference } from "../stats/paired-proportions.ts";
import { normalQuantile } from "../stats/quantile-functions.ts";
import { quantileType7 } from "../stats/quantile.ts";
import { seededRandom } from "../stats/random.ts";
import { leastDiscordance } from "../stats/verdict.ts";
import { wilsonInterval } from "../stats/wilson.ts";

export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/** variant - factor × baseline, and how sure it is. */
export interface Reading {
  readonly value: number;
  /** The two-sided interval at this confidence. */
  readonly interval: (confidence: number) => Bounds;
  /** The variance that one row adds, for planning; null where the interval alone tells. */
  readonly rowVariance: number | null;
}

/** The figures of one row, one for each epoch; `baseline` is empty for a rule about the variant alone. */
export interface RowFigures {
  readonly variant: readonly number[];
  readonly baseline: readonly number[];
}

export interface ReadingOptions {
  readonly factor: number;
  readonly quantile: number | null;
  /** True for figures between 0 and 1. */
  readonly isFraction: boolean;
  /** True where each of them is 0 or 1. */
  readonly isYesOrNo: boolean;
  readonly seed: number;
}

/** Of at least one row: Wilson or Newcombe for passes of one epoch, Student for other fractions, the bootstrap of rows for money, tokens and times. */
export function readFigures(rows: readonly RowFigures[], options: ReadingOptions): Reading {
  const { factor, quantile, isFraction, isYesOrNo, seed } = options;
  if (!isFraction) return drawnReading(rows, { factor, quantile, seed });
  const isSingle = rows.every(({ variant, baseline }) => variant.length === 1 && baseline.length <= 1);
  if (isYesOrNo && isSingle && factor === 0) return rateReading(rows);
  if (isYesOrNo && isSingle && factor === 1) return pairedReading(rows);
  return meanReading(
    rows.map(({ variant, baseline }) => mean(variant) - (factor === 0 ? 0 : factor * mean(baseline))),
    factor,
  );
}

function rateReading(rows: readonly RowFigures[]): Reading {
  const passed = rows.filter(({ variant }) => variant[0] === 1).length;
  const value = passed / rows.length;
  return { value, interval: (confidence) => wilsonInterval(passed, rows.length, confidence), rowVariance: null };
}

function pairedReading(rows: readonly RowFigures[]): Reading {
  const table = { bothPass: 0, onlyVariant: 0, onlyBaseline: 0, bothFail: 0 };
  for (const { variant, baseline } of rows) {
    if (variant[0] === 1) table[baseline[0] === 1 ? "bothPass" : "onlyVariant"] += 1;
    else table[baseline[0] === 1 ? "onlyBaseline" : "bothFail"] += 1;
  }
  const value = (table.onlyVariant - table.onlyBaseline) / rows.length;
  const discordance = Math.max(leastDiscordance, (table.onlyVariant + table.onlyBaseline) / rows.length);
  return { value, interval: (confidence) => newcombePairedDifference(table, confidence), rowVariance: discordance - value * value };
}

/** Means of fractions. Rows that are all alike say nothing of their spread: as many of them as Wilson's limit allows may be as different as can be. */
function meanReading(values: readonly number[], factor: number): Reading {
  const value = mean(values);
  if (values.length >= 2 && !isConstant(values))
    return { value, interval: (confidence) => pairedT(values, confidence), rowVariance: pairedT(values, 0.9).sd ** 2 };
  return {
    value,
    interval: (confidence) => {
      const { upper: share } = wilsonInterval(0, values.length, confidence);
      return { lower: value - share * (value + factor), upper: value + share * (1 - value) };
    },
    rowVariance: null,
  };
}

interface DrawnOptions {
  readonly factor: number;
  readonly quantile: number | null;
  readonly seed: number;
}

/** Rows drawn with replacement, both arms of a row together; fewer draws of many rows, whose figure varies less. */
function drawnReading(rows: readonly RowFigures[], options: DrawnOptions): Reading {
  const figure = countedFigure(rows, options);
  let drawn: readonly number[] | null = null;
  const draw = (): readonly number[] => {
    const random = seededRandom(options.seed);
    const draws = Math.round(Math.min(mostDraws, Math.max(fewestDraws, drawnRows / rows.length)));
    const counts = new Uint32Array(rows.length);
    return Array.from({ length: draws }, () => {
      counts.fill(0);
      for (let drawnRow = 0; drawnRow < rows.length; drawnRow += 1) {
        const row = Math.floor(random() * rows.length);
        counts[row] = (counts[row] ?? 0) + 1;
      }
      return figure(counts);
    });
  };
  return {
    value: figure(new Uint32Array(rows.length).fill(1)),
    interval: (confidence) => {
      drawn ??= draw();
      const tail = (1 - confidence) / 2;
      return { lower: quantileType7(drawn, tail), upper: quantileType7(drawn, 1 - tail) };
    },
    rowVariance: null,
  };
}

/** The figure of rows of which each was drawn so often. What takes long, means and sorting, is done once and not for each draw. */
function countedFigure(rows: readonly RowFigures[], { factor, quantile }: DrawnOptions): (counts: Uint32Array) => number {
  if (quantile === null) {
    const values = rows.map(({ variant, baseline }) => mean(variant) - (factor === 0 ? 0 : factor * mean(baseline)));
    return (counts) => values.reduce((total, value, row) => total + value * (counts[row] ?? 0), 0) / rows.length;
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

const power = 0.8;
const mostRows = 1_000_000;

/**
 * Rows with which a figure like this one would settle on which side of `limit` it lies, at the one-sided level `alpha` with a power of 0.8:
 * (z_(1-α) + z_power)² · variance / distance² (statistics §2, "Gate"). Null where a million are not enough.
 */
export function rowsToSettle({ value, interval, rowVariance }: Reading, limit: number, alpha: number, rows: number): number | null {
  const level = -normalQuantile(alpha);
  const { lower, upper } = interval(1 - 2 * alpha);
  const variance = rowVariance ?? rows * ((upper - lower) / (2 * level)) ** 2;
  const needed = Math.ceil((level + normalQuantile(power)) ** 2 * (variance / (value - limit) ** 2));
  return needed <= mostRows ? Math.max(needed, rows + 1) : null;
}

/** The smallest one-sided level at which `isShown` holds of the interval, to 1e-9; 1 where it holds at none below one half. */
export function smallestLevel({ interval }: Reading, isShown: (bounds: Bounds) => boolean): number {
  const holds = (alpha: number): boolean => isShown(interval(1 - 2 * alpha));
  let [below, above] = [0, 0.5 - 1e-9];
  if (!holds(above)) return 1;
  while (above - below > 1e-9) {
    const middle = (below + above) / 2;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}

/** The mean of the rows' means, or the quantile of all figures; null without any. */
export function armFigure(rows: readonly (readonly number[])[], quantile: number | null): number | null {
  const figures = rows.filter((row) => row.length > 0);
  if (figures.length === 0) return null;
  return quantile === null ? sum(figures.map(mean)) / figures.length : quantileType7(figures.flat(), quantile);
}
