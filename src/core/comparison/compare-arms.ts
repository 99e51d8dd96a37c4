// A variant against the baseline, paired by row: won, lost, tied, the difference with its interval, and the verdict.
import { benjaminiHochberg } from "../stats/adjust.ts";
import { rowsNeededPairedProportions } from "../stats/planning.ts";
import { seededRandom } from "../stats/random.ts";
import {
  decideVerdict,
  leastDiscordance,
  verdictBinary,
  verdictClustered,
  verdictMean,
  type Verdict,
  type VerdictOptions,
} from "../stats/verdict.ts";
import type { Interval } from "./arm-figures.ts";
import type { ScoredSample } from "./arm-samples.ts";
import { groupByRow, isBinaryMetric, type Metric } from "./metric.ts";
import { hasYesOrNoRows, plainRows, rowValue, type RowRules } from "./row-rules.ts";

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
  /** The groups that the rows lie in, which then are what is counted; absent where every row stands alone. */
  readonly clusters?: number;
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

/** A metric of the rows that have ended in both arms, at the same places. */
interface PairedValues {
  readonly metric: Metric;
  readonly rows: readonly string[];
  readonly variant: readonly number[];
  readonly baseline: readonly number[];
}

/** For each metric its value in every row that has ended in both arms, in the variant's order; the epochs of a row are put together first. */
export function pairRows(
  variant: readonly ScoredSample[],
  baseline: readonly ScoredSample[],
  metrics: readonly Metric[],
  rules: RowRules = plainRows,
): PairedValues[] {
  const others = groupByRow(baseline);
  const paired = metrics.map((metric) => ({ metric, rows: [] as string[], variant: [] as number[], baseline: [] as number[] }));
  // Row by row: going through a large arm once for each metric takes several times as long.
  for (const [row, epochs] of groupByRow(variant)) {
    const other = others.get(row);
    if (other === undefined) continue;
    for (const values of paired) {
      values.rows.push(row);
      values.variant.push(rowValue(epochs, values.metric, rules));
      values.baseline.push(rowValue(other, values.metric, rules));
    }
  }
  return paired;
}

