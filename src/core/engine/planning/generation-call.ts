// The call that generates a sample's response: encoded, and where its answer is kept. Pure.
import type { EncodedCall } from "../../providers/provider.ts";
import type { CacheSlot } from "../../store/response-cache.ts";
import { isAskedAnew } from "./asked-anew.ts";
import { cacheSlot } from "./cache-slot.ts";
import { providerOf, type Endpoints } from "./destinations.ts";
import type { PlannedSample } from "./plan.ts";
import { renderSample } from "./render-sample.ts";

/** The request of a sample, and where its answer is kept; null for one that is asked anew. */
export function generationCall(
  sample: PlannedSample,
  endpoints: Endpoints,
): { readonly encoded: EncodedCall; readonly slot: CacheSlot | null } {
  const { arm, row, epoch, replicate } = sample;
  const encoded = providerOf(arm.model).encode({ config: arm.model, messages: renderSample(arm, row).messages });
  const call = { model: arm.model, encoded, epoch, replicate, judgePromptVersion: null, isUsable: () => true };
  return { encoded, slot: isAskedAnew(sample) ? null : cacheSlot(call, endpoints) };
}
