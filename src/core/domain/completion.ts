// What a model answered, in one shape for every provider: unified and raw.
import type { ToolCall } from "./tool.ts";

export type FinishReason = "stop" | "length" | "tool-calls" | "content-filter" | "refusal" | "other";

/** Tokens as the provider counted them; `estimated` when it did not and we did. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
  readonly estimated: boolean;
}

/** Milliseconds from the moment the call was made; `firstByteMs` is the first piece of the body. */
export interface CallTimes {
  readonly firstByteMs: number;
  readonly totalMs: number;
  /** An answer of a batch: nobody waited for it, so its times are 0 and say nothing. */
  readonly isBatch?: true;
  /** A response that was there before: its times are 0 and say nothing. */
  readonly isImported?: true;
}

/** How long somebody waited for the whole answer, in milliseconds; null for an answer of a batch and an imported one. */
export function latencyMs({ totalMs, isBatch, isImported }: CallTimes): number | null {
  return isBatch === true || isImported === true ? null : totalMs;
}

export interface Completion {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finish: { readonly unified: FinishReason; readonly raw: string | null };
  readonly usage: Usage | null;
  /** The model as the provider named it in its answer. */
  readonly model: string | null;
  readonly id: string | null;
  readonly requestId: string | null;
  readonly systemFingerprint: string | null;
  readonly serviceTier: string | null;
  readonly status: number;
  readonly times: CallTimes;
}
