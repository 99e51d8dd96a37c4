// What people said of a response, as it stands beside the ratings of a run.
import type { Hash } from "../base/hash.ts";
import type { RatingsByCriterion } from "./shared-ratings.ts";

/** Of one response by one criterion. */
export interface PeopleVerdict {
  /** Of the majority; null where as many say pass as fail, which is no verdict. */
  readonly label: "pass" | "fail" | null;
  /** In the order of the raters' names. */
  readonly votes: readonly { readonly by: string; readonly label: "pass" | "fail"; readonly note: string | null }[];
}

/** By the id of the criterion. */
export type PeopleVerdicts = ReadonlyMap<string, PeopleVerdict>;

/** What people said of one sample. */
export interface SampleLabels {
  readonly verdicts: PeopleVerdicts;
  /** The ratings with those of people in place; the run's own where none of them counts. */
  readonly counted: RatingsByCriterion;
  /** The criteria by which people count. */
  readonly countedIds: ReadonlySet<string>;
}

/** The labels file of a run's criteria, as it was read. */
export interface LabelsFile {
  readonly path: string;
  /** Of its bytes: figures that labels moved are figures of this file. Null for one that cannot be read. */
  readonly hash: Hash | null;
  /** What is wrong with it, in sentences; damaged lines do not count. */
  readonly problems: readonly string[];
}
