// The one rule that turns a comparison of a variant with its baseline into a verdict.
import { bcaInterval } from "./bootstrap.ts";
import { clusteredMean, fewestClusters, leastSpread, sumByCluster } from "./clusters.ts";
import { requireBetween, requireCount, requireNonNegative, requireNumbers, requirePositive, requireProbability } from "./input-rules.ts";
import { isConstant, mean, standardDeviation } from "./moments.ts";
import { pairedTWithTail, signFlipTest } from "./paired-means.ts";
import { countRows, mcnemarExact, newcombeWithTail } from "./paired-proportions.ts";
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
}

export interface MeanVerdictOptions extends VerdictOptions {
  /** Uniform fractions in [0, 1). */
  readonly random: () => number;
  /** A floor for the standard deviation behind the detectable effect, for differences whose least spread is known; 0 by default. */
  readonly leastStandardDeviation?: number;
}

/** All that a verdict is made of. */
export interface Evidence {
  readonly rows: number;
  /** The limits of the difference at confidence 1 - alpha. */
  readonly lower: number;
  readonly upper: number;
  /** The p-value that decides: adjusted where there is a family of tests. */
  readonly p: number;
  /** The difference these rows can show with a power of 0.8; null when they can show none. */
  readonly minimumDetectableEffect: number | null;
  /** In how many clusters the rows lie; absent where each stands alone. */
  readonly clusters?: number | undefined;
}

interface Judgement extends Pick<Evidence, "lower" | "upper" | "minimumDetectableEffect"> {
  /** Variant minus baseline. */
  readonly difference: number;
  /** By the p-value as it is, not adjusted. */
  readonly verdict: Verdict;
  /** True when the interval at 1 - 2·alpha lies inside ±margin; never by an interval that is a point because all differences are equal. */
  readonly practicallyEqual: boolean;
}

export interface BinaryVerdict extends Judgement {
  /** The mid-p of McNemar's test. */
  readonly pMid: number;
}

/** The test and the interval behind a verdict on means, chosen by the number of rows: up to 14, up to 29, from 30. */
export type MeanMethod = "sign-flip-exact-bca" | "sign-flip-drawn-bca" | "sign-flip-drawn-t";

export interface MeanVerdict extends Judgement {
  /** The p of the sign-flip test. */
  readonly p: number;
  readonly method: MeanMethod;
}

const power = 0.8;
/** The least share of rows to expect discordant: a pilot with hardly any says little about the next run. */
export const leastDiscordance = 0.1;
const fewestRowsForT = 30;
const bootstrapResamples = 10_000;

/** The rule itself (statistics §8.12). Throws RangeError for a p outside [0, 1] or an invalid option. */
export function decideVerdict({ rows, lower, upper, p, minimumDetectableEffect, clusters }: Evidence, options: VerdictOptions): Verdict {
  requireOptions(options);
  requireProbability("p", p);
  if (rows < options.minimumRows || (clusters !== undefined && clusters < fewestClusters)) return "not_enough_rows";
  const isSignificant = p <= options.alpha;
  if (isSignificant && lower > 0) return "better";
  if (isSignificant && upper < 0) return "worse";
  return minimumDetectableEffect === null || minimumDetectableEffect > options.margin ? "not_enough_rows" : "no_evidence";
}

/** The verdict on passes and fails, one epoch: mid-p and Newcombe's interval. Throws RangeError for an invalid table or option. */
export function verdictBinary(table: PairedTable, options: VerdictOptions): BinaryVerdict {
  requireOptions(options);
  const { alpha } = options;
  const rows = countRows(table);
  const { pMid } = mcnemarExact(table.onlyVariant, table.onlyBaseline);
  const discordance = Math.max(leastDiscordance, (table.onlyVariant + table.onlyBaseline) / rows);
  const effect = minimumDetectableEffect({ rows, discordance, alpha, power });
  const interval = (tail: number): Interval => newcombeWithTail(table, tail);
  const difference = (table.onlyVariant - table.onlyBaseline) / rows;
  return { pMid, ...judge({ rows, difference, p: pMid, minimumDetectableEffect: effect, interval }, options) };
}

/**
 * The same rule for graded scores or means over epochs, one difference per row: sign-flip p, and Student's interval from 30 rows
 * up, BCa bootstrap below. Where all differences are equal nothing is known of their spread: the detectable effect then rests on
 * `leastStandardDeviation` alone. Throws RangeError for an empty or non-finite list or an invalid option.
 */
