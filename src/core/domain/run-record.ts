// The record of a run: the fold of its events, and the only one. Resuming, showing, exporting and gating all start from it.
import type { Hash } from "../base/hash.ts";
import { applyBatch, applyBatchStart, applyFailedRequest, callKey, emptyBatches, openBatches, type BatchesRecord } from "./batch-record.ts";
import type { BatchEvent, RatingEvent, ResponseEvent, RunEvent, RunState, StartEvent, StopCause } from "./run-event.ts";

export interface SampleRecord {
  readonly sample: Hash;
  readonly row: string;
  readonly variant: string;
  readonly epoch: number;
  response: ResponseEvent | null;
  /** The last rating of each criterion. */
  readonly ratings: Map<string, RatingEvent>;
  /** Judge calls behind ratings that a later one has taken the place of: they were paid for all the same. Absent where there are none. */
  replacedCalls?: JudgedCall[];
}

export type JudgedCall = NonNullable<RatingEvent["judge"]>;

export interface RunRecord {
  readonly samples: Map<Hash, SampleRecord>;
  /** Requests sent, retries included; `cached` counts answers and ratings for which none was. */
  readonly calls: { generation: number; rating: number; cached: number; retried: number };
  /** Calls that were sent and never answered, by sample and request; what is left at the end may have been billed. */
  readonly open: Map<string, StartEvent>;
  readonly batches: BatchesRecord;
  /** Attempts whose outcome is unknown: they may have been billed beside the answer that counts, or instead of it. */
  possiblyBilledTwice: number;
  state: RunState | null;
  stateReason: string | null;
  /** What has to be mended before the rest can be run, when the last state says so. */
  stopCause: StopCause | null;
  /** True while the run has paused by itself and goes on by itself. */
  isWaiting: boolean;
  /** How many events were applied: two folds with equal counts of one journal are equal. */
  events: number;
  endedAt: string | null;
  /** When the last answer or rating of each variant arrived. */
  readonly completedAt: Map<string, string>;
}

/** True for a response that holds an answer; any other is an error of its sample. */
export function isAnswered(response: ResponseEvent | null): response is ResponseEvent {
  return response !== null && (response.status === "ok" || response.status === "refused" || response.status === "filtered");
}

/** Calls that were sent and not answered, apart from those in batches that the provider goes on with: of them nothing more will come. */
export function unansweredCalls({ open, batches }: RunRecord): StartEvent[] {
  const waiting = new Set(openBatches(batches).map(({ token }) => token));
  return [...open.values()].filter(({ batch }) => batch === undefined || !waiting.has(batch));
}

export function emptyRecord(): RunRecord {
  return {
    samples: new Map(),
    calls: { generation: 0, rating: 0, cached: 0, retried: 0 },
    open: new Map(),
    batches: emptyBatches(),
    possiblyBilledTwice: 0,
    state: null,
    stateReason: null,
    stopCause: null,
    isWaiting: false,
    events: 0,
    endedAt: null,
    completedAt: new Map(),
  };
}

/** Applies one event to the record, in place: a copying fold would be quadratic at 100,000 samples. */
export function applyRunEvent(record: RunRecord, event: RunEvent): void {
  record.events += 1;
  switch (event.k) {
    case "open":
      return;
    case "start":
      if (event.batch === undefined) return applyStart(record, event);
      return applyBatchStart(record.batches, event.batch, event);
    case "batch":
      return applyBatchStep(record, event);
    case "failed-request":
      return applyFailedRequest(record.batches, event);
    case "response":
      return applyResponse(record, event);
    case "rating":
      return applyRating(record, event);
    case "state":
      record.state = event.state;
      record.stateReason = event.reason;
      record.stopCause = event.cause ?? null;
      record.isWaiting = event.isWaiting === true;
      record.endedAt = event.state === "resumed" || record.isWaiting ? null : event.t;
      return;
  }
}

function applyStart(record: RunRecord, event: StartEvent): void {
  const key = callKey(event.sample, event.request);
  record.calls[event.criteria === undefined ? "generation" : "rating"] += 1;
  // A later attempt of the same writer closes the earlier one: its outcome stands in `retries`. Attempt 1 again means that a killed writer never learned it.
  if (event.attempt > 1) record.calls.retried += 1;
  else if (record.open.has(key)) record.possiblyBilledTwice += 1;
  record.open.set(key, event);
}

function applyBatchStep(record: RunRecord, event: BatchEvent): void {
  for (const start of applyBatch(record.batches, event)) applyStart(record, start);
}

/** Whoever makes the call again, as `retry` does, begins anew. */
function closeCall({ open, batches }: RunRecord, key: string): void {
  open.delete(key);
  batches.failed.delete(key);
}

function applyResponse(record: RunRecord, event: ResponseEvent): void {
  // What came from the cache answers no call that was sent.
  if (event.cost.cached) record.calls.cached += 1;
  if (event.attempt > 0) closeCall(record, callKey(event.sample, event.request));
  record.possiblyBilledTwice += event.possiblyBilledAttempts;
  if (event.status === "late" || event.status === "cancelled") return;
  const sample = sampleOf(record, event);
  // A repeated answer never replaces one that counts.
  if (isAnswered(sample.response)) return;
  sample.response = event;
  noteCompletion(record, event.variant, event.t);
}

function applyRating(record: RunRecord, event: RatingEvent): void {
  if (event.judge !== null) {
    if (event.judge.cost?.cached === true) record.calls.cached += 1;
    if (event.judge.attempt > 0) closeCall(record, callKey(event.sample, event.judge.request));
    record.possiblyBilledTwice += event.judge.possiblyBilledAttempts ?? 0;
  }
  const sample = record.samples.get(event.sample);
  if (sample === undefined) return;
  const replaced = sample.ratings.get(event.criterion)?.judge;
  // Of the ratings by one call only the first carries what it came to.
  if (replaced?.provider !== undefined) (sample.replacedCalls ??= []).push(replaced);
  sample.ratings.set(event.criterion, event);
  noteCompletion(record, sample.variant, event.t);
}

/** The shards of a merged run stand one behind the other in its journal although they may have run at the same time. */
function noteCompletion({ completedAt }: RunRecord, variant: string, t: string): void {
  if (t > (completedAt.get(variant) ?? "")) completedAt.set(variant, t);
}

function sampleOf(record: RunRecord, event: ResponseEvent): SampleRecord {
  const known = record.samples.get(event.sample);
  if (known !== undefined) return known;
  const sample: SampleRecord = {
    sample: event.sample,
    row: event.row,
    variant: event.variant,
    epoch: event.epoch,
    response: null,
    ratings: new Map(),
  };
  record.samples.set(event.sample, sample);
  return sample;
}
