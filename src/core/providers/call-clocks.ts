// The four clocks of a call: headers, first byte, idle gap and total; the first to run out ends the call. A whole answer leaves its body a second.
import type { Clock } from "../base/ports.ts";
import type { Timeouts } from "../domain/project.ts";

export type ClockName = "headers" | "first byte" | "idle" | "total";

export interface CallClocks {
  headersArrived(): void;
  pieceArrived(): void;
  /** Nothing more is needed of the body: its end, with which the connection can be used again, is waited for a second at most. */
  answerArrived(): void;
  stop(): void;
}

const endOfBodyMs = 1000;

/** A reason made once: without one, each stop would make an error with a stack trace. */
const isStopped = new Error("The clocks of this call are stopped.");

/** Starts the clocks now; `expire` is called at most once, with the clock that ran out and its limit in milliseconds. */
export function startCallClocks(clock: Clock, timeouts: Timeouts, expire: (name: ClockName, limitMs: number) => void): CallClocks {
  const startedAt = clock.monotonic();
  const stopped = new AbortController();
  const total = { name: "total" as ClockName, limitMs: timeouts.total_ms, at: startedAt + timeouts.total_ms };
  let hasAnswer = false;
  let phase = { name: "headers" as ClockName, limitMs: timeouts.headers_ms, at: startedAt + timeouts.headers_ms };

  // One sleeper serves all four clocks. It sleeps no longer than the shortest limit, so that a deadline set meanwhile is not overslept.
  const longestSleep = Math.min(timeouts.headers_ms, timeouts.first_byte_ms, timeouts.idle_ms, endOfBodyMs);
  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const next = phase.at < total.at ? phase : total;
      const left = next.at - clock.monotonic();
      if (left <= 0) {
        expire(next.name, next.limitMs);
        return;
      }
      await clock.sleep(Math.min(left, longestSleep), { signal: stopped.signal });
    }
  };
  watch().catch((error: unknown) => {
    if (!stopped.signal.aborted) throw error;
  });

  return {
    headersArrived() {
      phase = { name: "first byte", limitMs: timeouts.first_byte_ms, at: startedAt + timeouts.first_byte_ms };
    },
    pieceArrived() {
      if (hasAnswer) return;
      phase = { name: "idle", limitMs: timeouts.idle_ms, at: clock.monotonic() + timeouts.idle_ms };
    },
    answerArrived() {
      if (hasAnswer) return;
      hasAnswer = true;
      phase = { name: "idle", limitMs: endOfBodyMs, at: clock.monotonic() + endOfBodyMs };
    },
    stop() {
      stopped.abort(isStopped);
    },
  };
}
