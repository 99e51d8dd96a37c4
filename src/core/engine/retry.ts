// Which failed calls are sent again, how often and after how long (rules R11 and R12).
import type { Random } from "../base/ports.ts";
import type { ProviderError, ProviderErrorKind } from "../providers/provider-error.ts";

/** Most attempts of one call by the kind of its failure. An unknown outcome may have been billed, so it is repeated once only. */
const attemptsByKind: Readonly<Record<ProviderErrorKind, number>> = {
  "rate-limit": 5,
  server: 5,
  unreachable: 3,
  "unknown-outcome": 2,
  "invalid-response": 2,
  auth: 1,
  request: 1,
  redirect: 1,
};

const shortestWaitMs = 250;
const firstBackoffMs = 500;
const longestBackoffMs = 8_000;
/** A server that asks for more is not obeyed: the call fails and says so. */
const longestAskMs = 600_000;

/** True for a failure whose call may have been carried out and billed although no answer came. */
export function isPossiblyBilled(error: ProviderError): boolean {
  return error.kind === "unknown-outcome" || error.kind === "invalid-response";
}

/** Milliseconds to wait before attempt `attempt + 1`, or null when the call has failed for good. */
export function waitBeforeRetry(error: ProviderError, attempt: number, maximumAttempts: number, random: Random): number | null {
  const usual = Math.min(attemptsByKind[error.kind], maximumAttempts);
  const allowed = error.shouldRetry === null ? usual : error.shouldRetry ? maximumAttempts : 1;
  if (attempt >= allowed) return null;
  const ask = error.retryAfterMs ?? 0;
  if (ask > longestAskMs) return null;
  const backoff = random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** (attempt - 1));
  return Math.max(shortestWaitMs, ask, backoff);
}
