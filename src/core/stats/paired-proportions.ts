// Two pass rates measured on the same rows: intervals for their difference and the exact test of McNemar.
import { fairBinomial } from "./binomial.ts";
import { requireBetween, requireCount } from "./input-rules.ts";
import { normalQuantile } from "./quantile-functions.ts";
import { wilsonWithTail } from "./wilson.ts";

/** Rows counted by who passed them; `onlyVariant` rows passed with the variant and failed with the baseline. */
export interface PairedTable {
  readonly bothPass: number;
  readonly onlyVariant: number;
  readonly onlyBaseline: number;
  readonly bothFail: number;
}

/** Variant minus baseline, in fractions. */
export interface DifferenceInterval {
  readonly difference: number;
  readonly lower: number;
  readonly upper: number;
}

/** The number of rows of a table. Throws RangeError unless the four counts are whole, not negative and not all 0. */
export function countRows(table: PairedTable): number {
  requireCount("bothPass", table.bothPass);
  requireCount("onlyVariant", table.onlyVariant);
  requireCount("onlyBaseline", table.onlyBaseline);
  requireCount("bothFail", table.bothFail);
  const rows = table.bothPass + table.onlyVariant + table.onlyBaseline + table.bothFail;
  if (rows === 0) throw new RangeError("a paired table must count at least one row");
  return rows;
}

export interface NewcombeInterval extends DifferenceInterval {
  /** The correlation used. */
  readonly phi: number;
}

/**
 * Method 10 of Newcombe 1998 (Statistics in Medicine 17:2635): the Wilson limits of both rates, joined with a corrected phi.
 * Throws RangeError for an invalid table or confidence.
 */
export function newcombePairedDifference(table: PairedTable, confidence: number): NewcombeInterval {
  requireBetween("confidence", confidence, 0, 1);
  return newcombeWithTail(table, (1 - confidence) / 2);
}

/** The same for a `tail` = (1 - confidence) / 2, the probability left out on either side, which keeps its digits when it is tiny. */
export function newcombeWithTail(table: PairedTable, tail: number): NewcombeInterval {
  const rows = countRows(table);
  const { bothPass, onlyVariant, onlyBaseline } = table;
  const variant = wilsonWithTail(bothPass + onlyVariant, rows, tail);
  const baseline = wilsonWithTail(bothPass + onlyBaseline, rows, tail);
  const phi = correctedPhi(table, rows);
  const difference = (onlyVariant - onlyBaseline) / rows;
  const below = joinWidths(variant.estimate - variant.lower, baseline.upper - baseline.estimate, phi);
  const above = joinWidths(variant.upper - variant.estimate, baseline.estimate - baseline.lower, phi);
  return { difference, lower: difference - below, upper: difference + above, phi };
}

/** The length of the third side of a triangle whose sides `a` and `b` meet at an angle of cosine `phi`. */
function joinWidths(a: number, b: number, phi: number): number {
  return Math.sqrt((a - b) ** 2 + 2 * (1 - phi) * a * b);
}

/** The phi coefficient of the table, drawn towards 0 by half a row per margin when positive; 0 when a margin is empty. */
function correctedPhi({ bothPass, onlyVariant, onlyBaseline, bothFail }: PairedTable, rows: number): number {
  const variantMargins = Math.sqrt((bothPass + onlyVariant) * (onlyBaseline + bothFail));
  const baselineMargins = Math.sqrt((bothPass + onlyBaseline) * (onlyVariant + bothFail));
  const margins = variantMargins * baselineMargins;
  const product = bothPass * bothFail - onlyVariant * onlyBaseline;
  if (margins === 0 || (product >= 0 && product <= rows / 2)) return 0;
  return (product > 0 ? product - rows / 2 : product) / margins;
}

/**
 * The score interval of Tango 1998: the differences at which the score statistic equals plus and minus the normal quantile.
 * Throws RangeError for an invalid table or confidence.
 */
export function tangoPairedDifference(table: PairedTable, confidence: number): DifferenceInterval {
  const rows = countRows(table);
  requireBetween("confidence", confidence, 0, 1);
  const difference = (table.onlyVariant - table.onlyBaseline) / rows;
  const z = -normalQuantile((1 - confidence) / 2);
  return {
    difference,
    lower: bisect(-1, difference, (delta) => tangoScore(table, rows, delta) > z),
    upper: bisect(difference, 1, (delta) => tangoScore(table, rows, delta) > -z),
  };
}

/** The score statistic of the hypothesis that the true difference is `delta`; it falls as `delta` grows. */
function tangoScore({ onlyVariant, onlyBaseline }: PairedTable, rows: number, delta: number): number {
  const distance = onlyVariant - onlyBaseline - rows * delta;
  if (distance === 0) return 0;
  const linear = (2 * rows - onlyVariant + onlyBaseline) * delta - onlyVariant - onlyBaseline;
  const constant = -onlyBaseline * delta * (1 - delta);
  // The probability of an onlyBaseline row, by maximum likelihood under the hypothesis: the larger root of 2·rows·q² + linear·q + constant.
  const onlyBaselineRate = (Math.sqrt(Math.max(0, linear * linear - 8 * rows * constant)) - linear) / (4 * rows);
  return distance / Math.sqrt(Math.max(0, rows * (2 * onlyBaselineRate + delta * (1 - delta))));
}

/** Where `holds` turns from true to false between `low` and `high`; an end of the range when it does not turn inside. */
function bisect(low: number, high: number, holds: (value: number) => boolean): number {
  if (holds(high)) return high;
  if (!holds(low)) return low;
  let [below, above] = [low, high];
  for (;;) {
    const middle = (below + above) / 2;
    if (middle <= below || middle >= above) return middle;
    if (holds(middle)) below = middle;
    else above = middle;
  }
}

/**
 * McNemar's test on the discordant rows, X ~ Binomial(onlyVariant + onlyBaseline, 1/2): the exact two-sided p and the mid-p.
 * Equal counts, none included, give 1 for both. Throws RangeError unless both counts are whole and not negative. Source: Fagerland 2013.
 */
export function mcnemarExact(onlyVariant: number, onlyBaseline: number): { readonly pTwoSided: number; readonly pMid: number } {
  requireCount("onlyVariant", onlyVariant);
  requireCount("onlyBaseline", onlyBaseline);
  if (onlyVariant === onlyBaseline) return { pTwoSided: 1, pMid: 1 };
  const discordant = onlyVariant + onlyBaseline;
  const smaller = Math.min(onlyVariant, onlyBaseline);
  const { atMost, exactly } = fairBinomial(smaller, discordant);
  return { pTwoSided: Math.min(1, 2 * atMost), pMid: Math.min(1, 2 * atMost - exactly) };
}
