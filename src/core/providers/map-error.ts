// What went wrong on the wire, in the words the scheduler decides by; a message never holds the key, headers or a whole body.
import { ProviderError, type ProviderErrorKind } from "./provider-error.ts";
import { retryAfterMs } from "./retry-after.ts";
import { isRecord, recordAt, textAt } from "./wire.ts";

const longestMessage = 300;

/** Where an answer came from and what must not be repeated from it. */
export interface WireContext {
  readonly origin: string;
  readonly key: string;
  /** Wall-clock milliseconds since the epoch. */
  readonly now: number;
}

/** The error of a response whose status is not 2xx; `body` is its text, which is JSON where the provider answers itself. */
export function statusError(status: number, headers: Headers, body: string, context: WireContext): ProviderError {
  const document = parsed(body);
  const said = messageIn(document, context.key);
  // OpenAI says with a 429 too that an account has no money left, which no wait mends.
  const shouldRetry = isOutOfMoney(document) ? "false" : headers.get("x-should-retry");
  return new ProviderError(
    kindOfStatus(status),
    `${context.origin} answered with status ${String(status)}${said === null ? "." : `: ${said}`}`,
    {
      status,
      retryAfterMs: retryAfterMs(headers, context.now),
      shouldRetry: shouldRetry === "true" ? true : shouldRetry === "false" ? false : null,
      requestId: requestIdOf(headers, context.key),
    },
  );
}

function isOutOfMoney(document: unknown): boolean {
  const error = isRecord(document) ? recordAt(document, "error") : null;
  return textAt(error, "code") === "insufficient_quota" || textAt(error, "type") === "insufficient_quota";
}

function kindOfStatus(status: number): ProviderErrorKind {
  if (status === 429) return "rate-limit";
  if (status === 401 || status === 403) return "auth";
  if (status === 408 || status === 409 || status >= 500) return "server";
  return status >= 400 ? "request" : "invalid-response";
}

/** The server's name for a request, without the key, should it have put it there. */
export function requestIdOf(headers: Headers, key: string): string | null {
  const id = headers.get("x-request-id") ?? headers.get("request-id");
  return id === null ? null : withoutKey(id, key);
}

/** Shorter ones are placeholders for servers that want any text (`none`, `x`); blotting them out would tear words apart. */
const shortestKey = 6;

/** The text with `[key]` wherever the key stood. */
export function withoutKey(text: string, key: string): string {
  return key.length < shortestKey ? text : text.replaceAll(key, "[key]");
}

/** Servers of one's own take words such as `ollama` for a key; a model may well write those. */
const shortestSecret = 16;

/** A model's own words without a key that is a secret; an answer is never changed for the sake of a placeholder. */
export function withoutSecretKey(text: string, key: string): string {
  return key.length < shortestSecret ? text : withoutKey(text, key);
}

const reportedKinds: readonly (readonly [RegExp, ProviderErrorKind])[] = [
  [/rate_limit|too_many_requests/, "rate-limit"],
  [/authentication|permission|api_key/, "auth"],
  [/invalid|not_found|unsupported|too_large|policy/, "request"],
];

/** The error that a provider reports inside a stream it began with status 200. */
export function reportedError(report: unknown, key: string): ProviderError {
  const error = isRecord(report) ? (recordAt(report, "error") ?? report) : null;
  const names = `${textAt(error, "type") ?? ""} ${textAt(error, "code") ?? ""}`;
  const kind = reportedKinds.find(([pattern]) => pattern.test(names))?.[1] ?? "server";
  return new ProviderError(kind, `The provider broke its response off: ${messageIn(report, key) ?? "it gave no reason"}`);
}

/** A provider's own words in an error document, without the key, cut to 300 characters; null when there are none. */
function messageIn(document: unknown, key: string): string | null {
  if (!isRecord(document)) return null;
  const message = textAt(recordAt(document, "error"), "message") ?? textAt(document, "message") ?? textAt(document, "error");
  if (message === null || message.trim() === "") return null;
  // The key goes first: a cut through the middle of it would leave half of it standing.
  const shown = withoutKey(message, key);
  return shown.length > longestMessage ? `${shown.slice(0, longestMessage - 1)}…` : shown;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const neverSent: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** The error of a call that got no whole response: `unreachable` when nothing was sent, else `unknown-outcome`. */
export function connectionError(error: unknown, origin: string): ProviderError {
  const causes = causesOf(error);
  const code = causes.map((cause) => textAt(cause, "code")).find((value) => value !== null) ?? null;
  const detail = code === null ? "" : ` (${code})`;
  // fetch refuses some ports itself, without a code.
  const isBadPort = causes.some((cause) => textAt(cause, "message") === "bad port");
  if (
    isBadPort ||
    causes.some(
      (cause) =>
        textAt(cause, "code")?.startsWith("ERR_TLS") ||
        neverSent.has(textAt(cause, "code") ?? "") ||
        isBeforeSending(textAt(cause, "syscall")),
    )
  ) {
    return new ProviderError("unreachable", `Could not connect to ${origin}${detail}.`);
  }
  if (causes.some((cause) => /unexpected redirect/i.test(textAt(cause, "message") ?? ""))) {
    return new ProviderError("redirect", `${origin} answered with a redirect, which is refused: it could lead the key elsewhere.`);
  }
  return new ProviderError("unknown-outcome", `The connection to ${origin} broke off${detail}.`);
}

function isBeforeSending(syscall: string | null): boolean {
  return syscall === "connect" || syscall === "getaddrinfo";
}

/** An error, its causes and the errors it gathers, as far as they are objects; at most a few levels deep. */
function causesOf(error: unknown, depth = 0): readonly Readonly<Record<string, unknown>>[] {
  if (typeof error !== "object" || error === null || depth > 5) return [];
  const gathered: unknown = "errors" in error ? error.errors : [];
  const cause = "cause" in error ? causesOf(error.cause, depth + 1) : [];
  return [
    error as Readonly<Record<string, unknown>>,
    ...cause,
    ...(Array.isArray(gathered) ? gathered.flatMap((one) => causesOf(one, depth + 1)) : []),
  ];
}
