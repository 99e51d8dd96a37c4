// What the parts of a run in batches share, and how they wait: a cap lets batches be collected that are on their way, anything else does not.
import type { Hash } from "../../base/hash.ts";
import type { RunRecord } from "../../domain/run-record.ts";
import type { RunTexts } from "../../domain/run-texts.ts";
import type { PlannedSample } from "../planning/plan.ts";
import type { Redo } from "../planning/remainder.ts";
import type { RateContext } from "../running/rate.ts";
import type { RunControl } from "../running/run-control.ts";
import type { BatchCallers } from "./batch-callers.ts";

export interface BatchContext extends RateContext {
  readonly record: RunRecord;
  /** Of the record. */
  readonly texts: RunTexts;
  /** What of it is done again all the same: the errors that were there when this writer began, each once. */
  readonly redo: Redo;
  readonly earlierErrors: ReadonlySet<string>;
  readonly callers: BatchCallers;
  readonly samples: ReadonlyMap<Hash, PlannedSample>;
  /** Tokens of batches that an earlier writer was about to hand over: their calls count once they turn out to be there. */
  readonly inherited: ReadonlySet<string>;
  /** Batches are stopped at the provider. */
  readonly cancelsBatches: boolean;
  /** Submissions that failed one after the other. */
  readonly troubles: { submissions: number; waitedMs: number };
}

/** True when nothing more is to be asked of anybody; a cap only keeps from sending. */
export function mustLeave({ stopped, callSignal }: RunControl): boolean {
  const stop = stopped();
  return callSignal.aborted || (stop !== null && stop.cause !== "budget");
}

/** Waits; false when the run is to be left. */
export async function waitFor(milliseconds: number, { clock, control }: BatchContext): Promise<boolean> {
  const signal = control.stopped() === null ? control.stopSignal : control.callSignal;
  try {
    await clock.sleep(milliseconds, { signal });
  } catch {
    // A cap that is reached meanwhile ends the wait early, which does no harm.
  }
  return !mustLeave(control);
}

const firstPauseMs = 5_000;
const longestPauseMs = 300_000;
const growth = 1.5;

/** How long to wait before the nth poll; n counts from 0. */
export function pollWait(n: number): number {
  return Math.min(longestPauseMs, firstPauseMs * growth ** n);
}
