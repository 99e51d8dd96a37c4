// How a call is made through either SDK: the encoded body goes out as it is, and the events come back until the answer is whole.
import { TouchstoneError } from "../base/errors.ts";
import type { Completion } from "../domain/completion.ts";
import { originOf } from "./endpoints.ts";
import type { GuardedFetch, WireCall } from "./guarded-fetch.ts";
import { reportedError, requestIdOf, withoutKey } from "./map-error.ts";
import { isProviderError, ProviderError } from "./provider-error.ts";
import type { Caller, Connection, EncodedCall } from "./provider.ts";
import type { Answer, StreamReader } from "./stream-reader.ts";

/** What both SDKs' clients offer for a request of any path and body. */
export interface SdkClient {
  post(
    path: string,
    options: { readonly body: unknown; readonly headers: Record<string, string>; readonly signal: AbortSignal; readonly stream: true },
  ): PromiseLike<unknown>;
}

/** Options of both SDKs' clients: no retries, no timer before ours, nothing logged, and no key, which the guarded fetch attaches. */
export const quietClient = {
  // The SDKs refuse to start without a key. Theirs never leaves them, so that it can turn up in no error or log of theirs.
  apiKey: "held-by-touchstone",
  maxRetries: 0,
  timeout: 2 ** 31 - 1,
  defaultHeaders: {},
  defaultQuery: {},
  fetchOptions: {},
  logLevel: "off" as const,
  logger: { error: ignore, warn: ignore, info: ignore, debug: ignore },
};

function ignore(): void {}

/** Throws `provider/auth` for a key that no header can hold, without repeating it. */
export function checkKey(connection: Connection): void {
  if (/^[\x21-\x7e]*$/.test(connection.key)) return;
  throw new TouchstoneError(
    "provider/auth",
    `The key for ${originOf(connection.baseUrl)} holds a space, a line break or another character that no key has.`,
    {
      hint: "Set the key again, without anything around it.",
    },
  );
}

/** A caller over an SDK client whose fetch is `guarded.fetch`; `createReader` chooses how the events of a call are read. */
export function createSdkCaller(
  client: SdkClient,
  guarded: GuardedFetch,
  connection: Connection,
  createReader: (encoded: EncodedCall) => StreamReader,
): Caller {
  return {
    async call(encoded, { signal }) {
      signal.throwIfAborted();
      const wire = guarded.open();
      const reader = createReader(encoded);
      // A signal of the call's own: a run's signal outlives thousands of calls, and what the SDKs hang on it would pile up.
      const stop = new AbortController();
      const forward = (): void => stop.abort(signal.reason);
      signal.addEventListener("abort", forward, { once: true });
      let caught: unknown = null;
      try {
        const events = await client.post(encoded.path, {
          body: encoded.body,
          headers: { ...wire.headers },
          signal: stop.signal,
          stream: true,
        });
        for await (const event of events as AsyncIterable<unknown>) reader.read(event);
      } catch (error) {
        caught = error;
      } finally {
        signal.removeEventListener("abort", forward);
        guarded.close(wire);
      }
      // An answer that is whole stays whole, whatever befell the connection after its terminal event.
      if (reader.isComplete()) return completionOf(reader, wire, connection);
      signal.throwIfAborted();
      throw wire.failure ?? failureOf(caught, connection.key);
    },
  };
}

function completionOf(reader: StreamReader, wire: WireCall, { clock, key }: Connection): Completion {
  const now = clock.monotonic();
  return {
    ...answerWithoutKey(reader.answer(), key),
    requestId: wire.response === null ? null : requestIdOf(wire.response.headers, key),
    status: wire.response?.status ?? 0,
    times: { firstByteMs: (wire.firstByteAt ?? now) - wire.startedAt, totalMs: now - wire.startedAt },
  };
}

/** The answer's text and tool calls stay as the model wrote them; all else is the provider's own, which may echo the key. */
export function answerWithoutKey(answer: Answer, key: string): Answer {
  const cleaned = (text: string | null): string | null => (text === null ? null : withoutKey(text, key));
  return {
    ...answer,
    finish: { ...answer.finish, raw: cleaned(answer.finish.raw) },
    model: cleaned(answer.model),
    id: cleaned(answer.id),
    systemFingerprint: cleaned(answer.systemFingerprint),
    serviceTier: cleaned(answer.serviceTier),
  };
}

/** Why no whole answer came of a connection that did not fail. */
function failureOf(caught: unknown, key: string): unknown {
  if (isProviderError(caught)) return caught;
  if (caught === null) return new ProviderError("invalid-response", "The response ended before its terminal event: it is cut short.");
  if (caught instanceof SyntaxError) return new ProviderError("invalid-response", "The response holds an event that is not JSON.");
  // Both SDKs throw the provider's own report of an error inside a stream as an error with that report in `error`.
  if (typeof caught === "object" && "error" in caught && caught.error !== undefined) return reportedError(caught.error, key);
  return caught;
}
