// The one rule that turns a comparison of a variant with its baseline into a verdict.
import { bcaInterval } from "./bootstrap.ts";
import { requireBetween, requireCount, requireNumbers, requirePositive, requireProbability } from "./input-rules.ts";
import { mean, standardDeviation } from "./moments.ts";
import { pairedT, signFlipTest } from "./paired-means.ts";
import { countRows, mcnemarExact, newcombePairedDifference } from "./paired-proportions.ts";
import type { PairedTable } from "./paired-proportions.ts";
import { minimumDetectableEffect, minimumDetectableMean } from "./planning.ts";

export type Verdict = "better" | "worse" | "not_enough_rows" | "no_evidence";

export interface VerdictOptions {
  /** The smallest difference that matters, > 0. */
  readonly margin: number;
  /** The two-sided level, below 0.5. */
  readonly alpha: number;
  /** The fewest rows for a verdict. */
  readonly minimumRows: number;
  /** The p-value adjusted for the family of tests; it decides in place of the raw one. */
  readonly pAdjusted?: number;
}

interface Judgement {
  /** Variant minus baseline. */
  readonly difference: number;
  /** Limits at confidence 1 - alpha. */
  readonly lower: number;
  readonly upper: number;
  /** The difference these rows can show with a power of 0.8; null when they can show none. */
  readonly minimumDetectableEffect: number | null;
  readonly verdict: Verdict;
  /** True when the interval at 1 - 2·alpha lies inside ±margin. */
  readonly practicallyEqual: boolean;
}

export interface BinaryVerdict extends Judgement {
  /** The mid-p of McNemar's test, not adjusted. */
  readonly pMid: number;
}

/** The test and the interval behind a verdict on means, chosen by the number of rows: up to 14, up to 29, from 30. */
export type MeanMethod = "sign-flip-exact-bca" | "sign-flip-drawn-bca" | "sign-flip-drawn-t";

export interface MeanVerdict extends Judgement {
  /** The p of the sign-flip test, not adjusted. */
  readonly p: number;
  readonly method: MeanMethod;
}

const power = 0.8;
/** A pilot with hardly any discordant rows says little about the next run. */
const leastDiscordance = 0.1;
const fewestRowsForT = 30;
const bootstrapResamples = 10_000;

/** The verdict on passes and fails, one epoch: mid-p and Newcombe's interval. Throws RangeError for an invalid table or option. */
export function verdictBinary(table: PairedTable, options: VerdictOptions): BinaryVerdict {
  requireOptions(options);
  const { alpha } = options;
  const rows = countRows(table);
  const { pMid } = mcnemarExact(table.onlyVariant, table.onlyBaseline);
  const discordance = Math.max(leastDiscordance, (table.onlyVariant + table.onlyBaseline) / rows);
  const effect = minimumDetectableEffect({ rows, discordance, alpha, power });
  const interval = (confidence: number): Interval => newcombePairedDifference(table, confidence);
  const difference = (table.onlyVariant - table.onlyBaseline) / rows;
  return { pMid, ...judge({ rows, difference, p: pMid, minimumDetectableEffect: effect, interval }, options) };
}

/**
 * The same rule for graded scores or means over epochs, one difference per row: sign-flip p, and Student's interval from 30 rows
 * up, BCa bootstrap below. Throws RangeError for an empty or non-finite list or an invalid option.
 */
export function verdictMean(differences: readonly number[], options: VerdictOptions & { readonly random: () => number }): MeanVerdict {
  requireOptions(options);
  requireNumbers("differences", differences);
  const { alpha, random } = options;
  const rows = differences.length;
  const { p, exact } = signFlipTest(differences, { random });
  const isStudent = rows >= fewestRowsForT;
  const interval = (confidence: number): Interval =>
    isStudent ? pairedT(differences, confidence) : bcaInterval(differences, { confidence, resamples: bootstrapResamples, random });
  const effect = rows < 2 ? null : minimumDetectableMean({ rows, sd: standardDeviation(differences), alpha, power });
  return {
    p,
    ...judge({ rows, difference: mean(differences), p, minimumDetectableEffect: effect, interval }, options),
    method: exact ? "sign-flip-exact-bca" : isStudent ? "sign-flip-drawn-t" : "sign-flip-drawn-bca",
  };
}

interface Interval {
  readonly lower: number;
  readonly upper: number;
}

interface Evidence {
  readonly rows: number;
  readonly difference: number;
  readonly p: number;
  readonly minimumDetectableEffect: number | null;
  readonly interval: (confidence: number) => Interval;
}

function requireOptions({ margin, alpha, minimumRows, pAdjusted }: VerdictOptions): void {
  requirePositive("margin", margin);
  requireBetween("alpha", alpha, 0, 0.5);
  requireCount("minimumRows", minimumRows);
  if (pAdjusted !== undefined) requireProbability("pAdjusted", pAdjusted);
}

function judge(evidence: Evidence, options: VerdictOptions): Judgement {
  const { difference, minimumDetectableEffect } = evidence;
  const { margin, alpha } = options;
  const { lower, upper } = evidence.interval(1 - alpha);
  const narrow = evidence.interval(1 - 2 * alpha);
  return {
    difference,
    lower,
    upper,
    minimumDetectableEffect,
    verdict: decide(evidence, { lower, upper }, options),
    practicallyEqual: narrow.lower > -margin && narrow.upper < margin,
  };
}

function decide({ rows, p, minimumDetectableEffect }: Evidence, { lower, upper }: Interval, options: VerdictOptions): Verdict {
  if (rows < options.minimumRows) return "not_enough_rows";
  const isSignificant = (options.pAdjusted ?? p) <= options.alpha;
  if (isSignificant && lower > 0) return "better";
  if (isSignificant && upper < 0) return "worse";
  return minimumDetectableEffect === null || minimumDetectableEffect > options.margin ? "not_enough_rows" : "no_evidence";
}
