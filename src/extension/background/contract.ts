// What the editor's half asks of the background threads, and what they tell unasked: plain data, typed at both ends.
import type { ErrorCode, ErrorPlace } from "../../core/base/errors.ts";
import type { Hash } from "../../core/base/hash.ts";
import type { Diagnostic } from "../../core/domain/diagnostic.ts";
import type { StopCause } from "../../core/domain/run-event.ts";
import type { RowSelector } from "../../core/domain/run-manifest.ts";
import type { RunGates } from "../../core/gates/ruling.ts";
import type { exporters } from "../../core/report/exporters/registry.ts";
import type { RunStatus } from "../../core/report/run-result.ts";
import type { Verdict } from "../../core/stats/verdict.ts";
import type { SampleKey } from "../../protocol/actions.ts";
import type { RowsPlane, RowsQuery } from "../../protocol/rows-plane.ts";
import type { SamplePlane } from "../../protocol/sample-plane.ts";
import type { SummaryPlane } from "../../protocol/summary-plane.ts";
import type { ProjectDescription } from "../../core/documents/project-description.ts";

/** A project's folder on disk, and the texts of its files that are open and unsaved, by project-relative path. */
export interface ProjectPlace {
  readonly root: string;
  readonly unsaved: Readonly<Record<string, string>>;
}

/** What is run: an experiment or a template with its own collection and criteria; a template as it stands against HEAD; or an experiment as it stands against a commit. */
export type RunTarget =
  | { readonly kind: "experiment"; readonly path: string }
  | {
      readonly kind: "working-copy";
      readonly path: string;
      /** The experiment whose collection, criteria, model and plan are taken; null takes those that the template names. */
      readonly experiment: string | null;
    }
  /** The gate of `touchstone gate --base <ref>`: `ref` names a commit. */
  | { readonly kind: "against"; readonly path: string; readonly ref: string };

export interface RunRequest {
  readonly project: ProjectPlace;
  readonly target: RunTarget;
  readonly variants: readonly string[] | null;
  readonly rows: RowSelector | null;
  /** Hands the calls over in batches. */
  readonly isBatch: boolean;
  /** Runs the baseline against itself, and no variant; absent for an ordinary run. */
  readonly isNoiseCheck?: boolean;
  /** Base URLs by endpoint name, from user settings. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** What a run may spend at most, whatever the project says. */
  readonly maxCostUsd: number;
}

export interface PlanDescription {
  readonly name: string;
  readonly path: string;
  readonly rows: number;
  readonly samples: number;
  readonly variants: readonly string[];
  readonly calls: { readonly generation: number; readonly rating: number; readonly cached: number };
  /** At most; null when a price is unknown. */
  readonly worstCostUsd: number | null;
  readonly maxCostUsd: number | null;
  readonly destinations: readonly Destination[];
  /** The files of the project whose code would run here. */
  readonly scripts: readonly PlannedScript[];
  /** What a person must be told before the run, such as that there is nothing to compare with. */
  readonly notes: readonly string[];
  /** What is worth knowing and no reason to ask, such as how many requests are those of the commit. */
  readonly remarks: readonly string[];
  readonly warnings: readonly string[];
  /** Of all that a person agrees to: the samples, what rates them, where they go and what they may cost. */
  readonly planHash: Hash;
}

/** A file of the project whose code rates, as it stood when it was planned. */
export interface PlannedScript {
  readonly path: string;
  readonly sha256: Hash;
}

/** What is left of a run: rows, samples, calls and cost are those of the rest. */
export interface RestDescription extends PlanDescription {
  /** Where the rest would go although the run began elsewhere; it is resumed only by somebody who accepts these origins. */
  readonly otherOrigins: readonly OtherOrigin[];
}

export interface OtherOrigin {
  readonly endpoint: string;
  readonly model: string;
  readonly began: string;
  readonly origin: string;
}

