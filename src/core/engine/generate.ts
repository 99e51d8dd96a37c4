// One sample's generation: render, call, and the response event that says how it ended.
import type { Completion } from "../domain/completion.ts";
import type { ResponseEvent, ResponseStatus } from "../domain/run-event.ts";
import type { Caller } from "../providers/provider.ts";
import { callModel, isoTime, type CallContext } from "./call-model.ts";
import { providerOf } from "./destinations.ts";
import type { PlannedSample } from "./plan.ts";
import { renderSample } from "./render-sample.ts";

/** The response, or null when the run stopped first. */
export async function generate(sample: PlannedSample, caller: Caller, context: CallContext): Promise<ResponseEvent | null> {
  const { arm, row, epoch, hash } = sample;
  const encoded = providerOf(arm.model).encode({ config: arm.model, messages: renderSample(arm, row).messages });
  const identity = { sample: hash, row: row.id, variant: arm.name, epoch };
  const outcome = await callModel({ ...identity, model: arm.model, encoded, caller }, context);
  if (outcome.kind === "stopped") return null;
  const { request, attempt, facts } = outcome;
  const common = { k: "response", ...identity, attempt, request, blob: null, ...facts, t: isoTime(context.clock) } as const;
  if (outcome.kind === "failed") return { ...common, status: "error", output: null, error: outcome.failure };
  const { completion } = outcome;
  const output = { text: completion.text, ...(completion.toolCalls.length === 0 ? {} : { toolCalls: completion.toolCalls }) };
  return { ...common, status: statusOf(completion), output, error: null };
}

function statusOf(completion: Completion): ResponseStatus {
  if (completion.finish.unified === "refusal") return "refused";
  return completion.finish.unified === "content-filter" ? "filtered" : "ok";
}
