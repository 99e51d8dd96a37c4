// How far raters agree beyond chance: Cohen's kappa for two, Krippendorff's alpha for any number with missing labels.
import { requireCount } from "./input-rules.ts";
import { sum } from "./moments.ts";

/** Counts by category: `table[i][j]` rows got i from the first rater and j from the second. */
export type AgreementTable = readonly (readonly number[])[];

export interface CohenKappa {
  /** Observed agreement. */
  readonly observed: number;
  /** Agreement expected of independent raters with the same shares. */
  readonly expected: number;
  /** Null when both raters gave one and the same label throughout. */
  readonly kappa: number | null;
  /** Large-sample standard error for an interval, not for a test of 0. Null when kappa is null. */
  readonly standardError: number | null;
}

interface Proportions {
  readonly rows: number;
  readonly cells: readonly (readonly number[])[];
  /** Shares of the categories of the first and of the second rater. */
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/** Throws RangeError unless `table` is square and counts at least one row. */
function proportionsOf(table: AgreementTable): Proportions {
  table.forEach((row, index) => {
    if (row.length !== table.length) throw new RangeError("table must have as many columns as rows");
    row.forEach((count, column) => requireCount(`table[${index}][${column}]`, count));
  });
  const rows = sum(table.map(sum));
  if (rows === 0) throw new RangeError("table must count at least one row");
  const cells = table.map((row) => row.map((count) => count / rows));
  return {
    rows,
    cells,
    first: table.map((row) => sum(row) / rows),
    second: table.map((_, column) => sum(table.map((row) => row[column] ?? 0)) / rows),
  };
}

/** The sum over all cells of their proportion times `weight(i, j)`. */
function weighCells({ cells }: Proportions, weight: (i: number, j: number) => number): number {
  return sum(cells.map((row, i) => sum(row.map((proportion, j) => proportion * weight(i, j)))));
}

/** The same under independence of the raters. */
function weighExpected({ first, second }: Proportions, weight: (i: number, j: number) => number): number {
  return sum(first.map((share, i) => sum(second.map((other, j) => share * other * weight(i, j)))));
}

function agreement(i: number, j: number): number {
  return i === j ? 1 : 0;
}

/** Unweighted kappa. Throws RangeError unless `table` is square and counts at least one row. Source: Fleiss, Cohen and Everitt 1969. */
export function cohenKappa(table: AgreementTable): CohenKappa {
  const proportions = proportionsOf(table);
  const { rows, first, second } = proportions;
  const observed = weighCells(proportions, agreement);
  const expected = weighExpected(proportions, agreement);
  if (expected >= 1) return { observed, expected, kappa: null, standardError: null };
  const kappa = (observed - expected) / (1 - expected);
  // The variance A + B - C of the paper is that of the influence of one row, and in this form no two large numbers cancel.
  const influence = (i: number, j: number): number => agreement(i, j) - (1 - kappa) * ((second[i] ?? 0) + (first[j] ?? 0));
  const center = weighCells(proportions, influence);
  const variance = weighCells(proportions, (i, j) => (influence(i, j) - center) ** 2);
  return { observed, expected, kappa, standardError: Math.sqrt(variance / rows) / (1 - expected) };
}

export type KappaWeights = "linear" | "quadratic";

/** Kappa of ordered categories with disagreement weights |i - j| or (i - j)²; null when no disagreement is expected. Throws RangeError as `cohenKappa` does. */
export function cohenKappaWeighted(table: AgreementTable, weights: KappaWeights): number | null {
  const proportions = proportionsOf(table);
  const weight = (i: number, j: number): number => (weights === "linear" ? Math.abs(i - j) : (i - j) ** 2);
  const expected = weighExpected(proportions, weight);
  return expected === 0 ? null : 1 - weighCells(proportions, weight) / expected;
}

export type Label = string | number;

export interface KrippendorffAlpha {
  /** Labels in units that have at least two. */
  readonly pairable: number;
  /** Observed and expected disagreement; null when no unit has two labels. */
  readonly observed: number | null;
  readonly expected: number | null;
  /** Null when no disagreement is expected. */
  readonly alpha: number | null;
}

/** Nominal alpha of `units`, each the labels given to it, null where one is missing. Source: Krippendorff 2011. */
export function krippendorffAlphaNominal(units: readonly (readonly (Label | null)[])[]): KrippendorffAlpha {
  const labelled = units.map((unit) => unit.filter((label) => label !== null)).filter((labels) => labels.length >= 2);
  const all = labelled.flat();
  const pairable = all.length;
  if (pairable === 0) return { pairable, observed: null, expected: null, alpha: null };
  const observed = sum(labelled.map((labels) => unequalPairs(labels) / (labels.length - 1))) / pairable;
  const expected = unequalPairs(all) / (pairable * (pairable - 1));
  return { pairable, observed, expected, alpha: expected === 0 ? null : 1 - observed / expected };
}

/** The ordered pairs of labels that differ. */
function unequalPairs(labels: readonly Label[]): number {
  const counts = new Map<Label, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return sum([...counts.values()].map((count) => count * (labels.length - count)));
}
