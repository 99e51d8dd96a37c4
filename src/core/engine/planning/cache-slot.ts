// Where a call's answer is kept: by method, origin, path, exact body, epoch, replicate and, for a rating, the version of the judge prompt (contracts §1).
import { hashValue, type Hash } from "../../base/hash.ts";
import type { Completion } from "../../domain/completion.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import type { EncodedCall } from "../../providers/provider.ts";
import type { CacheSlot } from "../../store/response-cache.ts";
import { destinationOf, type Endpoints } from "./destinations.ts";

export interface CacheableCall {
  readonly model: ModelConfig;
  readonly encoded: EncodedCall;
  readonly epoch: number;
  /** 0, or the number of the repetition that must not be answered by what another one kept. */
  readonly replicate: number;
  /** Null for a generation. */
  readonly judgePromptVersion: number | null;
  /** False for an answer that must be asked for again. */
  isUsable(completion: Completion): boolean;
}

/** Null for a call of which nothing is kept: simulated answers are drawn anew. Headers, and with them keys, are no part of it. */
export function cacheSlot(call: CacheableCall, endpoints: Endpoints): CacheSlot | null {
  const { baseUrl } = destinationOf(call.model, endpoints);
  return baseUrl === null ? null : { key: cacheKey(call, baseUrl), isUsable: (completion) => call.isUsable(completion) };
}

function cacheKey({ encoded, epoch, replicate, judgePromptVersion }: CacheableCall, baseUrl: string): Hash {
  const { origin, pathname } = new URL(baseUrl);
  return hashValue("touchstone/answer/1", {
    method: encoded.method,
    origin,
    path: `${pathname.replace(/\/$/, "")}${encoded.path}`,
    body: encoded.body,
    epoch,
    replicate,
    judgePromptVersion,
  });
}
