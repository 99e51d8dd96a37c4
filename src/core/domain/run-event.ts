// The closed list of what can happen in a run; written to the journal, one JSON line each. A run is its events.
import type { EarlyStop } from "./early-stop.ts";
import type { Hash } from "../base/hash.ts";
import type { CallTimes, FinishReason, Usage } from "./completion.ts";
import type { ToolCall } from "./tool.ts";

/** The format of the journals that this version writes. */
export const journalSchemaName = "touchstone.journal/1";

/** A writer begins: the first line of each journal file. */
export interface OpenEvent {
  readonly k: "open";
  /** The format of the journal, such as `journalSchemaName`. */
  readonly schema: string;
  readonly writer: string;
  readonly pid: number;
  /** SHA-256 of the manifest's bytes. */
  readonly manifest: Hash;
}

/** A call is about to be sent; durable before it is. One line for each attempt. */
export interface StartEvent {
  readonly k: "start";
  readonly sample: Hash;
  readonly row: string;
  readonly variant: string;
  readonly epoch: number;
  /** `provider/model` as requested. */
  readonly model: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Hash of the exact request without authentication. */
  readonly request: Hash;
  /** The criteria asked of a judge; absent for a generation. */
  readonly criteria?: readonly string[];
  /** The batch that it goes out in: it is sent when the batch is, and not before. */
  readonly batch?: string;
  readonly t: string;
}

/** A batch is about to be handed over; durable before it is, behind the starts of all its requests. */
export interface BatchIntentEvent {
  readonly k: "batch";
  readonly step: "intent";
  /** Our own name of the batch, by which it is found again when its id was never learned. */
  readonly token: string;
  readonly stage: BatchStage;
  /** The named endpoint, and `provider/model`. */
  readonly endpoint: string;
  readonly model: string;
  readonly requests: number;
  /** Hash of the sorted ids of its requests. */
  readonly members: Hash;
  readonly t: string;
}

export type BatchStage = "responses" | "judge";

/**
 * What became of a batch. `submitted`: the provider has it under this id; `collected`: all its results are journaled; `void`: the provider never
 * ran any of it; `unknown`: whether it was run cannot be told, so its calls may have been billed.
 */
export interface BatchStepEvent {
  readonly k: "batch";
  readonly step: "submitted" | "collected" | "void" | "unknown";
  readonly token: string;
  /** The provider's id, where there is one. */
  readonly id: string | null;
  /** Lines of the results that were no answer to a request of the batch, or a second one. */
  readonly strays?: number;
  readonly t: string;
}

/** A request of a batch has failed and is asked again in another. */
export interface FailedRequestEvent {
  readonly k: "failed-request";
  readonly sample: Hash;
  readonly request: Hash;
  readonly attempt: number;
  readonly failure: FailedAttempt;
  readonly isPossiblyBilled: boolean;
  readonly t: string;
}

export type ResponseStatus = "ok" | "error" | "incomplete" | "refused" | "filtered" | "late" | "cancelled";

export interface ProviderFacts {
  readonly id: string | null;
  readonly requestId: string | null;
  readonly model: string | null;
  readonly systemFingerprint: string | null;
  readonly serviceTier: string | null;
  readonly finish: FinishReason | null;
  readonly finishRaw: string | null;
  readonly status: number | null;
}

/** Money of one answer; null is unknown, never 0. */
export interface Cost {
  readonly usd: number | null;
  readonly source: "table" | "config" | "free" | "unknown";
  /** True for an answer from the cache: its price counts for the sample, and nothing was spent. */
  readonly cached: boolean;
  /** The factor that the batch API's price stands in `usd` with; absent for a live call. */
  readonly batchFactor?: number;
}

export interface Failure {
  readonly code: string;
  readonly message: string;
}

export interface FailedAttempt {
  readonly status: number | null;
  readonly code: string;
  readonly waitedMs: number;
}

