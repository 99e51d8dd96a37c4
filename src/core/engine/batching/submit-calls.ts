// Hands calls over: what the cache answers is taken from it, the rest goes out in batches as large as provider and cap allow, each in the journal first.
import { isTouchstoneError } from "../../base/errors.ts";
import { callKey } from "../../domain/batch-record.ts";
import type { BatchStage, StartEvent } from "../../domain/run-event.ts";
import type { BatchRequest } from "../../providers/batch/batch.ts";
import { isProviderError, type ProviderError, type ProviderErrorKind } from "../../providers/provider-error.ts";
import { startEvent } from "../calling/call-events.ts";
import { worstCost } from "../calling/call-facts.ts";
import { requestHash } from "../calling/call-model.ts";
import { waitBeforeRetry } from "../calling/retry.ts";
import { spentForCap } from "../running/spent-for-cap.ts";
import { identityOf, resultId, type BatchCall } from "./batch-call.ts";
import type { BatchDestination } from "./batch-callers.ts";
import { mustLeave, waitFor, type BatchContext } from "./batch-context.ts";
import { intentEvent, newToken, stepEvent } from "./batch-events.ts";
import { hopelessStop } from "./hopeless.ts";
import { settleFromCache } from "./settle.ts";

interface Chunk {
  readonly destination: BatchDestination;
  readonly calls: { readonly call: BatchCall; readonly request: BatchRequest }[];
  bytes: number;
}

/**
 * Resolves when everything is answered from the cache or handed over, or when the run has been stopped. One chunk of each destination is in memory.
 * A cap is kept by what the requests can cost at most, so that a batch goes beyond it by no more than one request; what is left follows once the rest
 * has been answered.
 */
export async function submitCalls(calls: AsyncIterable<BatchCall>, stage: BatchStage, context: BatchContext): Promise<void> {
  const { plan, control, cache, record } = context;
  const { maxCostUsd } = plan.limits;
  const chunks = new Map<string, Chunk>();
  const cached: Promise<void>[] = [];
  let committedUsd = maxCostUsd === null ? 0 : spentForCap(plan, record);
  let isCapped = false;
  let submitted = 0;
  for await (const call of calls) {
    if (mustLeave(control)) break;
    const known = call.slot === null ? null : await cache.read(call.slot);
    if (known !== null) {
      cached.push(settleFromCache(call, known, context));
      if (cached.length >= answersAtOnce) await Promise.all(cached.splice(0));
      continue;
    }
    isCapped ||= (maxCostUsd !== null && committedUsd >= maxCostUsd) || !control.admit();
    // The cache may still answer what follows.
    if (isCapped) continue;
    if (maxCostUsd !== null) committedUsd += worstCost(call, true) ?? 0;
    const chunk = openChunk(call, chunks, context);
    if (chunk === null) break;
    const request = { id: resultId(call.sample.hash, identityOf(call).criteria), encoded: call.encoded };
    const { caller } = chunk.destination;
    const bytes = caller.sizeOf(request);
    if (chunk.calls.length > 0 && (chunk.calls.length >= caller.limits.requests || chunk.bytes + bytes > caller.limits.bytes)) {
      submitted += 1;
      if (!(await submitChunk(chunk, stage, context))) return;
    }
    chunk.calls.push({ call, request });
    chunk.bytes += bytes;
  }
  await Promise.all(cached);
  for (const chunk of chunks.values()) {
    if (chunk.calls.length === 0) continue;
    submitted += 1;
    if (!(await submitChunk(chunk, stage, context))) return;
  }
  if (isCapped && submitted === 0 && maxCostUsd !== null)
    control.stop({ state: "paused", reason: `the cost cap of $${maxCostUsd} is reached`, cause: "budget" });
}

const answersAtOnce = 200;

/** Null, and a stop, where the cache was to answer all that the key is missing for, and does not. */
function openChunk(call: BatchCall, chunks: Map<string, Chunk>, context: BatchContext): Chunk | null {
  try {
    return chunkOf(call, chunks, context);
  } catch (error) {
    if (!isTouchstoneError(error, "provider/key-missing")) throw error;
    context.control.stop({ state: "incomplete", reason: error.message, cause: "no-key" });
    return null;
  }
}

/** Calls of one destination and one path go out together. */
function chunkOf({ model, encoded }: BatchCall, chunks: Map<string, Chunk>, { callers }: BatchContext): Chunk {
  const destination = callers(model);
  const key = [destination.endpoint, destination.model, encoded.path].join("\0");
  const chunk = chunks.get(key) ?? { destination, calls: [], bytes: 0 };
  chunks.set(key, chunk);
  return chunk;
}

const startsAtOnce = 1000;

/** Empties the chunk into a batch. False when the run has to be left, or when nobody is to be asked again before it is known what became of this one. */
async function submitChunk(chunk: Chunk, stage: BatchStage, context: BatchContext): Promise<boolean> {
  const { control, journal, record, clock, troubles } = context;
  const { caller } = chunk.destination;
  const calls = chunk.calls.splice(0);
  chunk.bytes = 0;
  if (mustLeave(control)) return false;
  const token = newToken(
    context,
    calls.map(({ request }) => request.id),
  );
  const starts = calls.map(({ call }): StartEvent => {
    const request = requestHash(call.encoded);
    const attempt = (record.open.get(callKey(call.sample.hash, request))?.attempt ?? 0) + 1;
    return { ...startEvent(identityOf(call), request, attempt, clock), batch: token };
  });
  const lines: Promise<void>[] = [];
  for (let at = 0; at < starts.length; at += startsAtOnce) lines.push(journal.append(...starts.slice(at, at + startsAtOnce)));
  // Behind its starts: as long as it is not there, nothing was handed over.
  await Promise.all([...lines, journal.append(intentEvent(token, stage, chunk.destination, starts, context))]);
  try {
    const id = await caller.submit(
      calls.map(({ request }) => request),
      token,
      control.callSignal,
    );
    await journal.append(stepEvent({ token }, "submitted", context, { id }));
    Object.assign(troubles, { submissions: 0, waitedMs: 0 });
    return true;
  } catch (error) {
    if (control.callSignal.aborted) return false;
    if (!isProviderError(error)) throw error;
    return afterFailure(error, token, context);
  }
}

/** Failures after which the provider may have the batch although it did not say so. */
const unclear: ReadonlySet<ProviderErrorKind> = new Set(["server", "unknown-outcome", "invalid-response"]);

/** False: whoever goes on looks first what has become of the batch, and plans anew what is to be handed over. */
async function afterFailure(error: ProviderError, token: string, context: BatchContext): Promise<false> {
  const { control, journal, troubles, maximumAttempts, random } = context;
  troubles.submissions += 1;
  const state = { attempt: troubles.submissions, counted: troubles.submissions, maximumAttempts, waitedMs: troubles.waitedMs };
  const wait = waitBeforeRetry(error, state, random);
  if (!unclear.has(error.kind)) await journal.append(stepEvent({ token }, "void", context));
  if (wait === null) {
    const stop = hopelessStop(error) ?? { state: "incomplete" };
    control.stop({ ...stop, reason: `the batch was not taken: ${error.message}` });
    return false;
  }
  troubles.waitedMs += wait;
  await waitFor(wait, context);
  return false;
}
