// The call that generates a sample's response: encoded, and where its answer is kept. Pure.
import type { EncodedCall } from "../../providers/provider.ts";
import type { CacheSlot } from "../../store/response-cache.ts";
import { cacheSlot } from "./cache-slot.ts";
import { providerOf, type Endpoints } from "./destinations.ts";
import type { PlannedSample } from "./plan.ts";
import { renderSample } from "./render-sample.ts";

/** The request of a sample, and where its answer is kept. */
export function generationCall(
  { arm, row, epoch, replicate }: PlannedSample,
  endpoints: Endpoints,
): { readonly encoded: EncodedCall; readonly slot: CacheSlot | null } {
  const encoded = providerOf(arm.model).encode({ config: arm.model, messages: renderSample(arm, row).messages });
  return {
    encoded,
    slot: cacheSlot({ model: arm.model, encoded, epoch, replicate, judgePromptVersion: null, isUsable: () => true }, endpoints),
  };
}
