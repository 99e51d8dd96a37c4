// The results of a batch into the journal: each request once, whatever the file holds; what it does not hold is known by the end.
import type { BatchRecord } from "../../domain/batch-record.ts";
import type { BatchCaller, BatchState } from "../../providers/batch/batch.ts";
import { isProviderError, ProviderError } from "../../providers/provider-error.ts";
import { resultId } from "./batch-call.ts";
import { mustLeave, waitFor, pollWait, type BatchContext } from "./batch-context.ts";
import { stepEvent } from "./batch-events.ts";
import { createPatience, isGone } from "./patience.ts";
import { isSettled, lostBatch, settleOpen, settleStart } from "./settle.ts";

/** A file that ends too early is read again before what it does not hold is called missing. */
const readings = 3;
/** Results whose lines are synced together. */
const resultsAtOnce = 200;

/** Journals every result and then that the batch is collected; nothing of the latter when the run is left first. */
export async function collectBatch(batch: BatchRecord, state: BatchState, caller: BatchCaller, context: BatchContext): Promise<void> {
  const { journal, control, record } = context;
  const patience = createPatience(context);
  let read: Reading = { strays: 0, cancelled: 0 };
  for (let tries = 0, reading = 0; reading < readings; tries++) {
    try {
      read = await readResults(batch, caller, context);
    } catch (error) {
      if (control.callSignal.aborted) return;
      if (!isProviderError(error)) throw error;
      if (isGone(error)) {
        await settleOpen(batch, lostBatch(), context);
        await journal.append(stepEvent(batch, "unknown", context, { id: batch.id }));
        return;
      }
      // Of what was not read nothing is known, however the batch ended.
      if (!(await patience.bear(error)) || !(await waitFor(pollWait(tries), context))) return;
      continue;
    }
    reading += 1;
    const isWhole = state.kind === "cancelled" || read.cancelled > 0 || batch.starts.every((start) => isSettled(start, record));
    if (isWhole || mustLeave(control)) break;
    if (reading < readings && !(await waitFor(pollWait(tries), context))) return;
  }
  if (mustLeave(control)) return;
  const { strays } = read;
  const isCancelled = state.kind === "cancelled" || read.cancelled > 0;
  // What was not run is no error of its sample: it goes out again when the run is resumed.
  if (!isCancelled) await settleOpen(batch, missingResult(state), context);
  if (!isCancelled && !batch.starts.every((start) => isSettled(start, record))) {
    // What is not settled would go out again and again.
    control.stop({ state: "incomplete", reason: "the results of a batch cannot be brought together with the plan of the run" });
    return;
  }
  await journal.append(stepEvent(batch, "collected", context, { id: batch.id, ...(strays === 0 ? {} : { strays }) }));
  if (isCancelled)
    control.stop({ state: context.cancelsBatches ? "cancelled" : "incomplete", reason: "the batch was cancelled at the provider" });
}

interface Reading {
  /** Lines that were none of ours. */
  readonly strays: number;
  /** Requests that were not run because somebody cancelled the batch. */
  readonly cancelled: number;
}

/** Reads the results once. */
async function readResults(batch: BatchRecord, caller: BatchCaller, context: BatchContext): Promise<Reading> {
  const { control } = context;
  const starts = new Map(batch.starts.map((start) => [resultId(start.sample, start.criteria), start]));
  const seen = new Set<string>();
  let strays = 0;
  let cancelled = 0;
  let settling: Promise<void>[] = [];
  try {
    for await (const result of caller.collect(batch.id ?? "", control.callSignal)) {
      const start = result.kind === "malformed" ? undefined : starts.get(result.id);
      if (result.kind === "malformed" || start === undefined || seen.has(result.id)) {
        strays += 1;
        continue;
      }
      seen.add(result.id);
      if (result.kind === "cancelled") cancelled += 1;
      else settling.push(settleStart(start, result.kind === "answered" ? result.completion : result.error, context));
      if (settling.length < resultsAtOnce) continue;
      await Promise.all(settling);
      settling = [];
    }
  } finally {
    // What has come is kept, although the rest may not have.
    await Promise.all(settling);
  }
  return { strays, cancelled };
}

/** What the results of a batch that was not cancelled say nothing of. */
function missingResult({ kind }: BatchState): ProviderError {
  return kind === "expired"
    ? new ProviderError("expired", "The batch expired before this request was answered.")
    : new ProviderError("invalid-response", "The results of the batch hold no answer to this request.");
}
