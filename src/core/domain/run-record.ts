// The record of a run: the fold of its events, and the only one. Resuming, showing, exporting and gating all start from it. It holds no text: those stay in the journal, at the places that it names.
import { sha256Hex, type Hash } from "../base/hash.ts";
import type { FinishReason, Usage } from "./completion.ts";
import type {
  Cost,
  Failure,
  RatingEvent,
  ResponseEvent,
  ResponseOutput,
  ResponseStatus,
  RunEvent,
  RunState,
  StartEvent,
  StopCause,
} from "./run-event.ts";

/** Where the line of an event lies, or several that stand side by side: the journal by its number in the record, and bytes of it. */
export interface LinePlace {
  readonly journal: number;
  readonly start: number;
  /** Without the last LF. */
  readonly length: number;
}

/** What figures and tables need of a response; the whole event is read by its place. */
export interface ResponseFacts extends LinePlace {
  readonly status: ResponseStatus;
  readonly finish: FinishReason | null;
  /** As the provider named it in its answer. */
  readonly model: string | null;
  readonly usage: Usage | null;
  readonly cost: Cost;
  /** Of the attempt that was answered. */
  readonly totalMs: number;
  /** With a message that may be cut. */
  readonly error: Failure | null;
  /** Equal for equal outputs; null without one. */
  readonly fingerprint: number | null;
}

/** What figures and tables need of a rating. Most are alike, and one object stands for all of those. */
export interface RatingFacts {
  readonly value: number | null;
  readonly label: "pass" | "fail" | null;
  /** With a message that may be cut. */
  readonly error: Failure | null;
}

/** What a judge call took. */
export interface JudgeCall {
  readonly isAnswered: boolean;
  readonly usage: Usage | null;
  readonly cost: Cost | null;
}

export interface SampleRecord {
  readonly sample: Hash;
  readonly row: string;
  readonly variant: string;
  readonly epoch: number;
  response: ResponseFacts | null;
  /** The last rating of each criterion. */
  readonly ratings: Map<string, RatingFacts>;
  /** The lines of its ratings in the order of the fold, those among them that later ones replaced. */
  ratingLines: readonly LinePlace[];
  /** One for each call behind the ratings, however many criteria it rated; those too whose ratings a later one has taken the place of: they were paid for all the same. */
  judgeCalls: readonly JudgeCall[];
  /** When its last response or rating was written, in milliseconds since the epoch. */
  lastAt: number;
}

/** A journal that was folded. */
export interface FoldedJournal {
  readonly name: string;
  /** How long it was. */
  readonly bytes: number;
  /** False when lines were damaged, torn or of unknown kinds. */
  readonly isWhole: boolean;
}

export interface RunRecord {
  readonly samples: Map<Hash, SampleRecord>;
  /** Requests sent, retries included; `cached` counts answers and ratings for which none was. */
  readonly calls: { generation: number; rating: number; cached: number; retried: number };
  /** Calls that were sent and never answered, by sample and request; what is left at the end may have been billed. */
  readonly open: Map<string, StartEvent>;
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
  /** In the order in which they were folded; places name them by their number. */
  readonly journals: FoldedJournal[];
  /** Texts that many samples share, each once: a run of 100,000 samples has as many copies of a criterion's id otherwise. */
  readonly shared: Map<string, string>;
  /** The same for ratings, by what they say. */
  readonly sharedRatings: Map<string, RatingFacts>;
}

/** True for a response that holds an answer; any other is an error of its sample. */
export function isAnswered<Response extends { readonly status: ResponseStatus }>(response: Response | null): response is Response {
  return response !== null && (response.status === "ok" || response.status === "refused" || response.status === "filtered");
}

export function emptyRecord(): RunRecord {
  return {
    samples: new Map(),
    calls: { generation: 0, rating: 0, cached: 0, retried: 0 },
    open: new Map(),
    possiblyBilledTwice: 0,
    state: null,
    stateReason: null,
    stopCause: null,
    isWaiting: false,
    events: 0,
    endedAt: null,
    completedAt: new Map(),
    journals: [],
    shared: new Map(),
    sharedRatings: new Map(),
  };
}

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
      return applyStart(record, event);
    case "response":
      return applyResponse(record, event, place);
    case "rating":
      return applyRating(record, event, place);
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
  record.open.set(key, startFacts(event));
}

/** Without what a line holds beside the event. */
function startFacts({ k, sample, row, variant, epoch, model, attempt, request, criteria, t }: StartEvent): StartEvent {
  return { k, sample, row, variant, epoch, model, attempt, request, ...(criteria === undefined ? {} : { criteria }), t };
}

function applyResponse(record: RunRecord, event: ResponseEvent, place: LinePlace): void {
  // What came from the cache answers no call that was sent.
  if (event.cost.cached) record.calls.cached += 1;
  if (event.attempt > 0) record.open.delete(callKey(event.sample, event.request));
  record.possiblyBilledTwice += event.possiblyBilledAttempts;
  if (event.status === "late" || event.status === "cancelled") return;
  const sample = sampleOf(record, event);
  // A repeated answer never replaces one that counts.
  if (isAnswered(sample.response)) return;
  sample.response = responseFacts(record, event, place);
  noteCompletion(record, sample, event.t);
}

