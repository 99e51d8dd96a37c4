// One sample's generation: render, call, and the response event that says how it ended.
import type { Completion } from "../domain/completion.ts";
import type { ResponseEvent, ResponseStatus } from "../domain/run-event.ts";
import type { Caller, EncodedCall } from "../providers/provider.ts";
import type { CacheSlot } from "../store/response-cache.ts";
import { cacheSlot } from "./cache-slot.ts";
import { callModel, isoTime, type CallContext } from "./call-model.ts";
import { providerOf, type Endpoints } from "./destinations.ts";
import type { Output } from "./judge-calls.ts";
import type { PlannedSample } from "./plan.ts";
import { renderSample } from "./render-sample.ts";

/** The response, or null when the run stopped first. */
export async function generate(sample: PlannedSample, caller: Caller, context: CallContext): Promise<ResponseEvent | null> {
  const { arm, row, epoch, hash } = sample;
  const identity = { sample: hash, row: row.id, variant: arm.name, epoch };
  const outcome = await callModel({ ...identity, model: arm.model, caller, ...generationCall(sample, context.endpoints) }, context);
  if (outcome.kind === "stopped") return null;
  const { request, attempt, facts } = outcome;
  const common = { k: "response", ...identity, attempt, request, blob: null, ...facts, t: isoTime(context.clock) } as const;
  if (outcome.kind === "failed") return { ...common, status: "error", output: null, error: outcome.failure };
  return { ...common, status: statusOf(outcome.completion), output: outputOf(outcome.completion), error: null };
}

/** The request of a sample, and where its answer is kept. */
export function generationCall(
  { arm, row, epoch }: PlannedSample,
  endpoints: Endpoints,
): { readonly encoded: EncodedCall; readonly slot: CacheSlot | null } {
  const encoded = providerOf(arm.model).encode({ config: arm.model, messages: renderSample(arm, row).messages });
  return { encoded, slot: cacheSlot({ model: arm.model, encoded, epoch, judgePromptVersion: null, isUsable: () => true }, endpoints) };
}

export function outputOf({ text, toolCalls }: Completion): Output {
  return { text, ...(toolCalls.length === 0 ? {} : { toolCalls }) };
}

function statusOf(completion: Completion): ResponseStatus {
  if (completion.finish.unified === "refusal") return "refused";
  return completion.finish.unified === "content-filter" ? "filtered" : "ok";
}
