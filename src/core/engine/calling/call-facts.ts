// The facts of a call: who answered, how it ended, what it used and what that costs at today's price.
import type { Completion, Usage } from "../../domain/completion.ts";
import type { CallFacts, Cost, ProviderFacts } from "../../domain/run-event.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import { estimateTokens } from "../../providers/estimate-tokens.ts";
import { batchFactorOf, boundBatchFactorOf, boundPriceOf, costOf, priceOf } from "../../providers/pricing.ts";
import type { EncodedCall } from "../../providers/provider.ts";
import type { ProviderError } from "../../providers/provider-error.ts";
import { longestAnswer } from "../planning/longest-answer.ts";

/** Usage and times are those of the call that was made once; the price is today's, that of a batch where the run's calls go out in batches. */
export function factsFromCache(model: ModelConfig, completion: Completion, isBatch = false): CallFacts {
  return {
    provider: providerFacts(completion, null),
    usage: completion.usage,
    cost: { ...costOfAnswer(model, completion, isBatch), cached: true },
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

export function costOfAnswer(model: ModelConfig, completion: Completion | null, isBatch = false): Cost {
  const price = priceOf(model);
  if (price === "free") return { usd: 0, source: "free", cached: false };
  if (price === null || completion?.usage == null) return { usd: null, source: "unknown", cached: false };
  const usd = costOf(completion.usage, price);
  const source = model.price === null ? "table" : "config";
  if (!isBatch) return { usd, source, cached: false };
  const batchFactor = batchFactorOf(model);
  return { usd: usd === null ? null : usd * batchFactor, source, cached: false, batchFactor };
}

/** What an answer counts for when a cap is kept; null when that cannot be told. */
export function costForCap(model: ModelConfig, usage: Usage | null, isBatch = false): number | null {
  const usd = costOf(usage, boundPriceOf(model));
  return usd === null || !isBatch ? usd : usd * boundBatchFactorOf(model);
}

/** What a call can have cost at most, for keeping a cap when nobody tells what it did cost; null without a price. */
export function worstCost(
  { model, encoded }: { readonly model: ModelConfig; readonly encoded: EncodedCall },
  isBatch = false,
): number | null {
  const price = boundPriceOf(model);
  if (price === null || price === "free") return null;
  return costForCap(
    model,
    {
      input: estimateTokens(JSON.stringify(encoded.body)),
      output: longestAnswer(model),
      cacheRead: 0,
      cacheWrite: 0,
      reasoning: 0,
      estimated: true,
    },
    isBatch,
  );
}
