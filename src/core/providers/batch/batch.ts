// The port to a provider's batch API: many requests handed over at once, answered within a day, collected by the id that each was given.
import type { Completion } from "../../domain/completion.ts";
import type { ProviderError } from "../provider-error.ts";
import type { EncodedCall } from "../provider.ts";

export interface BatchRequest {
  /** 64 hexadecimal digits, unique in the batch: what its answer is found by. */
  readonly id: string;
  /** The request as it would be sent live. */
  readonly encoded: EncodedCall;
}

/** How a batch stands. `ended`, `expired` and `cancelled` batches may hold answers; a `failed` one was refused as a whole and none of it was run. */
export interface BatchState {
  readonly kind: "running" | "ended" | "expired" | "failed" | "cancelled";
  /** Requests by how they ended, as far as the provider counts them. */
  readonly counts: { readonly total: number; readonly answered: number; readonly failed: number };
  /** The provider's own words, where it says why. */
  readonly reason: string | null;
}

/** What became of one request. */
export type BatchResult =
  | { readonly kind: "answered"; readonly id: string; readonly completion: Completion }
  | { readonly kind: "failed"; readonly id: string; readonly error: ProviderError }
  /** It was not run, because somebody cancelled the batch. */
  | { readonly kind: "cancelled"; readonly id: string }
  /** A line that names no request. */
  | { readonly kind: "malformed" };

/** A batch of which only the intent is known. */
export interface SoughtBatch {
  readonly token: string;
  /** Milliseconds since the epoch, by our clock, shortly before it was submitted. */
  readonly since: number;
  /** How many requests it holds. */
  readonly requests: number;
}

export interface FoundBatch {
  readonly id: string;
  /** False where the API keeps no token: then its results have to say whose it is. */
  readonly isCertain: boolean;
}

/** The batches of one endpoint. Every method makes calls that are never retried here, and rejects with a ProviderError, or with the signal's reason when aborted. */
export interface BatchCaller {
  /** Most that one batch takes. */
  readonly limits: { readonly requests: number; readonly bytes: number };
  /** Bytes that a request takes of the limit. */
  sizeOf(request: BatchRequest): number;
  /** Hands the requests over and answers with the provider's id of the batch. All must have the same path. */
  submit(requests: readonly BatchRequest[], token: string, signal: AbortSignal): Promise<string>;
  poll(id: string, signal: AbortSignal): Promise<BatchState>;
  /** What became of the requests, in any order, line by line as it comes. */
  collect(id: string, signal: AbortSignal): AsyncIterable<BatchResult>;
  /** Batches that may be the sought one, the likeliest first; none when it was never submitted. */
  findSubmitted(sought: SoughtBatch, signal: AbortSignal): Promise<readonly FoundBatch[]>;
  /** Asks the provider to stop; what is answered by then stays answered. */
  cancel(id: string, signal: AbortSignal): Promise<void>;
}

/** Times of an answer that nobody waited for. */
export const batchTimes = { firstByteMs: 0, totalMs: 0, isBatch: true } as const;

/** The body of a live request without what asks for a stream. */
export function batchBody({ body }: EncodedCall): Readonly<Record<string, unknown>> {
  const { stream: _stream, stream_options: _options, ...rest } = body;
  return rest;
}

/** How far our clock and the provider's may be apart, in milliseconds. */
export const clockSkewMs = 600_000;
