// The batches of a run as its journal tells them: what was handed over, what the provider calls it, and how far it has come.
import type { Hash } from "../base/hash.ts";
import type { BatchEvent, BatchStage, FailedAttempt, FailedRequestEvent, StartEvent } from "./run-event.ts";

export interface BatchRecord {
  readonly token: string;
  readonly stage: BatchStage;
  readonly endpoint: string;
  readonly model: string;
  /** When it was about to be handed over. */
  readonly intendedAt: string;
  /** Its requests. */
  readonly starts: readonly StartEvent[];
  /** Null until the provider has named it. */
  id: string | null;
  step: BatchEvent["step"];
  /** Lines of its results that were no answer to a request of it, or a second one. */
  strays: number;
}

/** What has gone wrong so far with a request that is asked again. */
export interface FailedRequests {
  readonly failures: readonly FailedAttempt[];
  readonly possiblyBilled: number;
  readonly lastAttempt: number;
}

export interface BatchesRecord {
  /** By token, in the order of their intents. */
  readonly byToken: Map<string, BatchRecord>;
  /** Starts by token whose intent has not come yet: without it nothing was handed over. */
  readonly waitingStarts: Map<string, StartEvent[]>;
  /** By sample and request. */
  readonly failed: Map<string, FailedRequests>;
}

export function emptyBatches(): BatchesRecord {
  return { byToken: new Map(), waitingStarts: new Map(), failed: new Map() };
}

/** The batches that the provider has, or may have, and whose results are not all here. */
export function openBatches({ byToken }: BatchesRecord): BatchRecord[] {
  return [...byToken.values()].filter(({ step }) => step === "intent" || step === "submitted");
}

export function callKey(sample: Hash, request: Hash): string {
  return `${sample} ${request}`;
}

export function applyBatchStart(batches: BatchesRecord, token: string, start: StartEvent): void {
  const waiting = batches.waitingStarts.get(token);
  if (waiting === undefined) batches.waitingStarts.set(token, [start]);
  else waiting.push(start);
}

/** Applies a step; answers with the starts that are sent by it, or may be. */
export function applyBatch({ byToken, waitingStarts }: BatchesRecord, event: BatchEvent): readonly StartEvent[] {
  if (event.step === "intent") {
    const { token, stage, endpoint, model, step, t } = event;
    byToken.set(token, { token, stage, endpoint, model, intendedAt: t, starts: waitingStarts.get(token) ?? [], id: null, step, strays: 0 });
    waitingStarts.delete(token);
    return [];
  }
  const batch = byToken.get(event.token);
  if (batch === undefined) return [];
  const isSent = batch.step === "intent" && event.step !== "void";
  batch.step = event.step;
  batch.id = event.id ?? batch.id;
  batch.strays = event.strays ?? batch.strays;
  return isSent ? batch.starts : [];
}

export function applyFailedRequest({ failed }: BatchesRecord, event: FailedRequestEvent): void {
  const key = callKey(event.sample, event.request);
  const { failures, possiblyBilled, lastAttempt } = failed.get(key) ?? { failures: [], possiblyBilled: 0, lastAttempt: 0 };
  // Of one attempt only the first report counts.
  if (lastAttempt >= event.attempt) return;
  failed.set(key, {
    failures: [...failures, event.failure],
    possiblyBilled: possiblyBilled + (event.isPossiblyBilled ? 1 : 0),
    lastAttempt: event.attempt,
  });
}
