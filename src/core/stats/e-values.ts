// Evidence that may be looked at after every row: e-values, whose inverse is a p-value at any time of stopping.
import { logBinomialDensity } from "./log-binomial-density.ts";
import { requireBetween, requireCount, requireNumbers } from "./input-rules.ts";
import { betaContinuedFraction, regularizedIncompleteBeta } from "./quantile-functions.ts";

/** An e-value of at least this rejects at the level 0.05. */
const rejectingEvidence = 20;

export interface EValue {
  /** Natural logarithm of e. */
  readonly logE: number;
  /** Null where it exceeds the range of a double. */
  readonly e: number | null;
  /** e >= 20. */
  readonly rejectsAt005: boolean;
}

function fromLogarithm(logE: number): EValue {
  const e = Math.exp(logE);
  return { logE, e: finiteOrNull(e), rejectsAt005: logE >= Math.log(rejectingEvidence) };
}

/**
 * Evidence that one arm is better, whichever: 2^N B(1/2 + w, 1/2 + l) / B(1/2, 1/2) with w and l the rows that only variant or baseline passed.
 * Valid at every row when the rows come in an order that was fixed at random before. Throws RangeError unless both are counts.
 */
export function mcnemarEValue(onlyVariant: number, onlyBaseline: number): EValue & { readonly pAlwaysValid: number } {
  const logE = logTwoSided(onlyVariant, onlyBaseline);
  return { ...fromLogarithm(logE), pAlwaysValid: Math.min(1, Math.exp(-logE)) };
}

/** The logarithm by way of a binomial density, which keeps the digits that a difference of large logarithms would lose. */
function logTwoSided(onlyVariant: number, onlyBaseline: number): number {
  requireCount("onlyVariant", onlyVariant);
  requireCount("onlyBaseline", onlyBaseline);
  const discordant = onlyVariant + onlyBaseline;
  if (discordant === 0) return 0;
  if (onlyVariant === 0 || onlyBaseline === 0) return discordant * Math.LN2 + logBinomialDensity(discordant, 2 * discordant, 0.5, 0.5);
  return Math.log(2 / (Math.PI * discordant)) - logBinomialDensity(onlyVariant - 0.5, discordant - 1, 0.5, 0.5);
}

/** Evidence that the variant is better: the same with the Beta(1/2, 1/2) prior cut to (1/2, 1). Throws RangeError unless both are counts. */
export function mcnemarEValueOneSided(onlyVariant: number, onlyBaseline: number): EValue {
  const twoSided = logTwoSided(onlyVariant, onlyBaseline);
  const [wins, losses] = [onlyVariant + 0.5, onlyBaseline + 0.5];
  // Against the variant the two-sided e is huge and its share is tiny; in their product everything but the continued fraction cancels.
  if (losses >= wins) return fromLogarithm(-Math.log(Math.PI * betaContinuedFraction(0.5, 0.5, losses, wins)));
  return fromLogarithm(Math.LN2 + twoSided + Math.log1p(-regularizedIncompleteBeta(0.5, wins, losses)));
}

export interface BettingOptions {
  /** The tolerated loss, strictly between 0 and 1. */
  readonly margin: number;
  /** The fixed bet, 0 <= bet < 1 / (1 - margin). */
  readonly bet: number;
}

export interface BettingEValue {
  /** After the last row; null where it exceeds the range of a double. */
  readonly last: number | null;
  /** The largest after any row; null likewise. */
  readonly largest: number | null;
  /** The first row, counted from 1, after which e is at least 20; null when there is none. */
  readonly firstRowOver20: number | null;
}

/**
 * Evidence against a mean difference of at most -margin: the product of 1 + bet·(difference + margin) over the rows in order.
 * Throws RangeError for an empty list, a difference outside [-1, 1] or an option out of range. Source: Waudby-Smith and Ramdas 2024.
 */
export function bettingEValue(differences: readonly number[], { margin, bet }: BettingOptions): BettingEValue {
  requireNumbers("differences", differences);
  if (!differences.every((difference) => Math.abs(difference) <= 1)) throw new RangeError("differences must lie between -1 and 1");
  requireBetween("margin", margin, 0, 1);
  if (!(bet >= 0 && bet < 1 / (1 - margin))) throw new RangeError("bet must be at least 0 and below 1/(1 - margin)");
  let wealth = 1;
  let largest = 0;
  let firstRowOver20: number | null = null;
  for (const [index, difference] of differences.entries()) {
    wealth *= 1 + bet * (difference + margin);
    largest = Math.max(largest, wealth);
    if (wealth >= rejectingEvidence) firstRowOver20 ??= index + 1;
  }
  return { last: finiteOrNull(wealth), largest: finiteOrNull(largest), firstRowOver20 };
}

function finiteOrNull(value: number): number | null {
  return value === Infinity ? null : value;
}
