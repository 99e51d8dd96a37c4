// What a row counts as in every figure of a run: how its epochs become one value, and which rows belong together.
import { isYesOrNoReducer, reduceEpochs, type Reducer } from "../domain/reducer.ts";
import type { RunManifest } from "../domain/run-manifest.ts";
import type { ScoredSample } from "./arm-samples.ts";
import { isReduced, metricValue, preferencesOf, type Metric, type Preferences } from "./metric.ts";

export interface RowRules {
  readonly reducer: Reducer;
  /** The group that a row belongs to, itself where it stands alone; null where every row does. */
  readonly groupOf: ((row: string) => string) | null;
  /** The metrics that are a preference, whose epochs are averaged; absent where there are none. */
  readonly preferences?: Exclude<Preferences, undefined>;
}

/** The mean over epochs, and rows that stand alone. */
export const plainRows: RowRules = { reducer: "mean", groupOf: null };

export function rowRulesOf({
  reduce: reducer = "mean",
  collection: { clusters },
  criteria,
}: Pick<RunManifest, "reduce" | "collection" | "criteria">): RowRules {
  const preferences = preferencesOf(criteria.items);
  const common = { reducer, ...(preferences === undefined ? {} : { preferences }) };
  if (clusters === undefined) return { ...common, groupOf: null };
  const groups = new Map(clusters.groups.flatMap((rows, index) => rows.map((row) => [row, `group ${index}`] as const)));
  return { ...common, groupOf: (row) => groups.get(row) ?? `row ${row}` };
}

/** The reducer of a metric: passes and fails have the one of the run, anything else is averaged. */
export function reducerOf(metric: Metric, { reducer, preferences }: Pick<RowRules, "reducer" | "preferences">): Reducer {
  return isReduced(metric, preferences) ? reducer : "mean";
}

/** The value of a row in [0, 1] from the samples of its epochs: the only one that figures, comparisons and gates know. */
export function rowValue(epochs: readonly ScoredSample[], metric: Metric, rules: Pick<RowRules, "reducer" | "preferences">): number {
  const reducer = reducerOf(metric, rules);
  // A large run has a million of these values: no list is made for each of them.
  if (epochs.length === 1 && reducer === "mean" && epochs[0] !== undefined) return metricValue(epochs[0], metric);
  return reduceEpochs(
    epochs.map((sample) => metricValue(sample, metric)),
    reducer,
  );
}

/** True where each row of these samples simply passes or fails, whatever the epochs of others. */
export function hasYesOrNoRows(samples: readonly ScoredSample[], { reducer }: Pick<RowRules, "reducer">): boolean {
  return samples.every(({ epoch }) => epoch === 0) || isYesOrNoReducer(reducer);
}
