// The statistics behind gates: a figure of a rule with its interval, and the rows that would settle it.
import { clusteredMean, leastSpread } from "../stats/clusters.ts";
import { isConstant, mean, sum } from "../stats/moments.ts";
import { pairedT } from "../stats/paired-means.ts";
import { newcombePairedDifference } from "../stats/paired-proportions.ts";
import { normalQuantile } from "../stats/quantile-functions.ts";
import { quantileType7 } from "../stats/quantile.ts";
import { leastDiscordance } from "../stats/verdict.ts";
import { wilsonInterval } from "../stats/wilson.ts";
import { drawnReading } from "./drawn-reading.ts";
import { groupLabels, type Bounds, type Reading, type RowFigures } from "./row-figures.ts";

export interface ReadingOptions {
  readonly factor: number;
  readonly quantile: number | null;
  /** True for figures between 0 and 1. */
  readonly isFraction: boolean;
  /** True where each of them is 0 or 1. */
  readonly isYesOrNo: boolean;
  readonly seed: number;
}

/**
 * Of at least one row: Wilson or Newcombe where rows pass or fail, Student for other fractions, the bootstrap of rows for money, tokens
 * and times; of rows in groups CR1 by group, and the bootstrap of groups.
 */
export function readFigures(rows: readonly RowFigures[], options: ReadingOptions): Reading {
  const { factor, quantile, isFraction, isYesOrNo, seed } = options;
  if (!isFraction) return drawnReading(rows, { factor, quantile, seed });
  const differences = (): number[] => rows.map(({ variant, baseline }) => mean(variant) - (factor === 0 ? 0 : factor * mean(baseline)));
  const labels = groupLabels(rows);
  if (labels !== null) return groupedReading(differences(), labels, factor);
  const isSingle = rows.every(({ variant, baseline }) => variant.length === 1 && baseline.length <= 1);
  if (isYesOrNo && isSingle && factor === 0) return rateReading(rows);
  if (isYesOrNo && isSingle && factor === 1) return pairedReading(rows);
  return meanReading(differences(), factor);
}

function rateReading(rows: readonly RowFigures[]): Reading {
  const passed = rows.filter(({ variant }) => variant[0] === 1).length;
  const value = passed / rows.length;
  return { value, interval: (confidence) => wilsonInterval(passed, rows.length, confidence), rowVariance: null, groups: null };
}

function pairedReading(rows: readonly RowFigures[]): Reading {
  const table = { bothPass: 0, onlyVariant: 0, onlyBaseline: 0, bothFail: 0 };
  for (const { variant, baseline } of rows) {
    if (variant[0] === 1) table[baseline[0] === 1 ? "bothPass" : "onlyVariant"] += 1;
    else table[baseline[0] === 1 ? "onlyBaseline" : "bothFail"] += 1;
  }
  const value = (table.onlyVariant - table.onlyBaseline) / rows.length;
  const discordance = Math.max(leastDiscordance, (table.onlyVariant + table.onlyBaseline) / rows.length);
  return {
    value,
    interval: (confidence) => newcombePairedDifference(table, confidence),
    rowVariance: discordance - value * value,
    groups: null,
  };
}

function meanReading(values: readonly number[], factor: number): Reading {
  const value = mean(values);
  if (values.length >= 2 && !isConstant(values))
    return { value, interval: (confidence) => pairedT(values, confidence), rowVariance: pairedT(values, 0.9).sd ** 2, groups: null };
  return { value, interval: alikeInterval(value, values.length, factor), rowVariance: null, groups: null };
}

/** Means of fractions by CR1: what varies is how much whole groups differ. */
function groupedReading(values: readonly number[], labels: readonly string[], factor: number): Reading {
  const value = mean(values);
  const groups = new Set(labels).size;
  const spread = groups < 2 ? 0 : clusteredMean(values, labels, 0.9).seCr1;
  if (spread <= leastSpread) return { value, interval: alikeInterval(value, groups, factor), rowVariance: null, groups };
  return {
    value,
    interval: (confidence) => {
      const { lower, upper } = clusteredMean(values, labels, confidence);
      return factor === 0 ? { lower: Math.max(0, lower), upper: Math.min(1, upper) } : { lower, upper };
    },
    rowVariance: values.length * spread ** 2,
    groups,
  };
}

/** Units that are all alike say nothing of their spread: as many of them as Wilson's limit allows may be as different as can be. */
function alikeInterval(value: number, units: number, factor: number): Reading["interval"] {
  return (confidence) => {
    const { upper: share } = wilsonInterval(0, units, confidence);
    return { lower: value - share * (value + factor), upper: value + share * (1 - value) };
  };
}

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
