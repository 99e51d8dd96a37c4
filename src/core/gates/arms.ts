// The arms that a rule is about, cut to its rows: what each row shows, what was never measured, and what is missing.
import type { CriteriaFacts, ScoredSample } from "../comparison/arm-samples.ts";
import { groupByRow } from "../comparison/metric.ts";
import { reducerOf, type RowRules } from "../comparison/row-rules.ts";
import { reduceEpochs } from "../domain/reducer.ts";
import { sampleFigure } from "./sample-figures.ts";
import type { RowFigures } from "./row-figures.ts";

export interface GatedArm {
  readonly name: string;
  /** By row. */
  readonly rows: ReadonlyMap<string, readonly ScoredSample[]>;
  /** By row, what came of running it again because it must pass and failed. */
  readonly reruns: ReadonlyMap<string, readonly ScoredSample[]>;
}

export function gatedArm(name: string, samples: readonly ScoredSample[], reruns: readonly ScoredSample[]): GatedArm {
  return { name, rows: groupByRow(samples), reruns: groupByRow(reruns) };
}

export interface Measured {
  readonly rows: readonly RowFigures[];
  /** Samples of either arm without a figure. */
  readonly unmeasured: number;
  /** Rows that lack an epoch in either arm. */
  readonly incomplete: number;
  /** Samples of the baseline that ended in an error. */
  readonly baselineErrors: number;
}

export interface Measuring {
  readonly metric: string;
  readonly criteria: CriteriaFacts;
  readonly epochs: number;
  readonly rules: RowRules;
  /** What an error counts in a fraction, in each arm. */
  readonly ofError: { readonly variant: 0 | 1; readonly baseline: 0 | 1 };
}

/** The figures of the rows named; rows in which an arm has none are left out, and counted. `baseline` is null for a rule about the variant alone. */
export function measureRows(rows: readonly string[], variant: GatedArm, baseline: GatedArm | null, measuring: Measuring): Measured {
  const { metric, criteria, epochs, rules, ofError } = measuring;
  const reducer = reducerOf(metric, rules);
  const figures: RowFigures[] = [];
  let [unmeasured, incomplete, baselineErrors] = [0, 0, 0];
  const read = (samples: readonly ScoredSample[], error: 0 | 1): number[] => {
    const own = samples.flatMap((sample) => sampleFigure(sample, metric, criteria, error) ?? []);
    unmeasured += samples.length - own.length;
    // A mean needs no reducing, and quantiles of times need every epoch.
    return reducer === "mean" || own.length === 0 ? own : [reduceEpochs(own, reducer)];
  };
  for (const row of rows) {
    const own = variant.rows.get(row) ?? [];
    const other = baseline?.rows.get(row) ?? [];
    if (own.length !== epochs || (baseline !== null && other.length !== epochs)) incomplete += 1;
    baselineErrors += other.filter(({ outcome }) => outcome === "error").length;
    const pair = { variant: read(own, ofError.variant), baseline: read(other, ofError.baseline) };
    const group = rules.groupOf === null ? {} : { group: rules.groupOf(row) };
    if (pair.variant.length > 0 && (baseline === null || pair.baseline.length > 0)) figures.push({ ...pair, ...group });
  }
  return { rows: figures, unmeasured, incomplete, baselineErrors };
}
