// One batch from wherever it stands to its end: found where only its intent is known, polled until it has ended, collected.
import type { BatchRecord } from "../../domain/batch-record.ts";
import { isProviderError } from "../../providers/provider-error.ts";
import type { BatchCaller, BatchState } from "../../providers/batch/batch.ts";
import { mustLeave, waitFor, pollWait, type BatchContext } from "./batch-context.ts";
import { modelOfBatch } from "./batch-callers.ts";
import { stepEvent } from "./batch-events.ts";
import { collectBatch } from "./collect-batch.ts";
import { findBatch } from "./find-batch.ts";
import { createPatience, isGone } from "./patience.ts";

/** Resolves when the batch has come to its end, or when the run is to be left; then it goes on at the provider. */
export async function followBatch(batch: BatchRecord, context: BatchContext): Promise<void> {
  const { journal, control, plan } = context;
  const model = modelOfBatch(batch, plan);
  if (model === null) {
    await journal.append(stepEvent(batch, "void", context));
    return;
  }
  const { caller } = context.callers(model);
  if (batch.step === "intent") await findBatch(batch, caller, context);
  if (batch.step !== "submitted" || mustLeave(control)) return;
  if (context.cancelsBatches) await cancelBatch(batch, caller, context);
  const state = await pollBatch(batch, caller, context);
  if (state === null) return;
  if (state.kind === "failed") {
    await journal.append(stepEvent(batch, "void", context, { id: batch.id }));
    control.stop({ state: "incomplete", reason: `the provider refused the batch: ${state.reason ?? "it gave no reason"}` });
    return;
  }
  await collectBatch(batch, state, caller, context);
}

/** A batch that has ended meanwhile is refused to be cancelled, and collected all the same; a key that is refused stops the polls that follow. */
async function cancelBatch({ id }: BatchRecord, caller: BatchCaller, { control }: BatchContext): Promise<void> {
  try {
    await caller.cancel(id ?? "", control.callSignal);
  } catch (error) {
    if (!isProviderError(error) && !control.callSignal.aborted) throw error;
  }
}

/** How the batch ended; null when the run is left before. */
async function pollBatch({ id }: BatchRecord, caller: BatchCaller, context: BatchContext): Promise<BatchState | null> {
  const { control } = context;
  const patience = createPatience(context);
  for (let poll = 0; ; poll++) {
    try {
      const state = await caller.poll(id ?? "", control.callSignal);
      patience.reset();
      if (state.kind !== "running") return state;
    } catch (error) {
      if (control.callSignal.aborted) return null;
      if (!isProviderError(error)) throw error;
      // Nobody knows a batch of this name any more; collecting comes to the same end and says so of each request.
      if (isGone(error)) return gone;
      if (!(await patience.bear(error))) return null;
    }
    if (!(await waitFor(pollWait(poll), context))) return null;
  }
}

const gone: BatchState = { kind: "ended", counts: { total: 0, answered: 0, failed: 0 }, reason: null };
