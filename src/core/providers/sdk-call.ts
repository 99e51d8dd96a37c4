// How a call is made through either SDK: the encoded body goes out as it is, and the events come back until the answer is whole. The SDK
// sends; the response is read here, because reading it through the SDK's own stream cost a third of a call's processor time.
import { TouchstoneError } from "../base/errors.ts";
import type { Completion } from "../domain/completion.ts";
import { originOf } from "./endpoints.ts";
import { createEventDecoder, type StreamEvent } from "./event-stream.ts";
import type { GuardedFetch, WireCall } from "./guarded-fetch.ts";
import { reportedError, requestIdOf, withoutKey, withoutSecretKey } from "./map-error.ts";
import { isProviderError, ProviderError } from "./provider-error.ts";
import type { Caller, Connection, EncodedCall } from "./provider.ts";
import type { Answer, StreamReader } from "./stream-reader.ts";
import { isRecord } from "./wire.ts";

/** What both SDKs' clients offer for a request of any path and body. */
export interface SdkClient {
  post(
    path: string,
    options: { readonly body: unknown; readonly headers: Record<string, string>; readonly signal: AbortSignal; readonly stream: true },
  ): { asResponse(): Promise<{ readonly body: AsyncIterable<Uint8Array> | null }> };
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
    async call(encoded, { signal, onRateLimits }) {
      signal.throwIfAborted();
      const wire = guarded.open(onRateLimits);
      const reader = createReader(encoded);
      // A signal of the call's own: a run's signal outlives thousands of calls, and what the SDKs hang on it would pile up.
      const stop = new AbortController();
      const forward = (): void => stop.abort(signal.reason);
      signal.addEventListener("abort", forward, { once: true });
      let caught: unknown = null;
      try {
        const sent = client.post(encoded.path, {
          body: encoded.body,
          headers: { ...wire.headers },
          signal: stop.signal,
          stream: true,
        });
        const { body } = await sent.asResponse();
        await readEvents(
          body,
          (event) => reader.read(contentOf(event, connection.key)),
          () => guarded.answered(wire),
        );
      } catch (error) {
        caught = error;
      } finally {
        signal.removeEventListener("abort", forward);
        guarded.close(wire);
      }
      // An answer that is whole stays whole, whatever befell the connection after its terminal event.
      if (reader.isComplete()) return completionOf(reader, wire, connection);
      signal.throwIfAborted();
      throw wire.failure ?? failureOf(caught);
    },
  };
}

/** The mark with which OpenAI's streams end; what stands behind it is not read. */
const endMark = "[DONE]";

/** Reads a body to its end. Stopping at the mark would throw the connection away, since the body's own end comes just behind it. */
async function readEvents(body: AsyncIterable<Uint8Array> | null, read: (event: StreamEvent) => void, onEnd: () => void): Promise<void> {
  const decoder = createEventDecoder();
  let hasEnded = false;
  for await (const piece of body ?? []) {
    if (hasEnded) continue;
    for (const event of decoder.push(piece)) {
      hasEnded = event.data === endMark;
      if (hasEnded) {
        onEnd();
        break;
      }
      read(event);
    }
  }
}

/** An event's data. Throws a ProviderError for what is not JSON, and for the provider's own report of an error. */
function contentOf({ name, data }: StreamEvent, key: string): unknown {
  const content = parsed(data);
  const reported = isRecord(content) ? content["error"] : null;
  if (name === "error" || Boolean(reported)) throw reportedError(reported ?? content, key);
  if (content === undefined) throw new ProviderError("invalid-response", "The response holds an event that is not JSON.");
  return content;
}

/** Undefined for what is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
  const written = (text: string): string => withoutSecretKey(text, key);
  return {
    ...answer,
    text: written(answer.text),
    toolCalls: answer.toolCalls.map((call) => ({ ...call, name: written(call.name), arguments: written(call.arguments) })),
    finish: { ...answer.finish, raw: cleaned(answer.finish.raw) },
    model: cleaned(answer.model),
    id: cleaned(answer.id),
    systemFingerprint: cleaned(answer.systemFingerprint),
    serviceTier: cleaned(answer.serviceTier),
  };
}

/** Why no whole answer came of a connection that did not fail. */
function failureOf(caught: unknown): unknown {
  if (isProviderError(caught)) return caught;
  if (caught === null) return new ProviderError("invalid-response", "The response ended before its terminal event: it is cut short.");
  return caught;
}
