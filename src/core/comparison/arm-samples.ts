// One arm of a run as figures by row: the outcome, score and criterion values of each of its samples.
import { isAnswered, type RunRecord, type SampleRecord } from "../domain/run-record.ts";
import type { ManifestCriterion } from "../domain/run-manifest.ts";
import { sampleOutcome, sampleScore, type DecidingRating, type Outcome } from "../domain/outcome.ts";

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
  readonly ratings: ReadonlyMap<string, DecidingRating>;
  readonly record: SampleRecord;
}

/** The samples of `variant` that have ended, in no particular order; a sample that is answered but not yet rated has not. */
export function scoreArm(record: RunRecord, variant: string, criteria: CriteriaFacts): ScoredSample[] {
  const scored: ScoredSample[] = [];
  for (const sample of record.samples.values()) {
    if (sample.variant !== variant || sample.response === null) continue;
    const result = scoreSample(sample, criteria);
    if (result !== null) scored.push(result);
  }
  return scored;
}

/** Null while a rating is missing. */
export function scoreSample(sample: SampleRecord, criteria: CriteriaFacts): ScoredSample | null {
  const common = { row: sample.row, epoch: sample.epoch, record: sample };
  if (!isAnswered(sample.response)) return { ...common, outcome: "error", score: null, ratings: new Map() };
  const ratings = new Map<string, DecidingRating>();
  for (const { id } of criteria.items) {
    const rating = sample.ratings.get(id);
    if (rating === undefined) return null;
    ratings.set(id, rating.value === null || rating.label === null ? { kind: "error" } : { kind: "rated", value: rating.value, label: rating.label });
  }
  return { ...common, outcome: sampleOutcome({ criteria: criteria.items, threshold: criteria.threshold }, ratings), score: sampleScore(criteria.items, ratings), ratings };
}
