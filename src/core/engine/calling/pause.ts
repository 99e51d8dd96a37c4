// When a run pauses by itself and how it finds out that it may go on: a server out of reach, or too many failures in a row.
import type { Clock, Random } from "../../base/ports.ts";
import type { StopCause } from "../../domain/run-event.ts";
import type { ProviderError } from "../../providers/provider-error.ts";
import type { RunControl } from "../running/run-control.ts";

export interface PauseState {
  readonly reason: string;
  readonly cause: Extract<StopCause, "unreachable" | "failures">;
  /** Where the call that paused the run went. */
  readonly origin: string;
  /** Milliseconds since the epoch at which one call is tried. */
  readonly retryAt: number;
}

export interface Pause {
  current(): PauseState | null;
  /** True when the run is paused and one call may be sent to see whether it can go on. */
  isProbeDue(): boolean;
  /** That call is on its way. */
  probe(): void;
  answered(call: PausedCall): void;
  /** True when the failure is not the call's own: it is made again, however often it has been tried. */
  failed(error: ProviderError, call: PausedCall): boolean;
  /** The probe was not sent after all. */
  withdrawn(call: PausedCall): void;
  /** Tells `listener` when calls may be sent again: a probe, or all. */
  onDue(listener: () => void): () => void;
}

export interface PausedCall {
  readonly origin: string;
  readonly isProbe: boolean;
}

export interface PauseOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly control: RunControl;
  /** Milliseconds after which a paused run ends, to be resumed by hand; Infinity for never. */
  readonly patienceMs: number;
  /** The run has paused (`isNew`), has tried in vain, or, with null, goes on. */
  readonly onChange: (state: PauseState | null, isNew: boolean) => void;
}

/** Failed attempts in a row, of whatever calls, after which going on is no use (rule R14). */
const mostFailures = 20;
const firstProbeMs = 1_000;
const longestProbeMs = 60_000;

export function createPause({ clock, random, control, patienceMs, onChange }: PauseOptions): Pause {
  const reached = new Set<string>();
  const listeners = new Set<() => void>();
  let failures = 0;
  let state: PauseState | null = null;
  let pausedAt = 0;
  /** Set by the alarm, not read off the clock: a timer may go off a moment before its time by the other clock. */
  let isDue = false;
  let probes = 0;
  let isProbing = false;

  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const schedule = (next: Omit<PauseState, "retryAt">, isNew: boolean): void => {
    isProbing = false;
    const now = clock.monotonic();
    const left = pausedAt + patienceMs - now;
    if (left <= 0) {
      control.stop({ state: "paused", reason: next.reason, cause: next.cause });
      return;
    }
    const backoff = Math.min(longestProbeMs, firstProbeMs * 2 ** ++probes) * (0.5 + random() / 2);
    // The last probe goes out when the patience ends.
    const wait = Math.min(backoff, Math.max(firstProbeMs, left));
    isDue = false;
    const scheduled = { ...next, retryAt: clock.now() + wait };
    state = scheduled;
    onChange(state, isNew);
    clock.sleep(wait, { signal: control.stopSignal }).then(
      () => {
        if (state !== scheduled) return;
        isDue = true;
        tell();
      },
      () => undefined,
    );
  };
  const begin = (cause: PauseState["cause"], reason: string, origin: string): void => {
    pausedAt = clock.monotonic();
    probes = 0;
    schedule({ reason, cause, origin }, true);
  };
  const goOn = (): void => {
    failures = 0;
    isProbing = false;
    if (state === null) return;
    state = null;
    onChange(null, true);
    tell();
  };

  return {
    current: () => state,
    isProbeDue: () => state !== null && !isProbing && isDue,
    probe() {
      isProbing = true;
    },
    answered({ origin, isProbe }) {
      reached.add(origin);
      // An answer from elsewhere says nothing of a server that is out of reach.
      if (state === null || isProbe || origin === state.origin) goOn();
    },
    failed(error, { origin, isProbe }) {
      const { kind, message: reason } = error;
      // No wait makes a refused key a good one.
      if (kind === "auth") control.stop({ state: "incomplete", reason, cause: kind });
      if (kind === "rate-limit") {
        // It answers, so it is there.
        if (isProbe) goOn();
        return false;
      }
      if (state !== null) {
        if (isProbe) schedule({ ...state, reason }, false);
        return kind === "unreachable";
      }
      if (kind === "unreachable") {
        if (reached.has(origin)) begin("unreachable", reason, origin);
        return state !== null;
      }
      failures += 1;
      if (kind === "auth" || failures < mostFailures) return false;
      // No probe makes a wrong request right.
      if (kind === "request") control.stop({ state: "paused", reason: inARow(reason), cause: "failures" });
      else begin("failures", inARow(reason), origin);
      return false;
    },
    withdrawn({ isProbe }) {
      if (isProbe) isProbing = false;
    },
    onDue(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function inARow(reason: string): string {
  return `${String(mostFailures)} attempts in a row have failed; the last one: ${reason}`;
}
