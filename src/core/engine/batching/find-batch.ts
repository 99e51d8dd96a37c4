// A batch of which only the intent is known: it is looked for at the provider and taken over, so that nothing is handed over twice.
import type { BatchRecord } from "../../domain/batch-record.ts";
import { isProviderError } from "../../providers/provider-error.ts";
import type { BatchCaller } from "../../providers/batch/batch.ts";
import { waitFor, pollWait, type BatchContext } from "./batch-context.ts";
import { stepEvent } from "./batch-events.ts";
import { resultId } from "./batch-call.ts";
import { createPatience, isGone } from "./patience.ts";
import { lostBatch, settleOpen } from "./settle.ts";

/** A list may lag behind: who finds nothing looks once more. */
const looksForNothing = 2;

/** A provider may still be making a batch whose sender is gone, the longer the more requests it has; milliseconds. */
function makingTime(requests: number): number {
  return 5_000 + 5 * requests;
}

/** Journals what the batch turned out to be; where that cannot be told its calls count as possibly billed. Nothing when the run is left first. */
export async function findBatch(batch: BatchRecord, caller: BatchCaller, context: BatchContext): Promise<void> {
  const { journal, record, control, clock, inherited } = context;
  const sought = { token: batch.token, since: Date.parse(batch.intendedAt), requests: batch.starts.length };
  const ids = new Set(batch.starts.map(({ sample, criteria }) => resultId(sample, criteria)));
  const others = new Set<string>();
  for (const { id } of record.batches.byToken.values()) if (id !== null) others.add(id);
  const patience = createPatience(context);
  const begunAt = clock.monotonic();
  // The wall clock knows of the time before this writer, and may be wrong.
  const sinceIntent = (): number => Math.max(clock.now() - sought.since, clock.monotonic() - begunAt);
  for (let look = 0, empty = 0; ; look++) {
    try {
      const found = (await caller.findSubmitted(sought, control.callSignal)).filter(({ id }) => !others.has(id));
      for (const { id, isCertain } of found) {
        const whose = isCertain ? "ours" : await whoseBatch(id, ids, caller, context);
        if (whose === "others") others.add(id);
        if (whose !== "ours") continue;
        // An earlier writer asked for these calls, and they were sent: they count towards the caps of this one.
        if (inherited.has(batch.token)) for (const _ of batch.starts) control.admit();
        await journal.append(stepEvent(batch, "submitted", context, { id }));
        return;
      }
      patience.reset();
      empty += found.every(({ id }) => others.has(id)) ? 1 : 0;
      if (empty >= looksForNothing && sinceIntent() >= makingTime(sought.requests)) {
        await journal.append(stepEvent(batch, "void", context));
        return;
      }
    } catch (error) {
      if (control.callSignal.aborted) return;
      if (!isProviderError(error)) throw error;
      if (isGone(error)) {
        await journal.append(stepEvent(batch, "unknown", context));
        await settleOpen(batch, lostBatch(), context);
        return;
      }
      if (!(await patience.bear(error))) return;
    }
    if (!(await waitFor(pollWait(look), context))) return;
  }
}

/** Its results tell whose a batch is; until there are any it might be ours. */
async function whoseBatch(
  id: string,
  ids: ReadonlySet<string>,
  caller: BatchCaller,
  { control }: BatchContext,
): Promise<"ours" | "others" | "perhaps ours"> {
  const { kind } = await caller.poll(id, control.callSignal);
  if (kind === "running") return "perhaps ours";
  try {
    for await (const result of caller.collect(id, control.callSignal))
      if (result.kind !== "malformed") return ids.has(result.id) ? "ours" : "others";
  } catch (error) {
    // Results that are gone, or were never there, are nobody's that could be collected.
    if (!(isProviderError(error) && isGone(error))) throw error;
  }
  return "others";
}
