// One attempt of a call: its start is durable before it is sent, and its end is told to all who pace the run.
import type { Hash } from "../../base/hash.ts";
import type { Completion } from "../../domain/completion.ts";
import { isProviderError, type ProviderError } from "../../providers/provider-error.ts";
import { startEvent } from "./call-events.ts";
import { costForCap, worstCost } from "./call-facts.ts";
import type { CallContext, ModelCall } from "./call-model.ts";
import { isRemote, type Lane, type Pass } from "./call-queue.ts";
import type { CallEnd } from "./limiter.ts";
import { isPossiblyBilled } from "./retry.ts";

export type Sent =
  /** `leave` frees the place of the call. */
  | { readonly kind: "answered"; readonly completion: Completion; readonly sentAt: number; readonly leave: () => void }
  /** `isHeld`: the run has paused for it, so it is made again however often it has been tried. */
  | { readonly kind: "failed"; readonly error: ProviderError; readonly sentAt: number; readonly isHeld: boolean }
  /** The run was cancelled, and the call in flight with it. */
  | { readonly kind: "broken-off" };

export interface Attempt {
  readonly call: ModelCall;
  readonly request: Hash;
  /** 1 for the first. */
  readonly attempt: number;
  readonly lane: Lane;
  readonly pass: Pass;
}

/** Rejects only when the journal cannot be written or the code is wrong; leaves the queue unless there is an answer, which must be journaled first. */
export async function sendAttempt({ call, request, attempt, lane, pass }: Attempt, context: CallContext): Promise<Sent> {
  const { clock, control, journal, pause, seed } = context;
  const place = { origin: lane.origin, isProbe: pass.isProbe };
  let end: CallEnd = { kind: "unknown" };
  let isAnswered = false;
  try {
    await journal.append(startEvent(call, request, attempt, clock));
    const sentAt = clock.monotonic();
    try {
      const draw = `${seed}|${call.sample}|${(call.criteria ?? []).join(",")}|${attempt}`;
      const completion = await call.caller.call(call.encoded, { signal: control.callSignal, draw, onRateLimits: pass.hear });
      const { usage } = completion;
      isAnswered = true;
      // Before the place is free: the next call must know what this one has cost.
      control.spend(costForCap(call.model, completion.usage) ?? worstCost(call));
      pause.answered(place);
      return { kind: "answered", completion, sentAt, leave: () => pass.leave({ kind: "answered", usage }) };
    } catch (error) {
      if (control.callSignal.aborted) return { kind: "broken-off" };
      if (!isProviderError(error)) throw error;
      if (isPossiblyBilled(error)) control.spend(worstCost(call));
      end = { kind: error.kind === "rate-limit" ? "refused" : "failed", retryAfterMs: error.retryAfterMs };
      return { kind: "failed", error, sentAt, isHeld: isRemote(lane) && pause.failed(error, place) };
    }
  } finally {
    if (!isAnswered) pass.leave(end);
  }
}
