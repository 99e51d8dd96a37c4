// The provider port: how a request becomes the exact body that is sent, and how a call is made.
import type * as z from "zod";
import type { Clock, Fetch, RegexRunner } from "../base/ports.ts";
import type { Completion } from "../domain/completion.ts";
import type { Message } from "../domain/message.ts";
import type { ModelConfig } from "../domain/model-config.ts";
import type { Timeouts } from "../domain/project.ts";
import type { BatchCaller } from "./batch/batch.ts";
import type { RateLimits } from "./rate-limits.ts";

/** What is asked of a model. Parameters, tools and output format are those of `config`. */
export interface CompletionRequest {
  readonly config: ModelConfig;
  readonly messages: readonly Message[];
}

/** The exact request without authentication: equal calls have equal `method`, `path` and `body`. */
export interface EncodedCall {
  readonly method: "POST";
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Where and how calls are made; nothing of it comes from the workspace, and the SDKs read nothing but this. */
export interface Connection {
  /** Base URL such as `https://api.openai.com/v1`; empty for a provider that calls nobody. */
  readonly baseUrl: string;
  readonly key: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Where patterns of the workspace run. */
  readonly regex: RegexRunner;
  readonly timeouts: Timeouts;
}

export interface CallOptions {
  readonly signal: AbortSignal;
  /** Names this draw (run seed, sample, attempt) for a provider that answers deterministically. */
  readonly draw: string;
  /** Hears what the response says of the limits of its key, as soon as its headers are there, whatever becomes of the call. */
  readonly onRateLimits?: (limits: RateLimits) => void;
}

/** The vectors of some texts, in their order and all of one length. */
export interface Embedding extends Pick<Completion, "usage" | "model" | "id" | "requestId" | "status" | "times"> {
  readonly vectors: readonly (readonly number[])[];
}

export interface Caller {
  /** Why no call can be made, in a sentence; absent where one can. */
  readonly refusal?: string;
  /** Makes one call, never retried here. Rejects with a ProviderError, or with the signal's reason when aborted. */
  call(encoded: EncodedCall, options: CallOptions): Promise<Completion>;
  /** The same for what `encodeEmbedding` encoded; absent for a provider without embeddings. */
  embed?(encoded: EncodedCall, options: CallOptions): Promise<Embedding>;
}

export interface ProviderDefinition {
  readonly title: string;
  /** Keys of a model config that only this provider knows. */
  readonly settings: z.ZodRawShape;
  /** The endpoint a config uses when it names none; null for a provider that calls nobody and costs nothing. */
  readonly endpoint: string | null;
  /** Most tokens of an answer, for a provider that knows without a `max_tokens`. */
  longestAnswer?(config: ModelConfig): number;
  /** Pure; throws `document/invalid` when the request holds what the provider cannot be told. */
  encode(request: CompletionRequest): EncodedCall;
  /** Pure; the request for the vectors of these texts. Throws `document/invalid` as `encode` does; absent for a provider without embeddings. */
  encodeEmbedding?(config: ModelConfig, texts: readonly string[]): EncodedCall;
  /** Loads the SDK on first use. */
  open(connection: Connection): Promise<Caller>;
  /** Null for a provider that has no batch API. */
  readonly openBatches: ((connection: Connection) => BatchCaller) | null;
}