/** What all attempts of one call came to. */
export interface CallFacts {
  readonly provider: ProviderFacts;
  readonly usage: Usage | null;
  readonly cost: Cost;
  readonly time: CallTimes & { readonly queuedMs: number; readonly retryWaitMs: number };
  readonly retries: readonly FailedAttempt[];
  /** Attempts whose outcome is unknown: sent, not answered, maybe billed. */
  readonly possiblyBilledAttempts: number;
}

/** What a model or an application produced. */
export interface ResponseOutput {
  readonly text: string;
  readonly toolCalls?: readonly ToolCall[];
}

/** A generation has ended, with an answer or with an error; or a call was given up. */
export interface ResponseEvent extends CallFacts {
  readonly k: "response";
  readonly sample: Hash;
  readonly row: string;
  readonly variant: string;
  readonly epoch: number;
  /** Which repetition of a row that must pass and failed, counted from 1; absent for the samples of the plan. */
  readonly rerun?: number;
  /** 0 for an answer from the cache, and for a request that was not sent because it had failed too often. */
  readonly attempt: number;
  readonly request: Hash;
  /** As in the call's start: only a judge call that was given up ends in a response of its own. */
  readonly criteria?: readonly string[];
  /** `cancelled`: the call failed and was given up because the run stopped; it will be made again. */
  readonly status: ResponseStatus;
  /** Null without an answer, and in the line of an output that is kept in a blob. */
  readonly output: ResponseOutput | null;
  /** The hash of a large output, which lies whole in `blobs/`; null when it stands in the line. */
  readonly blob: Hash | null;
  readonly error: Failure | null;
  readonly t: string;
}

/** What one criterion said of one response. */
export interface RatingEvent {
  readonly k: "rating";
  readonly sample: Hash;
  readonly criterion: string;
  readonly criterionHash: Hash;
  /** 0 to 1; null when the rating ended in an error. */
  readonly value: number | null;
  readonly label: "pass" | "fail" | null;
  readonly reason: string | null;
  /** The judge's answer as it came, when it could not be read. */
  readonly raw: string | null;
  /** The judge call behind the rating; criteria rated by one call share it, and only the first carries its facts. */
  readonly judge: ({ readonly model: string; readonly request: Hash; readonly attempt: number } & Partial<CallFacts>) | null;
  readonly error: Failure | null;
  /** Who rated, for ratings by people. */
  readonly by: string | null;
  readonly t: string;
}

/** What an evaluator made of all samples of one arm; it holds until another response or rating of the plan comes behind it. */
export interface EvaluationEvent {
  readonly k: "evaluation";
  readonly evaluator: string;
  readonly evaluatorHash: Hash;
  readonly variant: string;
  /** Null when it ended in an error. */
  readonly value: number | null;
  readonly reason: string | null;
  readonly error: Failure | null;
  readonly t: string;
}

export type RunState = "resumed" | "paused" | "cancelled" | "incomplete" | "done";

/**
 * What stops or pauses a run before its end: a refused key, one that is missing, a server that cannot be reached, a cap, a server that
 * wants no calls, failures in a row.
 */
export type StopCause = "auth" | "no-key" | "unreachable" | "budget" | "rate-limit" | "failures";

/** The run's state changes. */
export interface StateEvent {
  readonly k: "state";
  readonly state: RunState;
  readonly reason: string | null;
  /** Absent where nothing is to be mended. */
  readonly cause?: StopCause;
  /** True for a pause that the run itself ends as soon as it can; absent where somebody has to resume it. */
  readonly isWaiting?: true;
  /** In the last word of a run that may stop early. */
  readonly early?: EarlyStop;
  readonly counts: { readonly planned: number; readonly ended: number; readonly errors: number };
  readonly t: string;
}

export type BatchEvent = BatchIntentEvent | BatchStepEvent;

export type RunEvent =
  OpenEvent | StartEvent | BatchEvent | FailedRequestEvent | ResponseEvent | RatingEvent | StateEvent | EvaluationEvent;
