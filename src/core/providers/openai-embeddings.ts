// OpenAI's embeddings, over the SDK: the vectors of some texts in one request, read as strictly as a server deserves.
import type { Usage } from "../domain/completion.ts";
import type { ModelConfig } from "../domain/model-config.ts";
import type { GuardedFetch } from "./guarded-fetch.ts";
import { requestIdOf, withoutKey } from "./map-error.ts";
import { isProviderError, ProviderError } from "./provider-error.ts";
import type { CallOptions, Connection, Embedding, EncodedCall } from "./provider.ts";
import { refuseParameters } from "./refused-parameters.ts";
import { countAt, isRecord, listAt, recordAt, textAt } from "./wire.ts";

const embeddingsPath = "/embeddings";

/** Longer vectors than any model has. */
const mostDimensions = 65_536;

/** What the SDK's client offers for embeddings. */
interface EmbeddingsClient {
  readonly embeddings: {
    create(
      body: { readonly model: string; readonly input: string[]; readonly encoding_format: "float" },
      options: { readonly headers: Record<string, string>; readonly signal: AbortSignal },
    ): PromiseLike<unknown>;
  };
}

/** Numbers and not base64: many compatible servers know no other form. */
export function encodeEmbedding({ model, parameters }: ModelConfig, texts: readonly string[]): EncodedCall {
  const known = Object.keys(parameters) as (keyof typeof parameters)[];
  refuseParameters(parameters, known, "a model of embeddings");
  return { method: "POST", path: embeddingsPath, body: { model, input: texts, encoding_format: "float" } };
}

/** Makes one call, never retried. Rejects with a ProviderError, or with the signal's reason when aborted. */
export async function callEmbedding(
  client: EmbeddingsClient,
  guarded: GuardedFetch,
  { clock, key }: Connection,
  { body }: EncodedCall,
  { signal, onRateLimits }: CallOptions,
): Promise<Embedding> {
  signal.throwIfAborted();
  const wire = guarded.open(onRateLimits);
  // A signal of the call's own, as for every call of an SDK.
  const stop = new AbortController();
  const forward = (): void => stop.abort(signal.reason);
  signal.addEventListener("abort", forward, { once: true });
  try {
    const { model, input, encoding_format } = body as { model: string; input: string[]; encoding_format: "float" };
    const answer = await client.embeddings.create({ model, input, encoding_format }, { headers: { ...wire.headers }, signal: stop.signal });
    const now = clock.monotonic();
    return {
      ...readEmbedding(answer, input.length, key),
      requestId: wire.response === null ? null : requestIdOf(wire.response.headers, key),
      status: wire.response?.status ?? 0,
      times: { firstByteMs: (wire.firstByteAt ?? now) - wire.startedAt, totalMs: now - wire.startedAt },
    };
  } catch (error) {
    signal.throwIfAborted();
    if (wire.failure !== null) throw wire.failure;
    throw isProviderError(error) ? error : new ProviderError("invalid-response", "The response is no JSON that can be read.");
  } finally {
    signal.removeEventListener("abort", forward);
    guarded.close(wire);
  }
}

function readEmbedding(answer: unknown, count: number, key: string): Pick<Embedding, "vectors" | "usage" | "model" | "id"> {
  const record = isRecord(answer) ? answer : null;
  const vectors: (readonly number[] | undefined)[] = Array.from({ length: count }, () => undefined);
  for (const item of listAt(record, "data")) {
    const entry = isRecord(item) ? item : null;
    const index = countAt(entry, "index");
    const vector = listAt(entry, "embedding");
    if (index === null || index >= count || vectors[index] !== undefined || !isVector(vector)) throw unreadable();
    vectors[index] = vector;
  }
  const whole = vectors.flatMap((vector) => (vector === undefined ? [] : [vector]));
  if (whole.length < count || new Set(whole.map(({ length }) => length)).size !== 1) throw unreadable();
  const model = textAt(record, "model");
  return {
    vectors: whole,
    usage: usageOf(countAt(recordAt(record, "usage"), "prompt_tokens")),
    model: model === null ? null : withoutKey(model, key),
    id: null,
  };
}

function isVector(value: readonly unknown[]): value is readonly number[] {
  return value.length > 0 && value.length <= mostDimensions && value.every((item) => typeof item === "number" && Number.isFinite(item));
}

function unreadable(): ProviderError {
  return new ProviderError("invalid-response", "The response does not hold one vector of numbers, all of one length, for each text.");
}

function usageOf(input: number | null): Usage | null {
  return input === null ? null : { input, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false };
}
