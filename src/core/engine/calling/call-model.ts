// One call with its attempts: each attempt's start is durable before it is sent, each failure is kept, and the facts of all come out.
import { hashValue, type Hash } from "../../base/hash.ts";
import type { Clock, Random } from "../../base/ports.ts";
import type { Completion } from "../../domain/completion.ts";
import type { CallFacts, FailedAttempt } from "../../domain/run-event.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import type { Caller, EncodedCall } from "../../providers/provider.ts";
import type { ProviderError } from "../../providers/provider-error.ts";
import type { JournalWriter } from "../../store/journal-writer.ts";
import type { CacheSlot, ResponseCache } from "../../store/response-cache.ts";
import type { Endpoints } from "../planning/destinations.ts";
import type { RunControl } from "../running/run-control.ts";
import { givenUp, lateAnswer, type FailedCall } from "./call-events.ts";
import { costOfAnswer, factsFromCache, providerFacts } from "./call-facts.ts";
import { isRemote, type CallQueue } from "./call-queue.ts";
import type { Pause } from "./pause.ts";
import type { RepeatedFailures } from "./repeated-failures.ts";
import { isPossiblyBilled, shortestWaitMs, waitBeforeRetry } from "./retry.ts";
import { sendAttempt } from "./send-attempt.ts";

/** What every call of a run shares. */
export interface CallContext {
  readonly journal: JournalWriter;
  readonly cache: ResponseCache;
  readonly endpoints: Endpoints;
  readonly control: RunControl;
  readonly queue: CallQueue;
  readonly pause: Pause;
  readonly repeated: RepeatedFailures;
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

/** A call that is over. */
export type EndedCall =
  | {
      readonly kind: "answered";
      readonly request: Hash;
      /** 0 for an answer from the cache. */
      readonly attempt: number;
      readonly completion: Completion;
      readonly facts: CallFacts;
    }
  | ({ readonly kind: "failed" } & FailedCall);

export type CallOutcome =
  | (EndedCall & {
      /**
       * Frees the place of the call, for whoever has put what came of it into the journal's queue: the start of the next call stands
       * behind it there, so that a kill never loses more answers than calls may be in flight. A failed call holds none any more.
       */
      readonly leave: () => void;
    })
  /** The run stopped before or during the call; resuming makes it again. */
  | { readonly kind: "stopped" };

export function requestHash(encoded: EncodedCall): Hash {
  return hashValue("touchstone/request/1", { method: encoded.method, path: encoded.path, body: encoded.body });
}

/** Takes an answer from the cache, or makes a call, again where that may help. Rejects only when the journal cannot be written or the code is wrong. */
export async function callModel(call: ModelCall, context: CallContext): Promise<CallOutcome> {
  const { control, clock, journal, cache, queue, repeated } = context;
  const { slot } = call;
  const request = requestHash(call.encoded);
  const known = slot === null || control.stopped() !== null ? null : await cache.read(slot);
  if (known !== null)
    return { kind: "answered", request, attempt: 0, completion: known, facts: factsFromCache(call.model, known), leave: holdsNone };
  // The plan had no call for it: nothing is sent, and whoever resumes can mend it.
  const { refusal } = call.caller;
  if (refusal !== undefined) control.stop({ state: "incomplete", reason: refusal, cause: "no-key" });
  const lane = queue.laneOf(call.model);
  const retries: FailedAttempt[] = [];
  let last: FailedCall | null = null;
  /** Attempts whose failure was the call's own. */
  let counted = 0;
  let possiblyBilledAttempts = 0;
  let queuedMs = 0;
  let retryWaitMs = 0;
  const stopped = async (): Promise<CallOutcome> => {
    if (last !== null) await journal.append(givenUp(call, last, clock));
    return { kind: "stopped" };
  };
  for (let attempt = 1; ; attempt++) {
    const readyAt = clock.monotonic();
    const pass = await queue.enter(lane, call.criteria === undefined ? "generation" : "rating");
    if (pass === null) return stopped();
    const facts = (completion: Completion | null, error: ProviderError | null, sentAt: number): CallFacts => ({
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
    const doomed = repeated.verdict(request);
    if (doomed !== null || !control.admit()) {
      context.pause.withdrawn({ origin: lane.origin, isProbe: pass.isProbe });
      pass.leave({ kind: "unknown" });
      if (doomed === null) return stopped();
      const failure = { code: `provider/${doomed.kind}`, message: notAgain(doomed) };
      return { kind: "failed", request, attempt: attempt - 1, failure, facts: facts(null, doomed, clock.monotonic()), leave: holdsNone };
    }
    const sent = await sendAttempt({ call, request, attempt, lane, pass }, context);
    if (sent.kind === "broken-off") return { kind: "stopped" };
    queuedMs += sent.sentAt - readyAt;
    if (sent.kind === "answered") {
      const { completion, leave } = sent;
      const answered = facts(completion, null, sent.sentAt);
      repeated.answered(request);
      if (control.callSignal.aborted) {
        leave();
        await journal.append(lateAnswer(call, { request, attempt, completion, facts: answered }, clock));
        return { kind: "stopped" };
      }
      if (slot !== null) cache.keep(slot, completion);
      return { kind: "answered", request, attempt, completion, facts: answered, leave };
    }
    const { error, isHeld } = sent;
    if (isPossiblyBilled(error)) possiblyBilledAttempts += 1;
    if (!isHeld) counted += 1;
    if (!isHeld && isRemote(lane) && error.kind !== "rate-limit" && error.kind !== "unreachable") repeated.failed(request, error);
    const isParked = queue.isParked(lane);
    const state = { counted, attempt, maximumAttempts: context.maximumAttempts, waitedMs: retryWaitMs };
    const wait = isParked ? null : isHeld ? shortestWaitMs : waitBeforeRetry(error, state, context.random);
    retries.push({ status: error.status, code: error.kind, waitedMs: wait ?? 0 });
    const failure = { code: `provider/${error.kind}`, message: error.message };
    last = { request, attempt, failure, facts: facts(null, error, sent.sentAt) };
    if (isParked) return stopped();
    if (wait === null) stopIfHopeless(error, counted < context.maximumAttempts, control);
    else if (await waited(wait, context)) retryWaitMs += wait;
    if (control.stopped() !== null) return stopped();
    if (wait === null) return { kind: "failed", ...last, leave: holdsNone };
  }
}

/** For a call that holds no place. */
const holdsNone = (): void => undefined;

function notAgain({ message }: ProviderError): string {
  return `Not sent again in this run: the same request has failed five times in the same way. ${message}`;
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

/**
 * A server that cannot be reached stops the run, and so does one that will let nothing through, be it that it says so or that it asks
 * for more time than a call is waited for: what is missing can be had by resuming, an error could not.
 */
function stopIfHopeless(error: ProviderError, hasTriesLeft: boolean, control: RunControl): void {
  const { kind, message: reason, shouldRetry } = error;
  if (kind === "unreachable") control.stop({ state: "incomplete", reason, cause: kind });
  if (kind === "rate-limit" && (shouldRetry === false || hasTriesLeft)) control.stop({ state: "paused", reason, cause: kind });
}
