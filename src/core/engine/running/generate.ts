// One sample's generation: render, call, and the response event that says how it ended.
import type { Clock } from "../../base/ports.ts";
import type { Completion } from "../../domain/completion.ts";
import type { ResponseEvent, ResponseStatus } from "../../domain/run-event.ts";
import type { Caller } from "../../providers/provider.ts";
import { isoTime } from "../calling/call-events.ts";
import { callModel, type CallContext, type EndedCall } from "../calling/call-model.ts";
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
  return outcome.kind === "stopped" ? null : { response: responseEvent(sample, outcome, context.clock), leave: outcome.leave };
}

/** The event that says how a generation ended. */
export function responseEvent({ arm, row, epoch, rerun, hash }: PlannedSample, outcome: EndedCall, clock: Clock): ResponseEvent {
  const { request, attempt, facts } = outcome;
  const identity = { sample: hash, row: row.id, variant: arm.name, epoch, ...(rerun === undefined ? {} : { rerun }) };
  const common = { k: "response", ...identity, attempt, request, blob: null, ...facts, t: isoTime(clock) } as const;
  if (outcome.kind === "failed") return { ...common, status: "error", output: null, error: outcome.failure };
  return { ...common, status: statusOf(outcome.completion), output: outputOf(outcome.completion), error: null };
}

function statusOf(completion: Completion): ResponseStatus {
  if (completion.finish.unified === "refusal") return "refused";
  return completion.finish.unified === "content-filter" ? "filtered" : "ok";
}
