// One call with its attempts: each attempt's start is durable before it is sent, each failure is kept, and the facts of all come out.
import { hashValue, type Hash } from "../../base/hash.ts";
import type { Clock, Random } from "../../base/ports.ts";
import type { Completion, Usage } from "../../domain/completion.ts";
import type { CallFacts, FailedAttempt, Failure, ResponseEvent, StartEvent } from "../../domain/run-event.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import { estimateTokens } from "../../providers/estimate-tokens.ts";
import { boundBatchFactorOf, boundPriceOf, costOf } from "../../providers/pricing.ts";
import type { Caller, EncodedCall } from "../../providers/provider.ts";
import { isProviderError, type ProviderError } from "../../providers/provider-error.ts";
import type { JournalWriter } from "../../store/journal-writer.ts";
import type { CacheSlot, ResponseCache } from "../../store/response-cache.ts";
import type { Endpoints } from "../planning/destinations.ts";
import { costOfAnswer, factsFromCache, providerFacts } from "./call-facts.ts";
import { longestAnswer } from "../planning/longest-answer.ts";
import { isPossiblyBilled, waitBeforeRetry } from "./retry.ts";
import type { RunControl } from "../running/run-control.ts";

/** What every call of a run shares. */
export interface CallContext {
  readonly journal: JournalWriter;
  readonly cache: ResponseCache;
  readonly endpoints: Endpoints;
  readonly control: RunControl;
  readonly clock: Clock;
  readonly random: Random;
  readonly seed: number;
  readonly maximumAttempts: number;
}

/** What a call is about. */
export interface CallIdentity {
  readonly sample: Hash;
  readonly row: string;
  readonly variant: string;
  readonly epoch: number;
  readonly model: ModelConfig;
  /** Asked of a judge; absent for a generation. */
  readonly criteria?: readonly string[];
}

export interface ModelCall extends CallIdentity {
  readonly encoded: EncodedCall;
  readonly caller: Caller;
  /** Where the answer is kept; null for a call that is made each time. */
  readonly slot: CacheSlot | null;
}

export type CallOutcome =
  | {
      readonly kind: "answered";
      readonly request: Hash;
      /** 0 for an answer from the cache. */
      readonly attempt: number;
      readonly completion: Completion;
      readonly facts: CallFacts;
    }
  | { readonly kind: "failed"; readonly request: Hash; readonly attempt: number; readonly failure: Failure; readonly facts: CallFacts }
  /** The run stopped before or during the call; resuming makes it again. */
  | { readonly kind: "stopped" };

/** A call that is over. */
export type EndedCall = Exclude<CallOutcome, { readonly kind: "stopped" }>;

export function requestHash(encoded: EncodedCall): Hash {
  return hashValue("touchstone/request/1", { method: encoded.method, path: encoded.path, body: encoded.body });
}

