// Where the uncertainty of a run with several epochs comes from, rows or epochs, and which of them would help; rows that are flaky or never pass.
import { reducerSentence } from "../domain/reducer.ts";
import { isConstant } from "../stats/moments.ts";
import { normalQuantile } from "../stats/quantile-functions.ts";
import { varianceComponents } from "../stats/variance-components.ts";
import type { ScoredSample } from "./arm-samples.ts";
import { groupByRow, metricValue, type Metric } from "./metric.ts";
import { reducerOf, type RowRules } from "./row-rules.ts";

/** The spread of one figure over rows and epochs. */
export interface VarianceSplit {
  /** The rows that it is read from. */
  readonly rows: number;
  /** Variance components: of what rows come to in the long run, and of single epochs around that. */
  readonly between: number;
  readonly within: number;
  /** Intraclass correlation; null where nothing varies. */
  readonly icc: number | null;
  /** Half of the 95% interval, as fractions: now, and with twice the calls. Null where it is not that of a mean over rows that stand alone. */
  readonly halfWidth: { readonly now: number; readonly twiceTheRows: number; readonly twiceTheEpochs: number } | null;
}

export interface ArmVariance {
  readonly metric: Metric;
  readonly epochs: number;
  /** What a row counts as, in a sentence; null for the mean of its epochs. */
  readonly rule: string | null;
  /** Rows of the arm, and those among them whose epochs all ended without an error: only of these is spoken. */
  readonly rows: number;
  readonly wholeRows: number;
  /** Null with fewer than two such rows. */
  readonly own: VarianceSplit | null;
  /** Of variant minus baseline; null for the baseline. */
  readonly difference: VarianceSplit | null;
  /** Rows of which some epochs pass and others do not. */
  readonly flakyRows: number;
  readonly neverPassed: { readonly rows: number; readonly first: readonly string[] };
  /** In words; null where nothing varies. */
  readonly advice: string | null;
}

export interface VarianceFacts {
  readonly metric: Metric;
  readonly epochs: number;
  readonly rules: RowRules;
}

const mostNamed = 5;

/** Null for a single epoch. `baseline` is null for the arm that others are compared with. */
export function armVariance(
  samples: readonly ScoredSample[],
  baseline: readonly ScoredSample[] | null,
  { metric, epochs, rules }: VarianceFacts,
): ArmVariance | null {
  if (epochs < 2) return null;
  const rows = groupByRow(samples);
  const whole = wholeRows(rows, epochs);
  const others = baseline === null ? null : wholeRows(groupByRow(baseline), epochs);
  const isMean = rules.groupOf === null && reducerOf(metric, rules) === "mean";
  const valuesOf = (row: readonly ScoredSample[]): number[] => row.map((sample) => metricValue(sample, metric));
  const own = splitOf([...whole.values()].map(valuesOf), epochs, isMean);
  // Epochs of two arms have nothing to do with one another, so whichever are subtracted the spread is the same.
  const differences = [...whole].flatMap(([row, values]) => {
    const other = others?.get(row);
    if (other === undefined) return [];
    const otherValues = valuesOf(other);
    return [valuesOf(values).map((value, epoch) => value - (otherValues[epoch] ?? 0))];
  });
  const difference = others === null ? null : splitOf(differences, epochs, isMean);
  const passes = [...whole].map(([row, values]) => ({ row, count: values.filter(({ outcome }) => outcome === "pass").length }));
  const never = passes.filter(({ count }) => count === 0).map(({ row }) => row);
  return {
    metric,
    epochs,
    rule: reducerSentence(reducerOf(metric, rules), epochs),
    rows: rows.size,
    wholeRows: whole.size,
    own,
    difference,
    flakyRows: passes.filter(({ count }) => count > 0 && count < epochs).length,
    neverPassed: { rows: never.length, first: never.slice(0, mostNamed) },
    advice: adviceOf(difference ?? own, epochs),
  };
}

function wholeRows(rows: ReadonlyMap<string, readonly ScoredSample[]>, epochs: number): Map<string, readonly ScoredSample[]> {
  return new Map([...rows].filter(([, samples]) => samples.length === epochs && samples.every(({ outcome }) => outcome !== "error")));
}

function splitOf(scores: readonly (readonly number[])[], epochs: number, isMean: boolean): VarianceSplit | null {
  if (scores.length < 2) return null;
  const { varBetween: between, varWithin: within, icc1: icc } = varianceComponents(scores);
  const rows = scores.length;
  const half = (byRows: number, byEpochs: number): number =>
    normalQuantile(0.975) * Math.sqrt((between + within / (epochs * byEpochs)) / (rows * byRows));
  const halfWidth = { now: half(1, 1), twiceTheRows: half(2, 1), twiceTheEpochs: half(1, 2) };
  return { rows, between, within, icc, halfWidth: isMean && !isConstant(scores.flat()) ? halfWidth : null };
}

/** Twice the rows never help less than twice the epochs; the question is whether epochs help at all. */
function adviceOf(split: VarianceSplit | null, epochs: number): string | null {
  if (split === null) return null;
  const { between, within, halfWidth } = split;
  const total = between + within / epochs;
  if (total === 0) return null;
  const ofRows = between / total;
  const [share, words] =
    ofRows >= 0.5
      ? [ofRows, "from which rows were drawn: more rows help, more epochs hardly."]
      : [1 - ofRows, "from answers that change from epoch to epoch: more epochs help, and as many calls for more rows at least as much."];
  const figures =
    halfWidth === null
      ? ""
      : ` Twice the calls would make ±${pointsOf(halfWidth.now)} points ±${pointsOf(halfWidth.twiceTheRows)} by twice the rows, ±${pointsOf(halfWidth.twiceTheEpochs)} by twice the epochs.`;
  return `Most of the uncertainty (${Math.round(share * 100)}%) comes ${words}${figures}`;
}

function pointsOf(fraction: number): string {
  return (fraction * 100).toFixed(1);
}
