// The calls by which a response is compared with a reference by what both mean: one for each criterion, with both texts in it. Pure.
import type { Completion } from "../../domain/completion.ts";
import type { Criterion } from "../../domain/criterion-set.ts";
import type { ResponseOutput } from "../../domain/run-event.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import { rateCosine, rateEmptyResponse } from "../../scorers/embedding-similarity.ts";
import { fillOptions } from "../../scorers/fill-options.ts";
import type { EncodedCall } from "../../providers/provider.ts";
import { cacheSlot } from "./cache-slot.ts";
import { providerOf, type Endpoints } from "./destinations.ts";
import { emptyColumns, type JudgeTask } from "./judge-calls.ts";
import type { Plan, PlannedSample } from "./plan.ts";

/** What of `criteria` is compared by embeddings; the rest is left aside. */
export function embeddingTask(
  sample: PlannedSample,
  { text }: ResponseOutput,
  criteria: readonly Criterion[],
  { plan, endpoints }: { readonly plan: Plan; readonly endpoints: Endpoints },
): JudgeTask {
  const calls: JudgeTask["calls"][number][] = [];
  const settled: JudgeTask["settled"][number][] = [];
  for (const criterion of criteria) {
    const model = plan.setup.embeddings?.get(criterion.id)?.model;
    if (model === undefined) continue;
    const filled = fillOptions(criterion.options, sample.row.values, criterion.scorer);
    if ("missing" in filled) settled.push({ criterion, rated: emptyColumns(filled.missing) });
    // No server takes an empty text.
    else if (text.trim() === "") settled.push({ criterion, rated: rateEmptyResponse(criterion) });
    else {
      const encoded = encodePair(model, text, String(filled.options.value));
      const read = (completion: Completion) => new Map([[criterion.id, rateCosine(completion.text, criterion)]]);
      const isUsable = (completion: Completion): boolean => read(completion).get(criterion.id)?.kind === "rated";
      const { epoch, replicate } = sample;
      const slot = cacheSlot({ model, encoded, epoch, replicate, judgePromptVersion: null, isUsable }, endpoints);
      calls.push({ criteria: [criterion], needs: "embeddings", model, encoded, slot, read });
    }
  }
  return { calls, settled };
}

/** Throws `document/invalid` for a provider without embeddings, and for what its model cannot be told. */
export function encodePair(model: ModelConfig, response: string, reference: string): EncodedCall {
  const { encodeEmbedding } = providerOf(model);
  if (encodeEmbedding === undefined) throw new Error(`${model.provider} has no embeddings.`);
  return encodeEmbedding(model, [response, reference]);
}
