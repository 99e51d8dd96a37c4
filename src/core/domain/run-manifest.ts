// What a run pins when it starts: enough to read it, repeat it and know what it was.
import type { Hash } from "../base/hash.ts";
import type { GitState } from "../base/ports.ts";
import type { ModelParameters } from "./model-config.ts";
import type { ExperimentDocument, OnInconclusive } from "./experiment.ts";
import type { GateRows } from "./gate-rows.ts";
import type { Timeouts } from "./project.ts";
import type { Reducer } from "./reducer.ts";
import type { RowClusters } from "./row-clusters.ts";

/** The format of the manifests that this version writes. */
export const manifestSchemaName = "touchstone.run/1.1";

/** Which rows of a collection, after its filters (contracts §9). */
export type RowSelector =
  | { readonly kind: "first"; readonly count: number }
  | { readonly kind: "sample"; readonly count: number }
  | { readonly kind: "ids"; readonly ids: readonly string[] };

/** One of `count` parts of a run, `index` of them counted from 1: some of its rows, with all their arms and epochs (contracts §9). */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** A run is divided into no more parts. */
export const mostShards = 9999;

/** A shard as people write it: `3/8`. */
export function shardName({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/** How the rows of a run were chosen; `failing` and `errors` stand as the ids they meant, so that it means the same for ever. */
export interface RunSelection {
  readonly variants: readonly string[] | null;
  readonly rows: RowSelector | null;
  readonly filter: Readonly<Record<string, readonly string[]>> | null;
  readonly epochs: number | null;
  readonly ratingMode: "detailed" | "fast" | null;
  /** Absent in a run that is no shard. */
  readonly shard?: Shard;
}

/** A shard whose events stand in a merged run. */
export interface MergedShard {
  readonly runId: string;
  readonly shard: Shard;
}

export interface PinnedFile {
  readonly path: string;
  readonly sha256: Hash;
}

/** What a model's answers were reckoned at when the run began. */
export interface ManifestPrice {
  /** As in `models`. */
  readonly id: string;
  /** Null where nobody knew. */
  readonly usdPerMillion: { readonly input: number; readonly cachedInput: number; readonly output: number } | null;
}

/** How a run goes out in batches: the responses always, the judge's calls too unless they are made live. */
export interface BatchMode {
  readonly judge: "batch" | "live";
}

export interface ManifestModel {
  readonly id: string;
  readonly provider: string;
  readonly origin: string | null;
  readonly requested: string;
  readonly params: ModelParameters;
  readonly api: string | null;
}

export interface ManifestVariant {
  readonly id: string;
  readonly from: string | null;
  readonly template: string;
  readonly templateHash: Hash;
  readonly configHash: Hash;
  readonly model: string;
  /** What it changes against the arm that it branches from; absent where that is nothing, and in runs from before it was kept. */
  readonly axes?: readonly string[];
}

export interface ManifestCriterion {
  readonly id: string;
  readonly name: string | null;
  readonly kind: string;
  readonly severity: "hard" | "soft";
  readonly weight: number;
  readonly hash: Hash;
  /** The model that it compares by; absent for one that compares by none. */
  readonly embeddings?: { readonly model: string; readonly configHash: Hash };
}

export interface ManifestEvaluator {
  readonly id: string;
  readonly name: string | null;
  readonly hash: Hash;
}

/** What the head of a gate was compared with: the same experiment at another commit. The arms of such a run are `base` and `head`. */
export interface Against {
  /** As it was asked for, such as `main`. */
  readonly ref: string;
  readonly commit: string;
  /** True where the experiment's gates or plan differ between the commit and the working tree. */
  readonly areGatesEdited: boolean;
  /** Samples of the head whose request is byte for byte that of the base. */
  readonly identicalRequests: number;
}

export interface RunManifest {
  readonly schema: string;
  readonly runId: string;
  readonly createdAt: string;
  readonly purpose: "run" | "aa";
  readonly tool: {
    readonly name: "touchstone";
    readonly version: string;
    readonly surface: "cli" | "vscode" | "sdk";
    readonly node: string;
    readonly os: string;
  };
  readonly git: GitState | null;
  /** Absent in a run whose arms come from one state of the files. */
  readonly against?: Against;
  readonly experiment: {
    readonly hash: Hash;
    readonly path: string;
    readonly name: string;
    readonly plan: NonNullable<ExperimentDocument["plan"]>;
    readonly gates: NonNullable<ExperimentDocument["gates"]>;
    /** The rows of gates with `rows` or `by`; absent where no gate has either, and in runs from before gates were decided. */
    readonly gateRows?: readonly GateRows[];
    /** What a pipeline is to make of gates that are inconclusive; absent where nothing is said, which means neutral. */
    readonly onInconclusive?: OnInconclusive;
  };
  /** Every file the run was made from; the bytes are kept in `.touchstone/objects`. */
  readonly files: readonly PinnedFile[];
  /** The versions of files that criteria, judge and rating were read from, for a run that rates another one's responses again; absent in any other. */
  readonly ratingFiles?: readonly PinnedFile[];
  readonly selection: RunSelection;
  /** True for a run that takes nothing from the cache, when it is resumed too. */
  readonly isFresh: boolean;
  /** True for a run that was made to decide its gates: rows that must pass and failed are run again. Absent in any other. */
  readonly isGate?: true;
  /** Absent in a run whose calls are made live. */
  readonly batch?: BatchMode;
  readonly isPartial: boolean;
  /** `rowHashes` names the object that holds the list of [id, row hash] of the rows that ran. */
  readonly collection: {
    readonly path: string;
    readonly hash: Hash;
    readonly rows: number;
    readonly version: string | null;
    readonly rowHashes: Hash;
    /** Rows that repeat the inputs of an earlier one, and those that differ from one only in case, spaces or punctuation; absent without any. */
    readonly duplicates?: { readonly equal: number; readonly alike: number };
    /** Which rows belong together; absent where each stands alone. */
    readonly clusters?: RowClusters;
  };
  readonly variants: readonly ManifestVariant[];
  readonly models: readonly ManifestModel[];
  readonly criteria: {
    readonly path: string;
    readonly hash: Hash;
    readonly threshold: number | null;
    readonly items: readonly ManifestCriterion[];
    /** Absent for a set without any. */
    readonly evaluators?: readonly ManifestEvaluator[];
    readonly judge: { readonly model: string; readonly configHash: Hash; readonly promptVersion: number; readonly promptHash: Hash } | null;
  };
  readonly rating: { readonly mode: "detailed" | "fast"; readonly grouping: "together" | "separate" };
  readonly epochs: number;
  /** How the epochs of a row become one value; absent for their mean. */
  readonly reduce?: Reducer;
  readonly order: { readonly seed: number; readonly scheme: "shuffle-interleave-v1" };
  /** `worstUsd` is the bound that was shown before the run; it and `models` are absent in runs from before they were kept. */
  readonly prices: { readonly table: string; readonly worstUsd?: number | null; readonly models?: readonly ManifestPrice[] };
  readonly limits: {
    readonly maxCostUsd: number | null;
    readonly maxCalls: number | null;
    readonly concurrency: number;
    readonly timeouts: Timeouts;
    readonly maxAttempts: number;
  };
  readonly samples: number;
  readonly planHash: Hash;
  readonly isSimulated: boolean;
  readonly parent: { readonly runId: string; readonly relation: "resume" | "rerate" | "retry" } | null;
  /** The shards that a merged run was put together from, in their order; absent in any other run. */
  readonly mergedFrom?: readonly MergedShard[];
}
