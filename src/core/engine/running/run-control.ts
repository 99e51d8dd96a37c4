// Whether a run may send another call, and why not: cancelled, out of budget, refused by a provider.
import type { Clock } from "../../base/ports.ts";
import type { RunState, StopCause } from "../../domain/run-event.ts";
import type { Limits } from "../planning/plan.ts";

export interface Stop {
  readonly state: Exclude<RunState, "resumed">;
  readonly reason: string;
  readonly cause?: StopCause;
}

export interface RunControl {
  /** Aborted some seconds after a cancellation, so that calls in flight may still finish. */
  readonly callSignal: AbortSignal;
  /** Aborted as soon as no new call may be sent; waits end with it. */
  readonly stopSignal: AbortSignal;
  stopped(): Stop | null;
  stop(stop: Stop): void;
  /** Counts one more request; false (and a stop) when a cap has been reached. */
  admit(): boolean;
  /** Adds to what was spent; null is unknown and counts towards no cap but that of calls. */
  spend(usd: number | null): void;
  dispose(): void;
}

const graceMs = 5_000;

export interface Spent {
  readonly calls: number;
  readonly usd: number;
}

/** `spent` is what earlier writers of the same run used up. */
export function createRunControl(limits: Limits, spent: Spent, clock: Clock, signal: AbortSignal): RunControl {
  const calls = new AbortController();
  const waits = new AbortController();
  let stop: Stop | null = null;
  let sent = spent.calls;
  let usd = spent.usd;

  const stopWith = (wish: Stop): void => {
    if (stop !== null) return;
    stop = wish;
    waits.abort(new Error(wish.reason));
  };
  const cancel = (): void => {
    stopWith({ state: "cancelled", reason: wordsOf(signal.reason) });
    clock.sleep(graceMs, { signal: calls.signal }).then(
      () => calls.abort(new Error("cancelled")),
      () => undefined,
    );
  };
  if (signal.aborted) cancel();
  else signal.addEventListener("abort", cancel, { once: true });

  return {
    callSignal: calls.signal,
    stopSignal: waits.signal,
    stopped: () => stop,
    stop: stopWith,
    admit() {
      if (stop !== null) return false;
      if (limits.maxCostUsd !== null && usd >= limits.maxCostUsd)
        stopWith({ state: "paused", reason: `the cost cap of $${limits.maxCostUsd} is reached`, cause: "budget" });
      else if (limits.maxCalls !== null && sent >= limits.maxCalls)
        stopWith({ state: "paused", reason: `the cap of ${limits.maxCalls} calls is reached`, cause: "budget" });
      else sent += 1;
      return stop === null;
    },
    spend(amount) {
      // Nothing that a provider counts gives money back.
      if (amount !== null && amount > 0) usd += amount;
    },
    dispose() {
      signal.removeEventListener("abort", cancel);
      const reason = new Error("the run has ended");
      waits.abort(reason);
      calls.abort(reason);
    },
  };
}

/** Why a run was cancelled, where whoever did it says so. */
function wordsOf(reason: unknown): string {
  return reason instanceof Error && reason.name !== "AbortError" ? reason.message : "cancelled";
}
