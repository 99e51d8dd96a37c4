// The fold: the only way from the events of a run to its record, while it is made and when it is read.
import { applyBatch, applyBatchStart, applyFailedRequest, callKey } from "./batch-record.ts";
import type { BatchEvent, RatingEvent, ResponseEvent, RunEvent, StartEvent } from "./run-event.ts";
import { evaluationFacts, evaluationKey } from "./evaluation.ts";
import { judgeCallOf, ratingFacts, responseFacts, share } from "./run-facts.ts";
import { isAnswered, type JudgeCall, type LinePlace, type RunRecord, type SampleRecord } from "./run-record.ts";
import { noRatings, withRating } from "./shared-ratings.ts";

/** Another journal of the run, whose lines come next; answers with its number. */
export function beginJournal(record: RunRecord, name: string): number {
  return record.journals.push({ name, bytes: 0, isWhole: true }) - 1;
}

/** Applies one event, whose line lies at `place`, to the record; in place: a copying fold would be quadratic at 100,000 samples. */
export function applyRunEvent(record: RunRecord, event: RunEvent, place: LinePlace): void {
  record.events += 1;
  switch (event.k) {
    case "open":
      return;
    case "start":
      if (event.batch === undefined) return applyStart(record, event);
      return applyBatchStart(record.batches, event.batch, startFacts(event));
    case "batch":
      return applyBatchStep(record, event);
    case "failed-request":
      return applyFailedRequest(record.batches, event);
    case "response":
      return applyResponse(record, event, place);
    case "rating":
      return applyRating(record, event, place);
    case "evaluation":
      record.evaluations.set(evaluationKey(event), evaluationFacts(event));
      return;
    case "state":
      record.state = event.state;
      record.stateReason = event.reason;
      record.stopCause = event.cause ?? null;
      record.isWaiting = event.isWaiting === true;
      record.early = event.early ?? null;
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
  record.open.set(key, startFacts(event));
}

/** Without what a line holds beside the event. */
function startFacts({ k, sample, row, variant, epoch, model, attempt, request, criteria, batch, t }: StartEvent): StartEvent {
  const optional = { ...(criteria === undefined ? {} : { criteria }), ...(batch === undefined ? {} : { batch }) };
  return { k, sample, row, variant, epoch, model, attempt, request, ...optional, t };
}

function applyBatchStep(record: RunRecord, event: BatchEvent): void {
  for (const start of applyBatch(record.batches, event)) applyStart(record, start);
}

/** Whoever makes the call again, as `retry` does, begins anew. */
function closeCall({ open, batches }: RunRecord, key: string): void {
  open.delete(key);
  batches.failed.delete(key);
}

function applyResponse(record: RunRecord, event: ResponseEvent, place: LinePlace): void {
  // What came from the cache answers no call that was sent.
  if (event.cost.cached) record.calls.cached += 1;
  if (event.attempt > 0) closeCall(record, callKey(event.sample, event.request));
  record.possiblyBilledTwice += event.possiblyBilledAttempts;
  if (event.status === "late" || event.status === "cancelled") return;
  const sample = sampleOf(record, event);
  // A repeated answer never replaces one that counts.
  if (isAnswered(sample.response)) return;
  sample.response = responseFacts(record, event, place);
  noteCompletion(record, sample, event.t);
  forgetEvaluations(record, sample);
}

function applyRating(record: RunRecord, event: RatingEvent, place: LinePlace): void {
  if (event.judge !== null) {
    if (event.judge.cost?.cached === true) record.calls.cached += 1;
    if (event.judge.attempt > 0) closeCall(record, callKey(event.sample, event.judge.request));
    record.possiblyBilledTwice += event.judge.possiblyBilledAttempts ?? 0;
  }
  const sample = record.samples.get(event.sample);
  if (sample === undefined) return;
  const criterion = share(record, event.criterion);
  sample.ratings = withRating(record.sharedRatings, sample.ratings, criterion, ratingFacts(record, event));
  sample.ratingLines = addLine(sample.ratingLines, place);
  const call = judgeCallOf(record, event.judge);
  if (call !== null) sample.judgeCalls = [...sample.judgeCalls, call];
  noteCompletion(record, sample, event.t);
  forgetEvaluations(record, sample);
}

/** What was said of all samples does not hold any more when one of the plan has changed. */
function forgetEvaluations({ evaluations }: RunRecord, { rerun }: SampleRecord): void {
  if (rerun === 0 && evaluations.size > 0) evaluations.clear();
}

/** The shards of a merged run stand one behind the other in its journal although they may have run at the same time. */
function noteCompletion({ completedAt }: RunRecord, sample: SampleRecord, t: string): void {
  sample.lastAt = Math.max(sample.lastAt, timeOf(t));
  if (t > (completedAt.get(sample.variant) ?? "")) completedAt.set(sample.variant, t);
}

function sampleOf(record: RunRecord, event: ResponseEvent): SampleRecord {
  const known = record.samples.get(event.sample);
  if (known !== undefined) return known;
  const sample: SampleRecord = {
    sample: event.sample,
    row: share(record, event.row),
    variant: share(record, event.variant),
    epoch: event.epoch,
    rerun: event.rerun ?? 0,
    response: null,
    ratings: noRatings,
    ratingLines: [],
    judgeCalls: noCalls,
    lastAt: 0,
  };
  record.samples.set(event.sample, sample);
  return sample;
}

/** A new list: one that grows in place takes room for sixteen, 100,000 times over. */
function addLine(lines: readonly LinePlace[], { journal, start, length }: LinePlace): readonly LinePlace[] {
  const last = lines.at(-1);
  const isNext = last?.journal === journal && last.start + last.length + 1 === start;
  if (!isNext) return [...lines, { journal, start, length }];
  return [...lines.slice(0, -1), { journal, start: last.start, length: start + length - last.start }];
}

const noCalls: readonly JudgeCall[] = [];

/** What is no time is the beginning of all. */
function timeOf(t: string): number {
  return Date.parse(t) || 0;
}
