// One sample's generation: render, call, and the response event that says how it ended.
import type { Completion } from "../../domain/completion.ts";
import type { ResponseEvent, ResponseStatus } from "../../domain/run-event.ts";
import type { Caller } from "../../providers/provider.ts";
import { isoTime } from "../calling/call-events.ts";
import { callModel, type CallContext } from "../calling/call-model.ts";
import { outputOf } from "../planning/judge-calls.ts";
import type { PlannedSample } from "../planning/plan.ts";
import { generationCall } from "../planning/generation-call.ts";

export interface Generated {
  readonly response: ResponseEvent;
  /** Frees the call's place, once the response waits in the journal's queue. */
  readonly leave: () => void;
}

/** Null when the run stopped first. */
export async function generate(sample: PlannedSample, caller: Caller, context: CallContext): Promise<Generated | null> {
  const { arm, row, epoch, hash } = sample;
  const identity = { sample: hash, row: row.id, variant: arm.name, epoch };
  const outcome = await callModel({ ...identity, model: arm.model, caller, ...generationCall(sample, context.endpoints) }, context);
  if (outcome.kind === "stopped") return null;
  const { request, attempt, facts } = outcome;
  const common = { k: "response", ...identity, attempt, request, blob: null, ...facts, t: isoTime(context.clock) } as const;
  if (outcome.kind === "failed")
    return { response: { ...common, status: "error", output: null, error: outcome.failure }, leave: () => undefined };
  const { completion, leave } = outcome;
  return { response: { ...common, status: statusOf(completion), output: outputOf(completion), error: null }, leave };
}

function statusOf(completion: Completion): ResponseStatus {
  if (completion.finish.unified === "refusal") return "refused";
  return completion.finish.unified === "content-filter" ? "filtered" : "ok";
}
