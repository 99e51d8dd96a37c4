// A checked experiment: every document it names, read and resolved, ready to be planned.
import type { Hash } from "../base/hash.ts";
import type { Collection } from "../domain/collection.ts";
import type { CriterionSet } from "../domain/criterion-set.ts";
import type { ExperimentDocument, OnInconclusive } from "../domain/experiment.ts";
import type { ModelConfig } from "../domain/model-config.ts";
import type { ProjectDocument, Timeouts } from "../domain/project.ts";
import type { Reducer } from "../domain/reducer.ts";
import type { Against } from "../domain/run-manifest.ts";
import type { Template } from "../template/document.ts";

export const baselineName = "baseline";
/** The second arm of an A/A run: the baseline once more, under a name that no variant may have. */
export const baselineAgainName = "baseline-again";

/** The baseline or a variant with its effective configuration: all overrides on its path. */
export interface Arm {
  readonly name: string;
  /** The arm it branches from; null for the baseline. */
  readonly from: string | null;
  readonly template: Template;
  readonly templateHash: Hash;
  readonly partials: (name: string) => Template | null;
  /** The column whose messages come along as the history; null when the collection has none. */
  readonly dialogue: string | null;
  /** Takes the place of the template's system messages when not null; without partials of its own. */
  readonly system: Template | null;
  /** Parameters, tools and output format already merged. */
  readonly model: ModelConfig;
  /** Hash of all that shapes the request. */
  readonly configHash: Hash;
  /** What this arm changes against the one it branches from. */
  readonly axes: readonly string[];
  /** The column whose text is the response; absent where a model generates it. */
  readonly responseColumn?: string;
}

export interface Rating {
  readonly mode: "detailed" | "fast";
  readonly grouping: "together" | "separate";
}

export interface Setup {
  /** The experiment file, or the template when it is run without one. */
  readonly path: string;
  readonly name: string;
  readonly hash: Hash;
  readonly collection: Collection;
  /** The baseline first, then the variants in the order of the file. */
  readonly arms: readonly [Arm, ...Arm[]];
  readonly criteria: CriterionSet;
  readonly judge: { readonly model: ModelConfig; readonly configHash: Hash } | null;
  /** The models of embeddings by the id of the criterion that compares by them; absent where none does. */
  readonly embeddings?: ReadonlyMap<string, { readonly model: ModelConfig; readonly configHash: Hash }>;
  readonly rating: Rating;
  readonly epochs: number;
  readonly reduce: Reducer;
  readonly rows: NonNullable<ExperimentDocument["rows"]>;
  readonly plan: NonNullable<ExperimentDocument["plan"]>;
  readonly gates: NonNullable<ExperimentDocument["gates"]>;
  readonly onInconclusive?: OnInconclusive;
  /** What the arm `head` is compared with, in the arm `base`; absent where all arms come from one state of the files. */
  readonly against?: Against;
  readonly defaults: NonNullable<ProjectDocument["defaults"]>;
  readonly timeouts: Timeouts;
  /** Every file read for it, with its bytes: what a run pins. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Where criteria, judge and rating come from other versions of the files than the rest: those versions. A run pins them too. */
  readonly ratingFiles?: ReadonlyMap<string, Uint8Array>;
}
