// The one door of the SDKs to the network: it sends exactly our headers and no redirect, keeps the four clocks, and remembers each call.
import type { Fetch } from "../base/ports.ts";
import { startCallClocks, type CallClocks } from "./call-clocks.ts";
import { originOf } from "./endpoints.ts";
import { connectionError, statusError } from "./map-error.ts";
import { ProviderError } from "./provider-error.ts";
import type { CallOptions, Connection } from "./provider.ts";
import { rateLimitsOf } from "./rate-limits.ts";

/** What a response may be. */
export interface WireRules {
  /** Whether a body of this content type, in small letters and without parameters, is one. */
  readonly takes: (contentType: string) => boolean;
  /** Bytes; what is longer is refused. */
  readonly longestBody: number;
}

const callTypes = ["text/event-stream", "application/json"];
const callRules: WireRules = { takes: (type) => callTypes.includes(type), longestBody: 32 * 1024 * 1024 };
const longestErrorBody = 64 * 1024;
const callHeader = "touchstone-call";

/** What is known of one call on the wire. */
export interface WireCall {
  /** The SDK must send these headers with the request, so that its fetch finds the call; they do not go over the wire. */
  readonly headers: Readonly<Record<string, string>>;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  readonly firstByteAt: number | null;
  /** The response, once its headers have arrived. */
  readonly response: { readonly status: number; readonly headers: Headers } | null;
  /** Why the call failed; the SDKs wrap or swallow what their fetch throws. */
  readonly failure: ProviderError | null;
}

export interface GuardedFetch {
  readonly fetch: Fetch;
  /** Opens a call; a request that belongs to no open call is not sent. */
  open(onRateLimits?: CallOptions["onRateLimits"]): WireCall;
  /** Says that the answer is whole, so that what is left of the body is not waited for long. */
  answered(call: WireCall): void;
  /** Ends a call and its clocks, whether or not its body was read to the end. */
  close(call: WireCall): void;
}

interface MutableCall extends WireCall {
  readonly onRateLimits: CallOptions["onRateLimits"];
  firstByteAt: number | null;
  response: { status: number; headers: Headers } | null;
  failure: ProviderError | null;
  clocks: CallClocks | null;
}

/**
 * Wraps the connection's fetch. `headers` are all that is sent, authentication included: whatever an SDK adds, be it from
 * its environment, ends here. What fails becomes a ProviderError: refused and unreachable before anything was sent, a status
 * that is not 2xx, a body that is no stream of events or JSON, that is empty or over 32 MB, and each of the four clocks.
 * `rules` take the place of those for the body.
 */
export function guardFetch(connection: Connection, headers: Readonly<Record<string, string>>, rules = callRules): GuardedFetch {
  const calls = new Map<string, MutableCall>();
  let count = 0;
  return {
    open(onRateLimits) {
      const id = String(++count);
      const call: MutableCall = {
        headers: { [callHeader]: id },
        onRateLimits,
        startedAt: connection.clock.monotonic(),
        firstByteAt: null,
        response: null,
        failure: null,
        clocks: null,
      };
      calls.set(id, call);
      return call;
    },
    answered(call) {
      calls.get(idOf(call))?.clocks?.answerArrived();
    },
    close(call) {
      const id = idOf(call);
      calls.get(id)?.clocks?.stop();
      calls.delete(id);
    },
    fetch: async (input, init = {}) => {
      const { headers: given } = init;
      const call = calls.get((given instanceof Headers ? given : new Headers(given)).get(callHeader) ?? "");
      if (call === undefined) throw new Error("A request that belongs to no call was not sent.");
      return send({ connection, rules }, call, input, { ...init, headers, redirect: "error" });
    },
  };
}

interface Door {
  readonly connection: Connection;
  readonly rules: WireRules;
}

function idOf(call: WireCall): string {
  return call.headers[callHeader] ?? "";
}

async function send({ connection, rules }: Door, call: MutableCall, input: Parameters<Fetch>[0], init: RequestInit): Promise<Response> {
  const { clock, timeouts, key } = connection;
  const origin = originOf(connection.baseUrl);
  const socket = new AbortController();
  const clocks = startCallClocks(clock, timeouts, (name, limitMs) => {
    fail(new ProviderError("unknown-outcome", `${origin} kept us waiting: the ${name} clock of ${String(limitMs)} ms ran out.`));
  });
  call.clocks = clocks;
  const fail: Fail = (error) => {
    call.failure ??= error;
    clocks.stop();
    socket.abort(call.failure);
    return call.failure;
  };
  init.signal?.addEventListener("abort", () => socket.abort(init.signal?.reason), { once: true });

  // Once the SDK has hung up, by its own will or the caller's, what breaks is no failure of the connection.
  const broken = (error: unknown): unknown => {
    const hasHungUp = init.signal?.aborted === true && call.failure === null;
    clocks.stop();
    return hasHungUp ? error : fail(connectionError(error, origin));
  };

  let response: Response;
  try {
    response = await connection.fetch(input, { ...init, signal: socket.signal });
  } catch (error) {
    throw broken(error);
  }
  clocks.headersArrived();
  const { status, headers } = response;
  call.response = { status, headers };
  const limits = call.onRateLimits === undefined ? null : rateLimitsOf(headers);
  if (limits !== null) call.onRateLimits?.(limits);
  const pieces = guardedPieces(response.body, { call, clock, clocks, origin, longestBody: rules.longestBody, fail, broken });
  if (!response.ok) {
    const said = await startOf(pieces);
    call.failure = null; // The status counts more than a body that could not be read to its end.
    throw fail(statusError(status, headers, said, { origin, key, now: clock.now() }));
  }
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "no content type";
  if (!rules.takes(type)) {
    throw fail(
      new ProviderError("invalid-response", `${origin} answered with ${type.slice(0, 60)}, not as a model does. Is the base URL right?`),
    );
  }
  // A body is only iterated over; a second stream around the first would cost a tenth of the call's CPU time.
  return Object.defineProperty(response, "body", { value: pieces });
}

/** Ends a call: the first error counts and is handed back to be thrown. */
type Fail = (error: ProviderError) => ProviderError;

interface Watch {
  readonly call: MutableCall;
  readonly clock: Connection["clock"];
  readonly clocks: CallClocks;
  readonly origin: string;
  readonly longestBody: number;
  readonly fail: Fail;
  /** The error to throw for a body that could not be read on. */
  readonly broken: (error: unknown) => unknown;
}

/** The pieces of a body as they come, under the clocks and up to the longest that is taken. */
async function* guardedPieces(
  body: AsyncIterable<Uint8Array> | null,
  { call, clock, clocks, origin, longestBody, fail, broken }: Watch,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const piece of body ?? []) {
      call.firstByteAt ??= clock.monotonic();
      clocks.pieceArrived();
      size += piece.byteLength;
      if (size > longestBody)
        throw fail(
          new ProviderError("invalid-response", `${origin} answered with a body of more than ${String(longestBody / 1024 / 1024)} MB.`),
        );
      yield piece;
    }
    if (size === 0) throw fail(new ProviderError("invalid-response", `${origin} answered with an empty body.`));
  } catch (error) {
    throw broken(error);
  } finally {
    clocks.stop();
  }
}

/** The first 64 kB of a body as text; what cannot be read is left out. */
async function startOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const piece of pieces) {
      text += decoder.decode(piece, { stream: true });
      if (text.length > longestErrorBody) break;
    }
  } catch {
    // The status says enough.
  }
  return text;
}
