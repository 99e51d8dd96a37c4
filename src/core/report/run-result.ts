// A run as the one object that `run --json`, `resume --json` and a program see (contracts §12).
import type { RunManifest } from "../domain/run-manifest.ts";
import type { RunRecord } from "../domain/run-record.ts";
import type { RegressedRows } from "../comparison/regressed-rows.ts";
import type { RunSummary } from "../comparison/summarize-run.ts";
import { decideGates } from "../gates/decide-gates.ts";

export type RunStatus = "running" | "interrupted" | "paused" | "cancelled" | "incomplete" | "done";

/** How a run stands; whether a run without a last word is still being written only its lock can tell. */
export function runStatus(record: Pick<RunRecord, "state" | "isWaiting">, isBeingWritten: boolean): RunStatus {
  // The last word counts: its lock may be seen a moment longer.
  if (record.state !== null && record.state !== "resumed" && !record.isWaiting) return record.state;
  return isBeingWritten ? "running" : "interrupted";
}

export interface RunFiguresInput {
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly summary: RunSummary;
  readonly status: RunStatus;
  /** Warnings of the plan, in front of those of the run. */
  readonly warnings: readonly string[];
}

/** What a run is and what came of it: the same for equal records, however often a run was stopped on the way (contracts §14). */
export function runFigures({ manifest, record, summary, status, warnings }: RunFiguresInput): object {
  return {
    run: manifest.runId,
    experiment: manifest.experiment.path,
    status,
    reason: record.stateReason,
    simulated: manifest.isSimulated,
    partial: manifest.isPartial,
    seed: manifest.order.seed,
    ...(manifest.reduce === undefined ? {} : { reduce: manifest.reduce }),
    variants: summary.variants,
    gates: decideGates(manifest, record),
    ...(manifest.against === undefined ? {} : { against: manifest.against }),
    ...(summary.people === null ? {} : { people: summary.people }),
    ...(summary.evaluations.length === 0 ? {} : { evaluations: summary.evaluations }),
    spentUsd: summary.spentUsd,
    missing: summary.missing,
    warnings: [...warnings, ...summary.warnings],
    errorReasons: summary.errorReasons,
  };
}

/** The figures of a run that has just been made, with what making it took; `dir` is its folder as the user would write it. */
export function runResult(
  input: RunFiguresInput & { readonly dir: string; readonly exitCode: number; readonly regressed?: readonly RegressedRows[] },
): object {
  const { summary, dir, exitCode, regressed } = input;
  const { run, ...figures } = runFigures({ ...input, warnings: [...input.warnings, ...summary.billingWarnings] }) as { run: string };
  return { run, dir, ...figures, ...(regressed === undefined ? {} : { regressed }), calls: summary.calls, exitCode };
}