export function verdictMean(differences: readonly number[], options: MeanVerdictOptions): MeanVerdict {
  requireOptions(options);
  requireNumbers("differences", differences);
  const { alpha, random, leastStandardDeviation = 0 } = options;
  requireNonNegative("leastStandardDeviation", leastStandardDeviation);
  const rows = differences.length;
  const { p, exact } = signFlipTest(differences, { random });
  const isStudent = rows >= fewestRowsForT;
  const interval = (tail: number): Interval =>
    isStudent
      ? pairedTWithTail(differences, tail)
      : bcaInterval(differences, { confidence: 1 - 2 * tail, resamples: bootstrapResamples, random });
  const sd = Math.max(leastStandardDeviation, standardDeviation(differences));
  const effect = rows < 2 || sd === 0 ? null : minimumDetectableMean({ rows, sd, alpha, power });
  const judgement = judge({ rows, difference: mean(differences), p, minimumDetectableEffect: effect, interval }, options);
  return {
    p,
    ...judgement,
    practicallyEqual: judgement.practicallyEqual && !isConstant(differences),
    method: exact ? "sign-flip-exact-bca" : isStudent ? "sign-flip-drawn-t" : "sign-flip-drawn-bca",
  };
}

export interface ClusteredVerdict extends Judgement {
  /** The p of the sign-flip test of the clusters' sums. */
  readonly p: number;
  readonly clusters: number;
  /** True where every assignment of signs was counted. */
  readonly isExact: boolean;
}

/**
 * The same rule for rows that share clusters, one difference of fractions and one label for each row: sign flips of whole clusters, and
 * the clustered interval (CR1, Student's t with C - 1). With a single cluster the interval is all that a difference can be, -1 to 1.
 * Throws RangeError as `verdictMean` does, and for lists of different length.
 */
export function verdictClustered(differences: readonly number[], labels: readonly string[], options: MeanVerdictOptions): ClusteredVerdict {
  requireOptions(options);
  const { alpha, random, leastStandardDeviation = 0 } = options;
  requireNonNegative("leastStandardDeviation", leastStandardDeviation);
  const sums = sumByCluster(differences, labels);
  const [rows, clusters] = [differences.length, sums.length];
  const { p, exact } = signFlipTest(sums, { random });
  const spread = clusters < 2 ? null : clusteredMean(differences, labels, 1 - alpha).seCr1;
  const interval = (tail: number): Interval => (clusters < 2 ? { lower: -1, upper: 1 } : clusteredMean(differences, labels, 1 - 2 * tail));
  // As if the rows stood alone and varied so much that their mean is as uncertain as it is.
  const sd = spread === null ? 0 : Math.max(leastStandardDeviation, spread * Math.sqrt(rows));
  const effect = sd === 0 ? null : minimumDetectableMean({ rows, sd, alpha, power });
  const judgement = judge({ rows, clusters, difference: mean(differences), p, minimumDetectableEffect: effect, interval }, options);
  return {
    p,
    clusters,
    isExact: exact,
    ...judgement,
    practicallyEqual: judgement.practicallyEqual && spread !== null && spread > leastSpread,
  };
}

interface Interval {
  readonly lower: number;
  readonly upper: number;
}

interface Measurement extends Omit<Evidence, keyof Interval> {
  readonly difference: number;
  /** The interval that leaves out `tail` on either side. */
  readonly interval: (tail: number) => Interval;
}

function requireOptions({ margin, alpha, minimumRows }: VerdictOptions): void {
  requirePositive("margin", margin);
  requireBetween("alpha", alpha, 0, 0.5);
  requireCount("minimumRows", minimumRows);
}

function judge({ rows, clusters, difference, p, minimumDetectableEffect, interval }: Measurement, options: VerdictOptions): Judgement {
  const { margin, alpha } = options;
  const { lower, upper } = interval(alpha / 2);
  const narrow = interval(alpha);
  return {
    difference,
    lower,
    upper,
    minimumDetectableEffect,
    verdict: decideVerdict({ rows, lower, upper, p, minimumDetectableEffect, clusters }, options),
    practicallyEqual: narrow.lower > -margin && narrow.upper < margin,
  };
}