export interface Destination {
  /** Null for a provider that calls nobody. */
  readonly endpoint: string | null;
  readonly origin: string | null;
  readonly model: string;
  readonly calls: number;
  readonly needsKey: boolean;
}

/** Keys by endpoint: only those of the destinations, only for the call. */
export type Keys = Readonly<Record<string, string>>;

export interface RunListItem {
  readonly runId: string;
  readonly name: string;
  /** The experiment or template. */
  readonly path: string;
  readonly startedAt: string;
  readonly status: RunStatus | "unreadable";
  readonly rows: number;
  readonly ended: number;
  readonly samples: number;
  readonly errors: number;
  /** Batches that the provider has, or may have, and that are not collected. */
  readonly waitingBatches: number;
  /** True when there are errors that could be tried again. */
  readonly isRetriable: boolean;
  /** The verdict of the last variant; null without one. */
  readonly verdict: Verdict | null;
  readonly isSimulated: boolean;
  /** True when only some of the rows were taken. */
  readonly isPartial: boolean;
  /** True for a run of the baseline against itself, which is nobody's verdict. */
  readonly isNoiseCheck: boolean;
  /** True when its arms are the two states of the files, `base` and `head`, and none of the experiment's own. */
  readonly isAgainstCommit: boolean;
  /** True when it pinned rules, which its comment tells of. */
  readonly hasGates: boolean;
  readonly variants: readonly {
    readonly name: string;
    readonly passed: number;
    readonly samples: number;
    readonly verdict: Verdict | null;
  }[];
  /** Files that the run pinned. */
  readonly files: readonly string[];
  /** Why it cannot be read, where the status says so. */
  readonly problem: string | null;
}

export type ExportFormatName = keyof typeof exporters;

/** Where calls go and what they may cost, from user settings. */
type Spending = Pick<RunRequest, "endpoints" | "maxCostUsd">;

interface Approving {
  /** Hashes of the scripts that a person has agreed to; a run of any other fails with `script/unapproved`. None where it is absent. */
  readonly approvedScripts?: readonly Hash[];
}

interface Retrying {
  /** True to try again what ended in an error; else it stays. */
  readonly retriesErrors?: boolean;
}

interface RunPlace {
  readonly project: ProjectPlace;
  readonly runId: string;
}

/** Asked of the thread that reads projects. */
export interface ProjectQuestions {
  readonly "project/describe": { readonly ask: ProjectPlace; readonly answer: ProjectDescription };
  /** Findings of the files at `paths`, or of the whole project. */
  readonly "project/check": {
    readonly ask: { readonly project: ProjectPlace; readonly paths: readonly string[] | null };
    readonly answer: readonly Diagnostic[];
  };
}

