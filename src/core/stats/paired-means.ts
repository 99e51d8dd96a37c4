// Differences of two means measured on the same rows: the paired t interval and the sign-flip permutation test.
import { requireBetween, requireCount, requireNumbers, requireTail } from "./input-rules.ts";
import { mean, standardDeviation, sum } from "./moments.ts";
import { studentCdf, studentQuantile } from "./quantile-functions.ts";

export interface PairedT {
  readonly mean: number;
  /** With n - 1. */
  readonly sd: number;
  /** Standard error of the mean. */
  readonly se: number;
  /** mean / se; null when all differences are equal. */
  readonly t: number | null;
  readonly df: number;
  /** Null when all differences are equal. */
  readonly pTwoSided: number | null;
  readonly lower: number;
  readonly upper: number;
}

/** Student's paired t on `differences` = variant - baseline per row. Throws RangeError for fewer than two or a non-finite value. */
export function pairedT(differences: readonly number[], confidence: number): PairedT {
  requireBetween("confidence", confidence, 0, 1);
  return pairedTWithTail(differences, (1 - confidence) / 2);
}

/** The same for a `tail` = (1 - confidence) / 2, the probability left out on either side, which keeps its digits when it is tiny. */
export function pairedTWithTail(differences: readonly number[], tail: number): PairedT {
  requireNumbers("differences", differences, 2);
  requireTail(tail);
  const center = mean(differences);
  const sd = standardDeviation(differences);
  const se = sd / Math.sqrt(differences.length);
  const df = differences.length - 1;
  const t = sd === 0 ? null : center / se;
  const halfWidth = -studentQuantile(tail, df) * se;
  return {
    mean: center,
    sd,
    se,
    t,
    df,
    pTwoSided: t === null ? null : 2 * studentCdf(-Math.abs(t), df),
    lower: center - halfWidth,
    upper: center + halfWidth,
  };
}

export interface SignFlipTest {
  /** Two-sided, never 0. */
  readonly p: number;
  /** True when every assignment of signs was counted, false when they were drawn. */
  readonly exact: boolean;
  /** Assignments counted or drawn. */
  readonly assignments: number;
  /** Of these, at least as extreme as the observed one. */
  readonly extreme: number;
}

export interface SignFlipOptions {
  /** Uniform fractions in [0, 1); used for more than 14 differences. */
  readonly random: () => number;
  /** Assignments to draw; 9999 by default. */
  readonly assignments?: number;
}

const mostExactDifferences = 14;
/** The most differences whose 2^n assignments are enumerated. */
export const mostEnumeratedDifferences = 20;
/** Sums that differ by less are ties. */
const tolerance = 1e-9;

/**
 * The permutation test that the differences are symmetric about 0: all 2^n signs up to 14 differences (`signFlipExact`), else
 * drawn signs (`permutationP`). Throws RangeError for an empty or non-finite list or a bad count.
 * Source: Fisher 1935.
 */
export function signFlipTest(differences: readonly number[], options: SignFlipOptions): SignFlipTest {
  const { random, assignments = 9999 } = options;
  requireCount("assignments", assignments, 1);
  if (differences.length <= mostExactDifferences) return signFlipExact(differences);
  requireNumbers("differences", differences);
  const threshold = Math.abs(sum(differences)) - tolerance;
  let extreme = 0;
  for (let assignment = 0; assignment < assignments; assignment += 1) {
    let total = 0;
    for (const difference of differences) total += random() < 0.5 ? difference : -difference;
    if (Math.abs(total) >= threshold) extreme += 1;
  }
  return { p: permutationP(assignments, extreme), exact: false, assignments, extreme };
}

/**
 * The p-value of a test whose assignments were drawn, with the observed one among them: (1 + extreme) / (1 + assignments), never 0.
 * Throws RangeError unless 0 <= extreme <= assignments. Source: Phipson and Smyth 2010.
 */
export function permutationP(assignments: number, extreme: number): number {
  requireCount("assignments", assignments);
  requireCount("extreme", extreme, 0, assignments, "assignments");
  return (1 + extreme) / (1 + assignments);
}

/**
 * The sign-flip test over all 2^n assignments of signs, zeros included: p = extreme / 2^n.
 * Throws RangeError for an empty or non-finite list and for more than 20 differences. Source: Fisher 1935.
 */
export function signFlipExact(differences: readonly number[]): SignFlipTest {
  requireNumbers("differences", differences);
  requireCount("the number of differences", differences.length, 1, mostEnumeratedDifferences);
  const assignments = 2 ** differences.length;
  const totals = new Float64Array(assignments);
  differences.forEach((difference, index) => {
    const filled = 2 ** index;
    for (let position = 0; position < filled; position += 1) {
      const total = totals[position] as number;
      totals[position] = total + difference;
      totals[position + filled] = total - difference;
    }
  });
  // The first total has every sign as observed.
  const threshold = Math.abs(totals[0] as number) - tolerance;
  const extreme = totals.reduce((count, total) => (Math.abs(total) >= threshold ? count + 1 : count), 0);
  return { p: extreme / assignments, exact: true, assignments, extreme };
}
