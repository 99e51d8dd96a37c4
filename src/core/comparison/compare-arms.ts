// A variant against the baseline, paired by row: won, lost, tied, the difference with its interval, and the verdict.
import { benjaminiHochberg } from "../stats/adjust.ts";
import { rowsNeededPairedProportions } from "../stats/planning.ts";
import { seededRandom } from "../stats/random.ts";
import { verdictBinary, verdictMean, type Verdict } from "../stats/verdict.ts";
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
const leastDiscordance = 0.1;

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
export function compareArms(tests: readonly ComparisonTest[], baseline: readonly ScoredSample[], plan: ComparisonPlan, seed: number): (MetricComparison | null)[] {
  const paired = tests.map(({ samples, metric }) => ({ metric, pairs: pairRows(samples, baseline, metric), isBinary: isBinaryMetric(metric) && isSingleEpoch(samples) && isSingleEpoch(baseline) }));
  const raw = paired.map(({ pairs, isBinary }) => (pairs.length === 0 ? null : decide(pairs, isBinary, plan, seed)));
  const adjusted = benjaminiHochberg(raw.map((decision) => decision?.p ?? null));
  const family = raw.filter((decision) => decision !== null).length;
  return paired.map(({ metric, pairs, isBinary }, index) => {
    const pAdjusted = adjusted[index];
    if (pAdjusted == null) return null;
    return { metric, isBinary, ...countRows(pairs), ...decide(pairs, isBinary, plan, seed, pAdjusted), pAdjusted, family };
  });
}

function isSingleEpoch(samples: readonly ScoredSample[]): boolean {
  return samples.every((sample) => sample.epoch === 0);
}

type Decision = Pick<MetricComparison, "difference" | "verdict" | "practicallyEqual" | "minimumDetectableEffect" | "rowsForMargin" | "p" | "method">;

function decide(pairs: readonly Pair[], isBinary: boolean, plan: ComparisonPlan, seed: number, pAdjusted?: number): Decision {
  const options = { margin: plan.margin, alpha: plan.alpha, minimumRows: fewestRows, ...(pAdjusted === undefined ? {} : { pAdjusted }) };
  if (isBinary) {
    const table = pairedTable(pairs);
    const { pMid, difference, lower, upper, ...rest } = verdictBinary(table, options);
    const discordance = Math.max(leastDiscordance, (table.onlyVariant + table.onlyBaseline) / pairs.length);
    const needed = plan.margin > discordance ? null : rowsNeededPairedProportions({ discordance, delta: plan.margin, alpha: plan.alpha, power }).rows;
    return { ...rest, difference: { value: difference, lower, upper }, p: pMid, rowsForMargin: needed, method: "McNemar mid-p, Newcombe interval" };
  }
  const differences = pairs.map((pair) => pair.variant - pair.baseline);
  const { p, difference, lower, upper, method, ...rest } = verdictMean(differences, { ...options, random: seededRandom(seed) });
  const effect = rest.minimumDetectableEffect;
  const needed = effect === null ? null : Math.ceil(pairs.length * (effect / plan.margin) ** 2);
  return { ...rest, difference: { value: difference, lower, upper }, p, rowsForMargin: needed, method: meanMethods[method] };
}

const meanMethods = {
  "sign-flip-exact-bca": "exact sign-flip test, BCa bootstrap interval",
  "sign-flip-drawn-bca": "sign-flip test, BCa bootstrap interval",
  "sign-flip-drawn-t": "sign-flip test, paired t interval",
} as const;

function pairedTable(pairs: readonly Pair[]): { bothPass: number; onlyVariant: number; onlyBaseline: number; bothFail: number } {
  const count = (variant: number, baseline: number): number => pairs.filter((pair) => pair.variant === variant && pair.baseline === baseline).length;
  return { bothPass: count(1, 1), onlyVariant: count(1, 0), onlyBaseline: count(0, 1), bothFail: count(0, 0) };
}

function countRows(pairs: readonly Pair[]): Pick<MetricComparison, "rows" | "won" | "lost" | "tied"> {
  const won = pairs.filter((pair) => pair.variant > pair.baseline).length;
  const lost = pairs.filter((pair) => pair.variant < pair.baseline).length;
  return { rows: pairs.length, won, lost, tied: pairs.length - won - lost };
}
