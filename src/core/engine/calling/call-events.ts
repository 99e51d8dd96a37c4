// What a call leaves in the journal beside its result: that it is about to be sent, that it was given up, that its answer came too late.
import type { Hash } from "../../base/hash.ts";
import type { Clock } from "../../base/ports.ts";
import type { Completion } from "../../domain/completion.ts";
import type { CallFacts, Failure, ResponseEvent, StartEvent } from "../../domain/run-event.ts";
import { outputOf } from "../planning/judge-calls.ts";
import type { CallIdentity, ModelCall } from "./call-model.ts";

export function isoTime(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

/** What is journaled before a call is sent. */
export function startEvent(call: CallIdentity, request: Hash, attempt: number, clock: Clock): StartEvent {
  const { model } = call;
  return { k: "start", ...identityOf(call), model: `${model.provider}/${model.model}`, attempt, request, t: isoTime(clock) };
}

/** An attempt that failed, with what all attempts so far came to. */
export interface FailedCall {
  readonly request: Hash;
  readonly attempt: number;
  readonly failure: Failure;
  readonly facts: CallFacts;
}

/** Closes a call whose failure is known, so that making it again does not count as possibly billed. */
export function givenUp(call: ModelCall, { request, attempt, failure, facts }: FailedCall, clock: Clock): ResponseEvent {
  const common = { k: "response", ...identityOf(call), attempt, request, output: null, blob: null, ...facts } as const;
  return { ...common, status: "cancelled", error: failure, t: isoTime(clock) };
}

/** Keeps an answer that came after its call had been given up: it was paid for, and counts for nothing (rule R10). */
export function lateAnswer(
  call: ModelCall,
  { request, attempt, completion, facts }: { request: Hash; attempt: number; completion: Completion; facts: CallFacts },
  clock: Clock,
): ResponseEvent {
  const output = outputOf(completion);
  const billed = { ...facts, possiblyBilledAttempts: facts.possiblyBilledAttempts + 1 };
  const common = { k: "response", ...identityOf(call), attempt, request, output, blob: null, ...billed } as const;
  return { ...common, status: "late", error: null, t: isoTime(clock) };
}

function identityOf({ sample, row, variant, epoch, criteria }: CallIdentity) {
  return { sample, row, variant, epoch, ...(criteria === undefined ? {} : { criteria }) };
}
