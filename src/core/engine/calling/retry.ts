// Which failed calls are sent again, how often and after how long (rules R11 and R12).
import type { Random } from "../../base/ports.ts";
import type { ProviderError, ProviderErrorKind } from "../../providers/provider-error.ts";

/** Most attempts of one call by the kind of its failure. An unknown outcome may have been billed, so it is repeated once only. */
const attemptsByKind: Readonly<Record<ProviderErrorKind, number>> = {
  "rate-limit": 5,
  server: 5,
  unreachable: 3,
  expired: 5,
  "unknown-outcome": 2,
  "invalid-response": 2,
  auth: 1,
  request: 1,
  redirect: 1,
};

/** Between two attempts of one call, whatever any clock or server says. */
export const shortestWaitMs = 250;
const firstBackoffMs = 500;
const longestBackoffMs = 8_000;
/** All waits of one call together; a server that asks for more has failed the call (rule R11). */
const longestWaitsMs = 900_000;

/** True for a failure whose call may have been carried out and billed although no answer came. */
export function isPossiblyBilled(error: ProviderError): boolean {
  return error.kind === "unknown-outcome" || error.kind === "invalid-response";
}

export interface RetryState {
  /** Attempts made so far. */
  readonly attempt: number;
  /** Those of them whose failure was the call's own: neither the run's pause nor a server that refused everybody. */
  readonly counted: number;
  readonly maximumAttempts: number;
  /** Milliseconds already waited between them. */
  readonly waitedMs: number;
}

/** Milliseconds to wait before the next attempt, or null when the call has failed for good. */
export function waitBeforeRetry(
  error: ProviderError,
  { attempt, counted, maximumAttempts, waitedMs }: RetryState,
  random: Random,
): number | null {
  const usual = Math.min(attemptsByKind[error.kind], maximumAttempts);
  const allowed = error.shouldRetry === null ? usual : error.shouldRetry ? maximumAttempts : 0;
  if (counted >= allowed) return null;
  const backoff = random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** (attempt - 1));
  const wait = Math.max(shortestWaitMs, error.retryAfterMs ?? 0, backoff);
  return waitedMs + wait > longestWaitsMs ? null : wait;
}
