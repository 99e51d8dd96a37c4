// Why a call failed, in the words the scheduler decides by; never holds a key or a response body.

export type ProviderErrorKind =
  | "rate-limit" // 429
  | "server" // 408, 409, 5xx, 529
  | "auth" // 401, 403
  | "request" // any other 4xx: the request itself is wrong
  | "unreachable" // refused, name not found: nothing was sent
  | "unknown-outcome" // reset or timed out after the request was written: may have been billed
  | "invalid-response" // malformed, truncated, empty, wrong content type or shape: may have been billed
  | "redirect" // answered with a redirect, which is refused
  | "expired"; // in a batch that ended before it came to be run

export interface ProviderErrorOptions {
  readonly status?: number | null;
  /** The server's wish, in milliseconds from now, already read from `retry-after-ms` or `retry-after`; never negative. */
  readonly retryAfterMs?: number | null;
  /** `x-should-retry`, where the server sends it. */
  readonly shouldRetry?: boolean | null;
  readonly requestId?: string | null;
  readonly cause?: unknown;
}

const marker = Symbol.for("touchstone.provider-error");

export class ProviderError extends Error {
  readonly [marker] = true;
  readonly kind: ProviderErrorKind;
  readonly status: number | null;
  readonly retryAfterMs: number | null;
  readonly shouldRetry: boolean | null;
  readonly requestId: string | null;

  constructor(kind: ProviderErrorKind, message: string, options: ProviderErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ProviderError";
    this.kind = kind;
    this.status = options.status ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.shouldRetry = options.shouldRetry ?? null;
    this.requestId = options.requestId ?? null;
  }
}

/** Recognised by its marker, not by `instanceof`: SDK chunks are bundles of their own. */
export function isProviderError(error: unknown): error is ProviderError {
  return typeof error === "object" && error !== null && marker in error;
}
