// From the ratings of one sample to its score and its outcome; an error is never turned into a pass or a fail.

export type Outcome = "pass" | "fail" | "error";

/** What of a criterion decides a sample. */
export interface DecidingCriterion {
  readonly id: string;
  readonly severity: "hard" | "soft";
  readonly weight: number;
}

/** What of a rating decides a sample: a value in [0, 1] and a label; one of them null is an error. */
export interface DecidingRating {
  readonly value: number | null;
  readonly label: "pass" | "fail" | null;
}

export type DecidingRatings = ReadonlyMap<string, DecidingRating>;

/** Weights such as 0.1 do not add up exactly; a score that equals the threshold on paper reaches it. */
const roundingSlack = 1e-12;

/**
 * The weighted mean Σ weight·value / Σ weight over all criteria, hard ones included, in [0, 1].
 * Null when a criterion has no rating, a rating is an error, or there is no criterion.
 */
export function sampleScore(criteria: readonly DecidingCriterion[], ratings: DecidingRatings): number | null {
  if (criteria.length === 0) return null;
  let weights = 0;
  let sum = 0;
  for (const { id, weight } of criteria) {
    const rating = ratings.get(id);
    if (rating === undefined || rating.value === null || rating.label === null) return null;
    weights += weight;
    sum += weight * rating.value;
  }
  return Math.min(1, sum / weights);
}

/**
 * `error` when the sample has no score; else `pass` when every hard criterion passes and, where the set has a threshold, the score reaches it; else `fail`.
 * A response that failed has no ratings and so is an error too.
 */
export function sampleOutcome(
  set: { readonly criteria: readonly DecidingCriterion[]; readonly threshold: number | null },
  ratings: DecidingRatings,
): Outcome {
  const score = sampleScore(set.criteria, ratings);
  if (score === null) return "error";
  const isEveryHardPassed = set.criteria.every(({ id, severity }) => severity === "soft" || isPass(ratings.get(id)));
  const isThresholdReached = set.threshold === null || score >= set.threshold - roundingSlack;
  return isEveryHardPassed && isThresholdReached ? "pass" : "fail";
}

/** A rating that is an error, or is missing, is none. */
export function isPass(rating: DecidingRating | undefined): boolean {
  return rating !== undefined && rating.value !== null && rating.label === "pass";
}