/** Asked of the thread that runs experiments and reads what came of them. */
export interface RunQuestions {
  readonly "run/plan": { readonly ask: RunRequest; readonly answer: PlanDescription };
  /** Answers when the run exists; what follows is told by notices. Fails with `run/conflict` when the plan is no longer the one with `planHash`. */
  readonly "run/start": {
    readonly ask: RunRequest & Approving & { readonly keys: Keys; readonly planHash: Hash };
    readonly answer: { readonly runId: string };
  };
  /** What is left of a run and where it would be sent. */
  readonly "run/plan-rest": { readonly ask: RunPlace & Spending & Retrying; readonly answer: RestDescription };
  /** Fails with `run/invalid` when the rest would go to an origin at which the run did not begin and which `acceptsOrigins` does not name. */
  readonly "run/resume": {
    readonly ask: RunPlace & Spending & Retrying & Approving & { readonly keys: Keys; readonly acceptsOrigins: readonly string[] };
    readonly answer: { readonly runId: string };
  };
  /** What rating a run's responses again by the files as they are would take. Fails with `run/invalid` where it has none to rate. */
  readonly "run/plan-rerate": { readonly ask: RunPlace & Spending; readonly answer: PlanDescription };
  /** As `run/start`, for a new run with the responses of this one. */
  readonly "run/rerate": {
    readonly ask: RunPlace & Spending & Approving & { readonly keys: Keys; readonly planHash: Hash };
    readonly answer: { readonly runId: string };
  };
  /** Answers when the run has written its last word. `reason` is kept with the run; without one a person wanted it. */
  readonly "run/cancel": { readonly ask: { readonly runId: string; readonly reason?: string }; readonly answer: null };
  readonly "runs/list": { readonly ask: ProjectPlace; readonly answer: readonly RunListItem[] };
  /** Those of the runs that have batches which are not collected; no more journals are read than those of runs in batches. */
  readonly "runs/waiting": { readonly ask: ProjectPlace; readonly answer: readonly RunListItem[] };
  /** `problems` tells what could not be read and is missing from the file. */
  readonly "run/export": {
    readonly ask: RunPlace & { readonly format: ExportFormatName; readonly file: string };
    readonly answer: { readonly problems: readonly string[] };
  };
  /** The Markdown for a pull request: what the command line writes for the format `comment`. */
  readonly "run/comment": { readonly ask: RunPlace; readonly answer: string };
  /** Names of commits that a gate could be compared with, the likeliest first. Runs git, so only a trusted folder may ask. */
  readonly "git/refs": { readonly ask: ProjectPlace; readonly answer: readonly string[] };
  /** `maxCostUsd` is the user's, for what resuming would cost at most. */
  readonly "results/summary": {
    readonly ask: RunPlace & { readonly variant: string | null } & Pick<RunRequest, "maxCostUsd">;
    readonly answer: SummaryPlane;
  };
  readonly "results/rows": {
    readonly ask: RunPlace & { readonly query: RowsQuery; readonly from: number; readonly to: number };
    readonly answer: RowsPlane;
  };
  readonly "results/sample": {
    readonly ask: RunPlace & { readonly key: SampleKey; readonly query: RowsQuery };
    readonly answer: SamplePlane | null;
  };
  /** The whole text of a response; null when there is none. */
  readonly "results/response": {
    readonly ask: RunPlace & { readonly key: SampleKey; readonly variant: string };
    readonly answer: string | null;
  };
  /** A file as the run pinned it; null when it pinned none at that path. */
  readonly "results/pinned": { readonly ask: RunPlace & { readonly path: string }; readonly answer: string | null };
  /** The pinned files that read otherwise today. */
  readonly "results/changed": { readonly ask: RunPlace; readonly answer: readonly string[] };
}

export type Questions = ProjectQuestions & RunQuestions;

/** Told unasked, at most four times a second for each run. */
export type Notice =
  | { readonly kind: "run-progress"; readonly root: string; readonly runId: string; readonly progress: RunProgress }
  /** The run has ended, or failed with `failure`; what was answered is kept either way. */
  | { readonly kind: "run-end"; readonly root: string; readonly runId: string; readonly end: RunEnd };

export interface RunProgress {
  readonly name: string;
  readonly path: string;
  readonly ended: number;
  readonly planned: number;
  readonly errors: number;
  readonly waitingBatches: number;
  readonly spentUsd: number | null;
  /** Why the run has paused, while it waits until it can go on by itself; null while it runs. */
  readonly pausedFor: string | null;
}

export interface RunEnd {
  readonly name: string;
  readonly path: string;
  readonly status: RunStatus;
  /** The verdict sentence, or how far the run came. */
  readonly sentence: string;
  /** What a finished gate against a commit decided; null for every other run. */
  readonly gate: Pick<RunGates, "verdict" | "sentence"> | null;
  /** Why it stopped early, in words; null when it did not. */
  readonly reason: string | null;
  readonly stop: StopCause | null;
  /** What went wrong beside the run, without a change to what came of it. */
  readonly warnings: readonly string[];
  readonly failure: ThreadFailure | null;
}

/** An error as it crosses between threads. */
export interface ThreadFailure {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly hint: string | null;
  readonly place: ErrorPlace;
  /** For the log only. */
  readonly stack: string | null;
}
