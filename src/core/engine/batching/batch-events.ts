// The journal lines of a batch: what is about to be handed over, and each step after that.
import { hashValue, sha256Hex } from "../../base/hash.ts";
import type { BatchRecord } from "../../domain/batch-record.ts";
import type { BatchIntentEvent, BatchStage, BatchStepEvent, StartEvent } from "../../domain/run-event.ts";
import { isoTime } from "../calling/call-events.ts";
import { resultId } from "./batch-call.ts";
import type { BatchContext } from "./batch-context.ts";
import type { BatchDestination } from "./batch-callers.ts";

/** A name that no other batch has: 32 hexadecimal digits. */
export function newToken({ clock, random, record }: BatchContext, ids: readonly string[]): string {
  return sha256Hex([clock.now(), random(), random(), record.batches.byToken.size, ...ids].join(" ")).slice(0, 32);
}

export function intentEvent(
  token: string,
  stage: BatchStage,
  { endpoint, model }: BatchDestination,
  starts: readonly StartEvent[],
  { clock }: BatchContext,
): BatchIntentEvent {
  const ids = starts.map(({ sample, criteria }) => resultId(sample, criteria)).sort();
  const members = hashValue("touchstone/batch/1", ids);
  return { k: "batch", step: "intent", token, stage, endpoint, model, requests: starts.length, members, t: isoTime(clock) };
}

export function stepEvent(
  { token }: Pick<BatchRecord, "token">,
  step: BatchStepEvent["step"],
  { clock }: BatchContext,
  facts: Partial<Pick<BatchStepEvent, "id" | "strays">> = {},
): BatchStepEvent {
  return { k: "batch", step, token, id: null, ...facts, t: isoTime(clock) };
}
