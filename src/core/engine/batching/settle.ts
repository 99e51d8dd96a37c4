// What became of one request, as journal lines: an answer, an error, or a failure that is tried again in another batch.
import { callKey, type BatchRecord } from "../../domain/batch-record.ts";
import type { Completion } from "../../domain/completion.ts";
import type { CallFacts, StartEvent } from "../../domain/run-event.ts";
import type { RunRecord } from "../../domain/run-record.ts";
import { batchTimes } from "../../providers/batch/batch.ts";
import { isProviderError, ProviderError } from "../../providers/provider-error.ts";
import { isoTime } from "../calling/call-events.ts";
import { costForCap, costOfAnswer, factsFromCache, providerFacts, worstCost } from "../calling/call-facts.ts";
import { requestHash, type EndedCall } from "../calling/call-model.ts";
import { isPossiblyBilled, waitBeforeRetry } from "../calling/retry.ts";
import { responseEvent } from "../running/generate.ts";
import { judgedRatings } from "../running/rate.ts";
import { callOfStart, type BatchCall } from "./batch-call.ts";
import type { BatchContext } from "./batch-context.ts";
import { hopelessStop } from "./hopeless.ts";

/** True when the journal says how this attempt of the request ended. */
export function isSettled(start: StartEvent, record: RunRecord): boolean {
  const { sample, request, criteria, attempt } = start;
  const { samples, batches } = record;
  if ((batches.failed.get(callKey(sample, request))?.lastAttempt ?? 0) >= attempt) return true;
  // What stands in the record is an error that this request is the second try of.
  if (isOpen(start, record)) return false;
  const known = samples.get(sample);
  return criteria === undefined ? known?.response != null : criteria.every((id) => known?.ratings.has(id) === true);
}

/** True as long as nothing of what the request came to is journaled. */
function isOpen({ sample, request, batch }: StartEvent, { open }: RunRecord): boolean {
  return open.get(callKey(sample, request))?.batch === batch;
}

/** Journals an answer that the cache had. */
export async function settleFromCache(call: BatchCall, completion: Completion, context: BatchContext): Promise<void> {
  const facts = factsFromCache(call.model, completion, true);
  await journalEnd(call, { kind: "answered", request: requestHash(call.encoded), attempt: 0, completion, facts }, context);
}

/** Journals what became of a request of a batch, unless an earlier reading of the results, or an earlier writer, has come as far as this. */
export async function settleStart(start: StartEvent, result: Completion | ProviderError, context: BatchContext): Promise<void> {
  const { record, samples } = context;
  if (isSettled(start, record)) return;
  const call = await callOfStart(start, samples.get(start.sample), context);
  if (call !== null) await settle(start, call, result, context);
}

/** Journals the same of every request of a batch that has not ended. */
export async function settleOpen({ starts }: BatchRecord, error: ProviderError, context: BatchContext): Promise<void> {
  for (const start of starts) if (isOpen(start, context.record)) await settleStart(start, error, context);
}

/** What is said of each request of a batch whose fate cannot be told. */
export function lostBatch(): ProviderError {
  return new ProviderError("unknown-outcome", "The provider does not say what became of the batch that this request was in.");
}

async function settle(start: StartEvent, call: BatchCall, result: Completion | ProviderError, context: BatchContext): Promise<void> {
  const { control, cache, journal, record, clock } = context;
  const { request, attempt } = start;
  const { failures = [], possiblyBilled = 0 } = record.batches.failed.get(callKey(start.sample, request)) ?? {};
  const common = { request, attempt };
  if (!isProviderError(result)) {
    control.spend(costForCap(call.model, result.usage, true) ?? worstCost(call, true));
    if (call.slot !== null) cache.keep(call.slot, result);
    const facts: CallFacts = {
      ...factsOf(call, result, null),
      retries: failures,
      possiblyBilledAttempts: possiblyBilled,
    };
    return journalEnd(call, { kind: "answered", ...common, completion: result, facts }, context);
  }
  const stop = hopelessStop(result);
  if (stop !== null) control.stop(stop);
  const isBilled = isPossiblyBilled(result);
  if (isBilled) control.spend(worstCost(call, true));
  const failure = { status: result.status, code: result.kind, waitedMs: 0 };
  const wait = waitBeforeRetry(
    result,
    { attempt, counted: attempt, maximumAttempts: context.maximumAttempts, waitedMs: 0 },
    context.random,
  );
  // What a mended key or account would have answered is no error of the sample: it is asked again when the run goes on.
  if (wait !== null || stop?.cause === "auth" || stop?.cause === "rate-limit") {
    const { sample } = start;
    await journal.append({ k: "failed-request", sample, ...common, failure, isPossiblyBilled: isBilled, t: isoTime(clock) });
    return;
  }
  const facts: CallFacts = {
    ...factsOf(call, null, result),
    retries: [...failures, failure],
    possiblyBilledAttempts: possiblyBilled + (isBilled ? 1 : 0),
  };
  await journalEnd(
    call,
    { kind: "failed", ...common, failure: { code: `provider/${result.kind}`, message: result.message }, facts },
    context,
  );
}

type OneAttempt = Omit<CallFacts, "retries" | "possiblyBilledAttempts">;

function factsOf({ model }: BatchCall, completion: Completion | null, error: ProviderError | null): OneAttempt {
  return {
    provider: providerFacts(completion, error),
    usage: completion?.usage ?? null,
    cost: costOfAnswer(model, completion, true),
    time: { queuedMs: 0, ...batchTimes, retryWaitMs: 0 },
  };
}

async function journalEnd({ sample, judgeCall }: BatchCall, ended: EndedCall, context: BatchContext): Promise<void> {
  const { journal, clock, record } = context;
  if (judgeCall === null) return journal.append(responseEvent(sample, ended, clock));
  const ratings = judgedRatings(sample, judgeCall, ended, context);
  // An earlier writer may have been killed between two ratings of one call, and a call is paid for once.
  const isBegun = ended.attempt > 0 && !record.open.has(callKey(sample.hash, ended.request));
  const known = record.samples.get(sample.hash)?.ratings;
  await journal.append(...(isBegun ? ratings.filter(({ criterion }) => known?.has(criterion) !== true) : ratings));
}
