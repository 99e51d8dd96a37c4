// The statistics behind gates: a figure of a rule with its interval, and the rows that would settle it. The one file of this layer that asks core/stats.
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
function drawnReading(rows: readonly RowFigures[], { factor, quantile, seed }: DrawnOptions): Reading {
  const armFigure = (chosen: readonly RowFigures[], arm: keyof RowFigures): number =>
    quantile === null
      ? mean(chosen.map((row) => mean(row[arm])))
      : quantileType7(
          chosen.flatMap((row) => row[arm]),
          quantile,
        );
  const figure = (chosen: readonly RowFigures[]): number =>
    armFigure(chosen, "variant") - (factor === 0 ? 0 : factor * armFigure(chosen, "baseline"));
  let drawn: readonly number[] | null = null;
  const draw = (): readonly number[] => {
    const random = seededRandom(seed);
    const draws = Math.round(Math.min(mostDraws, Math.max(fewestDraws, drawnRows / rows.length)));
    return Array.from({ length: draws }, () => figure(Array.from(rows, () => rows[Math.floor(random() * rows.length)] as RowFigures)));
  };
  return {
    value: figure(rows),
    interval: (confidence) => {
      drawn ??= draw();
      const tail = (1 - confidence) / 2;
      return { lower: quantileType7(drawn, tail), upper: quantileType7(drawn, 1 - tail) };
    },
    rowVariance: null,
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