/** Takes an answer from the cache, or makes a call, again where that may help. Rejects only when the journal cannot be written or the code is wrong. */
export async function callModel(call: ModelCall, context: CallContext): Promise<CallOutcome> {
  const { control, clock, journal, cache } = context;
  const { slot } = call;
  const request = requestHash(call.encoded);
  const known = slot === null || control.stopped() !== null ? null : await cache.read(slot);
  if (known !== null) return { kind: "answered", request, attempt: 0, completion: known, facts: factsFromCache(call.model, known) };
  const draw = `${context.seed}|${call.sample}|${(call.criteria ?? []).join(",")}`;
  const retries: FailedAttempt[] = [];
  let possiblyBilledAttempts = 0;
  let queuedMs = 0;
  let retryWaitMs = 0;
  for (let attempt = 1; ; attempt++) {
    if (!control.admit()) return { kind: "stopped" };
    const readyAt = clock.monotonic();
    await journal.append(startEvent(call, request, attempt, clock));
    const sentAt = clock.monotonic();
    queuedMs += sentAt - readyAt;
    const facts = (completion: Completion | null, error: ProviderError | null): CallFacts => ({
      provider: providerFacts(completion, error),
      usage: completion?.usage ?? null,
      cost: costOfAnswer(call.model, completion),
      time: {
        queuedMs,
        firstByteMs: completion?.times.firstByteMs ?? 0,
        totalMs: completion?.times.totalMs ?? clock.monotonic() - sentAt,
        retryWaitMs,
      },
      retries,
      possiblyBilledAttempts,
    });
    try {
      const completion = await call.caller.call(call.encoded, { signal: control.callSignal, draw: `${draw}|${attempt}` });
      const answered = facts(completion, null);
      control.spend(costForCap(call.model, completion.usage) ?? worstCost(call));
      if (slot !== null) cache.keep(slot, completion);
      return { kind: "answered", request, attempt, completion, facts: answered };
    } catch (error) {
      if (control.callSignal.aborted) return { kind: "stopped" };
      if (!isProviderError(error)) throw error;
      if (isPossiblyBilled(error)) {
        possiblyBilledAttempts += 1;
        control.spend(worstCost(call));
      }
      const wait = waitBeforeRetry(error, { attempt, maximumAttempts: context.maximumAttempts, waitedMs: retryWaitMs }, context.random);
      retries.push({ status: error.status, code: error.kind, waitedMs: wait ?? 0 });
      const failure = { code: `provider/${error.kind}`, message: error.message };
      if (wait === null) stopIfHopeless(error, control);
      else if (await waited(wait, context)) retryWaitMs += wait;
      if (control.stopped() !== null) {
        await journal.append(givenUp(call, { request, attempt, failure, facts: facts(null, error) }, clock));
        return { kind: "stopped" };
      }
      if (wait === null) return { kind: "failed", request, attempt, failure, facts: facts(null, error) };
    }
  }
}

/** False when the run stopped before the wait was over. */
async function waited(milliseconds: number, { clock, control }: CallContext): Promise<boolean> {
  try {
    await clock.sleep(milliseconds, { signal: control.stopSignal });
    return true;
  } catch {
    return false;
  }
}

/** Closes a call whose failure is known, so that making it again does not count as possibly billed. */
function givenUp(
  call: ModelCall,
  end: { request: Hash; attempt: number; failure: Failure; facts: CallFacts },
  clock: Clock,
): ResponseEvent {
  const { sample, row, variant, epoch, criteria } = call;
  const { request, attempt, failure, facts } = end;
  return {
    k: "response",
    sample,
    row,
    variant,
    epoch,
    attempt,
    request,
    ...(criteria === undefined ? {} : { criteria }),
    status: "cancelled",
    output: null,
    blob: null,
    ...facts,
    error: failure,
    t: isoTime(clock),
  };
}

/** A refused key and a server that cannot be reached stop the run: what is missing can be had by resuming, an error could not. */
export function stopIfHopeless(error: ProviderError, control: RunControl): void {
  if (error.kind === "auth" || error.kind === "unreachable")
    control.stop({ state: "incomplete", reason: error.message, cause: error.kind });
}

/** What is journaled before a call is sent. */
export function startEvent(call: CallIdentity, request: Hash, attempt: number, clock: Clock): StartEvent {
  const { sample, row, variant, epoch, model, criteria } = call;
  return {
    k: "start",
    sample,
    row,
    variant,
    epoch,
    model: `${model.provider}/${model.model}`,
    attempt,
    request,
    ...(criteria === undefined ? {} : { criteria }),
    t: isoTime(clock),
  };
}

export function isoTime(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

/** What an answer counts for when a cap is kept; null when that cannot be told. */
export function costForCap(model: ModelConfig, usage: Usage | null, isBatch = false): number | null {
  const usd = costOf(usage, boundPriceOf(model));
  return usd === null || !isBatch ? usd : usd * boundBatchFactorOf(model);
}

/** What a call can have cost at most, for keeping a cap when nobody tells what it did cost; null without a price. */
export function worstCost({ model, encoded }: Pick<ModelCall, "model" | "encoded">, isBatch = false): number | null {
  const price = boundPriceOf(model);
  if (price === null || price === "free") return null;
  return costForCap(
    model,
    {
      input: estimateTokens(JSON.stringify(encoded.body)),
      output: longestAnswer(model),
      cacheRead: 0,
      cacheWrite: 0,
      reasoning: 0,
      estimated: true,
    },
    isBatch,
  );
}
