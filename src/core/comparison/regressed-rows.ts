// The rows in which an arm lost against the baseline, by name: what somebody looks at when a gate has failed.
import type { RunManifest } from "../domain/run-manifest.ts";
import type { RunRecord } from "../domain/run-record.ts";
import { scoreArm } from "./arm-samples.ts";
import { groupByRow } from "./metric.ts";
import { rowRulesOf, rowValue } from "./row-rules.ts";

export interface RegressedRows {
  readonly variant: string;
  /** Their ids, sorted. */
  readonly rows: readonly string[];
}

/** Of each arm but the baseline the rows that pass there less often; with one epoch those that the baseline passed and the arm did not. */
export function regressedRows(manifest: RunManifest, record: RunRecord): RegressedRows[] {
  const {
    variants: [first, ...others],
    criteria,
  } = manifest;
  if (first === undefined) return [];
  const rules = rowRulesOf(manifest);
  const baseline = groupByRow(scoreArm(record, first.id, criteria));
  return others.map(({ id }) => ({
    variant: id,
    rows: [...groupByRow(scoreArm(record, id, criteria))].flatMap(([row, epochs]) => {
      const other = baseline.get(row);
      return other !== undefined && rowValue(epochs, "pass_rate", rules) < rowValue(other, "pass_rate", rules) ? [row] : [];
    }),
  }));
}