/** Answers each test; the p-values are adjusted (Benjamini-Hochberg) over all of them. Null where no row is shared. */
export function compareArms(
  tests: readonly ComparisonTest[],
  baseline: readonly ScoredSample[],
  plan: ComparisonPlan,
  seed: number,
  rules: RowRules = plainRows,
): (MetricComparison | null)[] {
  const options = { margin: plan.margin, alpha: plan.alpha, minimumRows: fewestRows };
  const paired = pairTests(tests, baseline, rules);
  const measured = tests.map((test) => {
    const { metric, samples } = test;
    const pairs = paired.get(test);
    if (pairs === undefined || pairs.variant.length === 0) return null;
    const isBinary = isBinaryMetric(metric, rules.preferences) && [samples, baseline].every((arm) => hasYesOrNoRows(arm, rules));
    const leastStandardDeviation = isBinaryMetric(metric, rules.preferences) ? leastPassDeviation : 0;
    return {
      metric,
      isBinary,
      ...countRows(pairs),
      ...(rules.groupOf !== null
        ? measureGroups(pairs, { ...options, leastStandardDeviation, seed, groupOf: rules.groupOf })
        : isBinary
          ? measurePasses(pairs, options)
          : measureMeans(pairs, { ...options, leastStandardDeviation }, seed)),
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

/** Tests of the same samples are paired together. */
function pairTests(
  tests: readonly ComparisonTest[],
  baseline: readonly ScoredSample[],
  rules: RowRules,
): Map<ComparisonTest, PairedValues> {
  const paired = new Map<ComparisonTest, PairedValues>();
  for (const arm of new Set(tests.map(({ samples }) => samples))) {
    const own = tests.filter(({ samples }) => samples === arm);
    const metrics = own.map(({ metric }) => metric);
    for (const [index, values] of pairRows(arm, baseline, metrics, rules).entries())
      if (own[index] !== undefined) paired.set(own[index], values);
  }
  return paired;
}

/** What the rows of one test show; the verdict waits for the p-values of the other tests. */
type Measurement = Pick<
  MetricComparison,
  "difference" | "clusters" | "practicallyEqual" | "minimumDetectableEffect" | "rowsForMargin" | "p" | "method"
>;

function measurePasses(pairs: PairedValues, options: VerdictOptions): Measurement {
  const table = pairedTable(pairs);
  const { pMid, difference, lower, upper, practicallyEqual, minimumDetectableEffect } = verdictBinary(table, options);
  const { margin, alpha } = options;
  const discordance = Math.max(leastDiscordance, (table.onlyVariant + table.onlyBaseline) / pairs.variant.length);
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

interface MeanOptions extends VerdictOptions {
  readonly leastStandardDeviation: number;
}

function measureMeans(pairs: PairedValues, options: MeanOptions, seed: number): Measurement {
  const differences = differencesOf(pairs);
  const {
    p,
    difference,
    lower,
    upper,
    method,
    practicallyEqual,
    minimumDetectableEffect: effect,
  } = verdictMean(differences, { ...options, random: seededRandom(seed) });
  return {
    difference: { value: difference, lower, upper },
    practicallyEqual,
    minimumDetectableEffect: effect,
    rowsForMargin: rowsFor(options.margin, effect, differences.length),
    p,
    method: meanMethods[method],
  };
}

interface GroupOptions extends MeanOptions {
  readonly seed: number;
  readonly groupOf: (row: string) => string;
}

/** Passes and fails too are taken as numbers here: what counts is how much whole groups gain and lose. */
function measureGroups(pairs: PairedValues, { seed, groupOf, ...options }: GroupOptions): Measurement {
  const labels = pairs.rows.map(groupOf);
  const verdict = verdictClustered(differencesOf(pairs), labels, { ...options, random: seededRandom(seed) });
  const { p, clusters, difference, lower, upper, practicallyEqual, minimumDetectableEffect: effect } = verdict;
  return {
    difference: { value: difference, lower, upper },
    clusters,
    practicallyEqual,
    minimumDetectableEffect: effect,
    rowsForMargin: rowsFor(options.margin, effect, labels.length),
    p,
    method: `${verdict.isExact ? "exact sign-flip" : "sign-flip"} test of ${clusters} groups, CR1 interval by group`,
  };
}

/** The uncertainty falls with the root of the rows; those of groups come in groups of the same size. */
function rowsFor(margin: number, effect: number | null, rows: number): number | null {
  return effect === null ? null : Math.ceil(rows * (effect / margin) ** 2);
}

const meanMethods = {
  "sign-flip-exact-bca": "exact sign-flip test, BCa bootstrap interval",
  "sign-flip-drawn-bca": "sign-flip test, BCa bootstrap interval",
  "sign-flip-drawn-t": "sign-flip test, paired t interval",
} as const;

function differencesOf({ variant, baseline }: PairedValues): number[] {
  return variant.map((value, index) => value - (baseline[index] ?? 0));
}

function pairedTable({ variant, baseline }: PairedValues): {
  bothPass: number;
  onlyVariant: number;
  onlyBaseline: number;
  bothFail: number;
} {
  const table = { bothPass: 0, onlyVariant: 0, onlyBaseline: 0, bothFail: 0 };
  for (const [index, value] of variant.entries()) {
    const isBaselinePass = baseline[index] === 1;
    if (value === 1) table[isBaselinePass ? "bothPass" : "onlyVariant"] += 1;
    else table[isBaselinePass ? "onlyBaseline" : "bothFail"] += 1;
  }
  return table;
}

function countRows({ variant, baseline }: PairedValues): Pick<MetricComparison, "rows" | "won" | "lost" | "tied"> {
  const rows = variant.length;
  let [won, lost] = [0, 0];
  for (const [index, value] of variant.entries()) {
    const other = baseline[index] ?? 0;
    if (value > other) won += 1;
    else if (value < other) lost += 1;
  }
  return { rows, won, lost, tied: rows - won - lost };
}
