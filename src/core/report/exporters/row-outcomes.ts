// How the rows of one arm ended, counted before any text of them is read.
import { scoreArm } from "../../comparison/arm-samples.ts";
import { groupByRow } from "../../comparison/metric.ts";
import type { ExportInput } from "./exporter.ts";

/** As JUnit counts tests; `errors` holds rows that ended in an error and rows that have not ended. */
export interface RowCounts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

/** Epochs are folded: an error beats a failure, which beats a pass. */
export function countRows({ manifest, record, rows }: Pick<ExportInput, "manifest" | "record" | "rows">, variant: string): RowCounts {
  const ended = groupByRow(scoreArm(record, variant, manifest.criteria));
  let [failures, errors] = [0, 0];
  for (const { id } of rows) {
    const samples = ended.get(id) ?? [];
    if (samples.length < manifest.epochs || samples.some(({ outcome }) => outcome === "error")) errors += 1;
    else if (samples.some(({ outcome }) => outcome === "fail")) failures += 1;
  }
  return { tests: rows.length, failures, errors, skipped: 0 };
}
