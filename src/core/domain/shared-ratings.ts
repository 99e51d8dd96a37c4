// Ratings that many samples have in common, each kept once: a run of 100,000 samples by eight pass-or-fail criteria has a few hundred different sets of them.
import type { Failure } from "./run-event.ts";

/** What figures and tables need of a rating. */
export interface RatingFacts {
  readonly value: number | null;
  readonly label: "pass" | "fail" | null;
  /** With a message that may be cut. */
  readonly error: Failure | null;
}

/** The last rating of each criterion, in the order of their first. */
export type RatingsByCriterion = ReadonlyMap<string, RatingFacts>;

export interface SharedRatings {
  readonly facts: Map<string, RatingFacts>;
  /** From ratings to those with one more. */
  readonly next: Map<RatingsByCriterion, Map<string, Map<RatingFacts, RatingsByCriterion>>>;
}

/** Of a sample that has none. */
export const noRatings: RatingsByCriterion = new Map();

/** More different ones than this are not looked for: where nothing is alike, looking costs more than it saves. */
const mostShared = 20_000;

export function createSharedRatings(): SharedRatings {
  return { facts: new Map(), next: new Map() };
}

/** The facts as they are kept already. Values between 0 and 1 are many, so those are not looked for. */
export function shareFacts({ facts }: SharedRatings, rating: RatingFacts): RatingFacts {
  if (!isLikely(rating)) return rating;
  const name = rating.error === null ? `${rating.value} ${rating.label}` : JSON.stringify(rating);
  const known = facts.get(name);
  if (known !== undefined) return known;
  if (facts.size < mostShared) facts.set(name, rating);
  return rating;
}

/** The ratings with that of one criterion added or replaced; nothing is changed in place. */
export function withRating(
  { next }: SharedRatings,
  ratings: RatingsByCriterion,
  criterion: string,
  facts: RatingFacts,
): RatingsByCriterion {
  if (!isLikely(facts)) return new Map(ratings).set(criterion, facts);
  const known = next.get(ratings)?.get(criterion)?.get(facts);
  if (known !== undefined) return known;
  const made = new Map(ratings).set(criterion, facts);
  if (next.size >= mostShared) return made;
  const byCriterion = next.get(ratings) ?? new Map<string, Map<RatingFacts, RatingsByCriterion>>();
  next.set(ratings, byCriterion);
  const byFacts = byCriterion.get(criterion) ?? new Map<RatingFacts, RatingsByCriterion>();
  byCriterion.set(criterion, byFacts);
  byFacts.set(facts, made);
  return made;
}

function isLikely({ value }: RatingFacts): boolean {
  return value === null || value === 0 || value === 1;
}
