// One arm of a run as figures by row: the outcome, score and criterion values of each of its samples.
import { countedRatings } from "../domain/apply-labels.ts";
import { isAnswered, plannedSamples, type RunRecord, type SampleRecord } from "../domain/run-record.ts";
import type { ManifestCriterion } from "../domain/run-manifest.ts";
import { preferencesOf, type Preferences } from "./metric.ts";
import { sampleOutcome, sampleScore, type DecidingRatings, type Outcome } from "../domain/outcome.ts";

/** What every figure of an arm needs to know of its criteria. */
export interface CriteriaFacts {
  readonly items: readonly ManifestCriterion[];
  readonly threshold: number | null;
}

export interface ScoredSample {
  readonly row: string;
  readonly epoch: number;
  readonly outcome: Outcome;
  /** 0 to 1; null for an errored sample. */
  readonly score: number | null;
  readonly ratings: DecidingRatings;
  readonly record: SampleRecord;
  /** The metrics that are decided by the value of a rating and not by its label; absent where there are none. */
  readonly preferences?: Exclude<Preferences, undefined>;
}

/**
 * The samples of the plan of `variant` that have ended, by row id and epoch; a sample that is answered but not yet rated has not.
 * Their order never depends on which answer came first: sums and drawn intervals would differ between equal runs.
 */
export function scoreArm(record: RunRecord, variant: string, criteria: CriteriaFacts): ScoredSample[] {
  return scoreEnded(plannedSamples(record), variant, criteria);
}

/** The same of rows that must pass and were run again: each in the order of its repetitions. */
export function scoreReruns(record: RunRecord, variant: string, criteria: CriteriaFacts): ScoredSample[] {
  const reruns = [...record.samples.values()].filter(({ rerun }) => rerun > 0).sort((a, b) => a.rerun - b.rerun);
  return scoreEnded(reruns, variant, criteria);
}

function scoreEnded(samples: Iterable<SampleRecord>, variant: string, criteria: CriteriaFacts): ScoredSample[] {
  const scored: ScoredSample[] = [];
  for (const sample of samples) {
    if (sample.variant !== variant || sample.response === null) continue;
    const result = scoreSample(sample, criteria);
    if (result !== null) scored.push(result);
  }
  return scored.sort((a, b) => (a.row === b.row ? a.epoch - b.epoch : a.row < b.row ? -1 : 1));
}

const noRatings: DecidingRatings = new Map();

/** Null while a rating is missing. */
export function scoreSample(sample: SampleRecord, criteria: CriteriaFacts): ScoredSample | null {
  const preferences = preferencesOf(criteria.items);
  const common = { row: sample.row, epoch: sample.epoch, record: sample, ...(preferences === undefined ? {} : { preferences }) };
  if (!isAnswered(sample.response)) return { ...common, outcome: "error", score: null, ratings: noRatings };
  const ratings = countedRatings(sample);
  for (const { id } of criteria.items) if (!ratings.has(id)) return null;
  return {
    ...common,
    outcome: sampleOutcome({ criteria: criteria.items, threshold: criteria.threshold }, ratings),
    score: sampleScore(criteria.items, ratings),
    ratings,
  };
}