function applyRating(record: RunRecord, event: RatingEvent, place: LinePlace): void {
  if (event.judge !== null) {
    if (event.judge.cost?.cached === true) record.calls.cached += 1;
    if (event.judge.attempt > 0) record.open.delete(callKey(event.sample, event.judge.request));
    record.possiblyBilledTwice += event.judge.possiblyBilledAttempts ?? 0;
  }
  const sample = record.samples.get(event.sample);
  if (sample === undefined) return;
  const criterion = share(record, event.criterion);
  sample.ratings.set(criterion, shareRating(record, event));
  sample.ratingLines = addLine(sample.ratingLines, place);
  addJudgeCall(record, sample, event.judge);
  noteCompletion(record, sample, event.t);
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
    response: null,
    ratings: new Map(),
    ratingLines: [],
    judgeCalls: noCalls,
    lastAt: 0,
  };
  record.samples.set(event.sample, sample);
  return sample;
}

function responseFacts(record: RunRecord, event: ResponseEvent, { journal, start, length }: LinePlace): ResponseFacts {
  const { status, provider, usage, cost, time, error } = event;
  return {
    status: share(record, status),
    finish: provider.finish === null ? null : share(record, provider.finish),
    model: provider.model === null ? null : share(record, provider.model),
    usage: usage === null ? null : usageFacts(usage),
    cost: costFacts(record, cost),
    totalMs: time.totalMs,
    error: failureFacts(record, error),
    fingerprint: fingerprintOf(event),
    journal,
    start,
    length,
  };
}

/** Values between 0 and 1 are many: only what repeats is shared. */
export function shareRating(record: RunRecord, { value, label, error }: Pick<RatingEvent, "value" | "label" | "error">): RatingFacts {
  const rating = { value, label: label === null ? null : share(record, label), error: failureFacts(record, error) };
  if (value !== null && value !== 0 && value !== 1) return rating;
  const name = error === null ? `${value} ${label}` : JSON.stringify(rating);
  const known = record.sharedRatings.get(name);
  if (known !== undefined) return known;
  record.sharedRatings.set(name, rating);
  return rating;
}

/** A new list: one that grows in place takes room for sixteen, 100,000 times over. */
function addLine(lines: readonly LinePlace[], { journal, start, length }: LinePlace): readonly LinePlace[] {
  const last = lines.at(-1);
  const isNext = last?.journal === journal && last.start + last.length + 1 === start;
  if (!isNext) return [...lines, { journal, start, length }];
  return [...lines.slice(0, -1), { journal, start: last.start, length: start + length - last.start }];
}

const noCalls: readonly JudgeCall[] = [];

/** Of the ratings of one call only the first carries what it took. */
function addJudgeCall(record: RunRecord, sample: SampleRecord, judge: RatingEvent["judge"]): void {
  const { provider, usage, cost } = judge ?? {};
  if (provider === undefined && usage === undefined && cost === undefined) return;
  const call: JudgeCall = {
    isAnswered: provider?.finish != null,
    usage: usage == null ? null : usageFacts(usage),
    cost: cost === undefined ? null : costFacts(record, cost),
  };
  sample.judgeCalls = [...sample.judgeCalls, call];
}

/** Lines may hold fields of later versions: what is kept 100,000 times is kept field by field. */
function usageFacts({ input, output, cacheRead, cacheWrite, reasoning, estimated }: Usage): Usage {
  return { input, output, cacheRead, cacheWrite, reasoning, estimated };
}

function costFacts(record: RunRecord, { usd, source, cached }: Cost): Cost {
  return { usd, source: share(record, source), cached };
}

const longestMessage = 1000;

function failureFacts(record: RunRecord, error: Failure | null): Failure | null {
  if (error === null) return null;
  return { code: share(record, error.code), message: share(record, cutText(error.message)) };
}

/** A text of its own: a slice would hold on to the whole. */
function cutText(text: string): string {
  return text.length <= longestMessage ? text : `${[...text.slice(0, longestMessage)].slice(0, -1).join("")}…`;
}

/** The bytes of an output as they are hashed, kept aside and read back. */
export function outputText(output: ResponseOutput): string {
  return JSON.stringify(output);
}

/** 48 bits of the output's SHA-256: the same number whether the output stands in its line or beside it. */
function fingerprintOf({ output, blob }: ResponseEvent): number | null {
  const digits = output === null ? blob?.replace(/^sha256:/, "") : sha256Hex(outputText(output));
  return digits === undefined ? null : Number.parseInt(digits.slice(0, 12), 16);
}

function share<Text extends string>(record: RunRecord, text: Text): Text {
  const known = record.shared.get(text);
  // The same text is of the same type.
  if (known !== undefined) return known as Text;
  record.shared.set(text, text);
  return text;
}

/** What is no time is the beginning of all. */
function timeOf(t: string): number {
  return Date.parse(t) || 0;
}

function callKey(sample: Hash, request: Hash): string {
  return `${sample} ${request}`;
}
