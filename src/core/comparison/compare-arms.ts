// A variant against the baseline, paired by row: won, lost, tied, the difference with its interval, and the verdict.
import { benjaminiHochberg } from "../stats/adjust.ts";
import { rowsNeededPairedProportions } from "../stats/planning.ts";
import { seededRandom } from "../stats/random.ts";
import { decideVerdict, leastDiscordance, verdictBinary, verdictMean, type Verdict, type VerdictOptions } from "../stats/verdict.ts";
import type { Interval } from "./arm-figures.ts";
import type { ScoredSample } from "./arm-samples.ts";
import { isBinaryMetric, rowMeans, type Metric } from "./metric.ts";

export interface ComparisonPlan {
  readonly primary: Metric;
  readonly margin: number;
  readonly alpha: number;
}

/** One metric of a variant against the baseline. */
export interface MetricComparison {
  readonly metric: Metric;
  /** True when each row simply passed or failed in each arm; false for scores and means over epochs. */
  readonly isBinary: boolean;
  readonly rows: number;
  readonly won: number;
  readonly lost: number;
  readonly tied: number;
  readonly difference: Interval;
  readonly verdict: Verdict;
  readonly practicallyEqual: boolean;
  /** Smallest difference these rows could show with power 0.8; null when none. */
  readonly minimumDetectableEffect: number | null;
  /** Rows that could show a difference as small as the margin; null where it cannot be said. */
  readonly rowsForMargin: number | null;
  readonly p: number;
  readonly pAdjusted: number;
  /** How many tests the p-value was adjusted for. */
  readonly family: number;
  readonly method: string;
}

/** One question: does this arm differ from the baseline on this metric? */
export interface ComparisonTest {
  readonly samples: readonly ScoredSample[];
  readonly metric: Metric;
}

export const fewestRows = 20;
const power = 0.8;
/**
 * Passes and fails keep over epochs the floor that they have in one: where a share π of rows is discordant, a difference of -1, 0 or 1
 * has a variance of about π; averaging can only lower it, so the floor errs towards more rows. Scores may lie as close as they like.
 */
const leastPassDeviation = Math.sqrt(leastDiscordance);

interface Pair {
  readonly row: string;
  readonly variant: number;
  readonly baseline: number;
}

/** Rows that have ended in both arms, paired; epochs are averaged first. */
export function pairRows(variant: readonly ScoredSample[], baseline: readonly ScoredSample[], metric: Metric): Pair[] {
  const base = rowMeans(baseline, metric);
  return [...rowMeans(variant, metric)].flatMap(([row, value]) => {
    const other = base.get(row);
    return other === undefined ? [] : [{ row, variant: value, baseline: other }];
  });
}

/** Answers each test; the p-values are adjusted (Benjamini-Hochberg) over all of them. Null where no row is shared. */
export function compareArms(
  tests: readonly ComparisonTest[],
  baseline: readonly ScoredSample[],
  plan: ComparisonPlan,
  seed: number,
): (MetricComparison | null)[] {
  const options = { margin: plan.margin, alpha: plan.alpha, minimumRows: fewestRows };
  const measured = tests.map(({ samples, metric }) => {
    const pairs = pairRows(samples, baseline, metric);
    const isBinary = isBinaryMetric(metric) && isSingleEpoch(samples) && isSingleEpoch(baseline);
    if (pairs.length === 0) return null;
    return {
      metric,
      isBinary,
      ...countRows(pairs),
      ...(isBinary ? measurePasses(pairs, options) : measureMeans(pairs, metric, options, seed)),
    };
  });
  const adjusted = benjaminiHochberg(measured.map((measurement) => measurement?.p ?? null));
  const family = measured.filter((measurement) => measurement !== null).length;
  return measured.map((measurement, index) => {
    const pAdjusted = adjusted[index];
    if (measurement === null || pAdjusted == null) return null;
    const { lower, upper } = measurement.difference;
    return { ...measurement, verdict: decideVerdict({ ...measurement, lower, upper, p: pAdjusted }, options), pAdjusted, family };
  });
}

function isSingleEpoch(samples: readonly ScoredSample[]): boolean {
  return samples.every((sample) => sample.epoch === 0);
}

/** What the rows of one test show; the verdict waits for the p-values of the other tests. */
type Measurement = Pick<MetricComparison, "difference" | "practicallyEqual" | "minimumDetectableEffect" | "rowsForMargin" | "p" | "method">;

function measurePasses(pairs: readonly Pair[], options: VerdictOptions): Measurement {
  const table = pairedTable(pairs);
  const { pMid, difference, lower, upper, practicallyEqual, minimumDetectableEffect } = verdictBinary(table, options);
  const { margin, alpha } = options;
  const discordance = Math.max(leastDiscordance, (table.onlyVariant + table.onlyBaseline) / pairs.length);
  const rowsForMargin = margin > discordance ? null : rowsNeededPairedProportions({ discordance, delta: margin, alpha, power }).rows;
  return {
    difference: { value: difference, lower, upper },
    practicallyEqual,
    minimumDetectableEffect,
    rowsForMargin,
    p: pMid,
    method: "McNemar mid-p, Newcombe interval",
  };
}

function measureMeans(pairs: readonly Pair[], metric: Metric, options: VerdictOptions, seed: number): Measurement {
  const differences = pairs.map((pair) => pair.variant - pair.baseline);
  const leastStandardDeviation = isBinaryMetric(metric) ? leastPassDeviation : 0;
  const {
    p,
    difference,
    lower,
    upper,
    method,
    practicallyEqual,
    minimumDetectableEffect: effect,
  } = verdictMean(differences, { ...options, leastStandardDeviation, random: seededRandom(seed) });
  const rowsForMargin = effect === null ? null : Math.ceil(pairs.length * (effect / options.margin) ** 2);
  return {
    difference: { value: difference, lower, upper },
    practicallyEqual,
    minimumDetectableEffect: effect,
    rowsForMargin,
    p,
    method: meanMethods[method],
  };
}

const meanMethods = {
  "sign-flip-exact-bca": "exact sign-flip test, BCa bootstrap interval",
  "sign-flip-drawn-bca": "sign-flip test, BCa bootstrap interval",
  "sign-flip-drawn-t": "sign-flip test, paired t interval",
} as const;

function pairedTable(pairs: readonly Pair[]): { bothPass: number; onlyVariant: number; onlyBaseline: number; bothFail: number } {
  const count = (variant: number, baseline: number): number =>
    pairs.filter((pair) => pair.variant === variant && pair.baseline === baseline).length;
  return { bothPass: count(1, 1), onlyVariant: count(1, 0), onlyBaseline: count(0, 1), bothFail: count(0, 0) };
}

function countRows(pairs: readonly Pair[]): Pick<MetricComparison, "rows" | "won" | "lost" | "tied"> {
  const won = pairs.filter((pair) => pair.variant > pair.baseline).length;
  const lost = pairs.filter((pair) => pair.variant < pair.baseline).length;
  return { rows: pairs.length, won, lost, tied: pairs.length - won - lost };
}
