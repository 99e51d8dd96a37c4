// The record of a run: the fold of its events, and the only one. Resuming, showing, exporting and gating all start from it. It holds no text: those stay in the journal, at the places that it names.
import type { Hash } from "../base/hash.ts";
import { emptyBatches, openBatches, type BatchesRecord } from "./batch-record.ts";
import type { EarlyStop } from "./early-stop.ts";
import type { Evaluation } from "./evaluation.ts";
import type { FinishReason, Usage } from "./completion.ts";
import type { LabelsFile, SampleLabels } from "./people-verdict.ts";
import type { Cost, Failure, ResponseStatus, RunState, StartEvent, StopCause } from "./run-event.ts";
import { createSharedRatings, type RatingsByCriterion, type SharedRatings } from "./shared-ratings.ts";

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
  /** How long somebody waited for the attempt that was answered; null for an answer of a batch. */
  readonly latencyMs: number | null;
  /** With a message that may be cut. */
  readonly error: Failure | null;
  /** Equal for equal outputs; null without one. */
  readonly fingerprint: number | null;
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
  /** 0 for a sample of the plan; else which repetition of a row that must pass and failed. Only the gate looks at these. */
  readonly rerun: number;
  response: ResponseFacts | null;
  /** The last rating of each criterion. */
  ratings: RatingsByCriterion;
  /** The lines of its ratings in the order of the fold, those among them that later ones replaced. */
  ratingLines: readonly LinePlace[];
  /** One for each call behind the ratings, however many criteria it rated; those too whose ratings a later one has taken the place of: they were paid for all the same. */
  judgeCalls: readonly JudgeCall[];
  /** When its last response or rating was written, in milliseconds since the epoch. */
  lastAt: number;
  /** What people said of it, in a record that labels were laid over; never part of the fold. */
  readonly labels?: SampleLabels;
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
  readonly batches: BatchesRecord;
  /** Attempts whose outcome is unknown: they may have been billed beside the answer that counts, or instead of it. */
  possiblyBilledTwice: number;
  state: RunState | null;
  stateReason: string | null;
  /** What has to be mended before the rest can be run, when the last state says so. */
  stopCause: StopCause | null;
  /** True while the run has paused by itself and goes on by itself. */
  isWaiting: boolean;
  /** What was known of the primary metric at the end of a run that may stop early; null for any other, and before its end. */
  early: EarlyStop | null;
  /** What evaluators made of all samples, by `evaluationKey`; empty until then, and again when a sample of the plan has changed since. */
  readonly evaluations: Map<string, Evaluation>;
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
  readonly sharedRatings: SharedRatings;
  /** The file of the labels that were laid over the record; absent in a fold of journals, and where no label concerns it. */
  readonly labelsFile?: LabelsFile;
}

/** The samples that figures and tables are made of: a row that was run again for a gate counts once. */
export function* plannedSamples({ samples }: Pick<RunRecord, "samples">): Generator<SampleRecord, void> {
  for (const sample of samples.values()) if (sample.rerun === 0) yield sample;
}

/** True for a response that holds an answer; any other is an error of its sample. */
export function isAnswered<Response extends { readonly status: ResponseStatus }>(response: Response | null): response is Response {
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
    early: null,
    evaluations: new Map(),
    events: 0,
    endedAt: null,
    completedAt: new Map(),
    journals: [],
    shared: new Map(),
    sharedRatings: createSharedRatings(),
  };
}
