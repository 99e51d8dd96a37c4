// The facts of a call: who answered, how it ended, what it used and what that costs at today's price.
import type { Completion, Usage } from "../../domain/completion.ts";
import type { CallFacts, Cost, ProviderFacts } from "../../domain/run-event.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import { estimateTokens } from "../../providers/estimate-tokens.ts";
import { boundPriceOf, costOf, priceOf } from "../../providers/pricing.ts";
import type { EncodedCall } from "../../providers/provider.ts";
import type { ProviderError } from "../../providers/provider-error.ts";
import { longestAnswer } from "../planning/longest-answer.ts";

/** Usage and times are those of the call that was made once; the price is today's. */
export function factsFromCache(model: ModelConfig, completion: Completion): CallFacts {
  return {
    provider: providerFacts(completion, null),
    usage: completion.usage,
    cost: { ...costOfAnswer(model, completion), cached: true },
    time: { queuedMs: 0, ...completion.times, retryWaitMs: 0 },
    retries: [],
    possiblyBilledAttempts: 0,
  };
}

export function providerFacts(completion: Completion | null, error: ProviderError | null): ProviderFacts {
  return {
    id: completion?.id ?? null,
    requestId: completion?.requestId ?? error?.requestId ?? null,
    model: completion?.model ?? null,
    systemFingerprint: completion?.systemFingerprint ?? null,
    serviceTier: completion?.serviceTier ?? null,
    finish: completion?.finish.unified ?? null,
    finishRaw: completion?.finish.raw ?? null,
    status: completion?.status ?? error?.status ?? null,
  };
}

export function costOfAnswer(model: ModelConfig, completion: Completion | null): Cost {
  const price = priceOf(model);
  if (price === "free") return { usd: 0, source: "free", cached: false };
  if (price === null || completion?.usage == null) return { usd: null, source: "unknown", cached: false };
  return { usd: costOf(completion.usage, price), source: model.price === null ? "table" : "config", cached: false };
}

/** What an answer counts for when a cap is kept; null when that cannot be told. */
export function costForCap(model: ModelConfig, usage: Usage | null): number | null {
  return costOf(usage, boundPriceOf(model));
}

/** What a call can have cost at most, for keeping a cap when nobody tells what it did cost; null without a price. */
export function worstCost({ model, encoded }: { readonly model: ModelConfig; readonly encoded: EncodedCall }): number | null {
  const price = boundPriceOf(model);
  if (price === null || price === "free") return null;
  return costOf(
    {
      input: estimateTokens(JSON.stringify(encoded.body)),
      output: longestAnswer(model),
      cacheRead: 0,
      cacheWrite: 0,
      reasoning: 0,
      estimated: true,
    },
    price,
  );
}
