// How one sample ended, in words: why it has no answer or no rating, and how many criteria passed.
import type { Failure, ResponseStatus } from "../../domain/run-event.ts";
import type { ManifestCriterion } from "../../domain/run-manifest.ts";
import { isAnswered } from "../../domain/run-record.ts";

/** What of a sample says how it ended: as its record knows it, or whole. */
export interface EndedSample {
  readonly response: { readonly status: ResponseStatus; readonly error: Failure | null } | null;
  readonly ratings: EndedRatings;
  /** Where people rated: the ratings with theirs in place. */
  readonly labels?: { readonly counted: EndedRatings };
}

type EndedRatings = ReadonlyMap<
  string,
  { readonly value: number | null; readonly label: "pass" | "fail" | null; readonly error: Failure | null }
>;

/** Why a sample is an error; null when nothing says so. */
export function sampleError({ response, ratings, labels }: EndedSample): string | null {
  if (response === null) return null;
  const failure = response.error;
  if (!isAnswered(response)) return failure?.message ?? "The call ended without an answer.";
  for (const { error, value, label } of (labels?.counted ?? ratings).values())
    if (error !== null || value === null || label === null) return error?.message ?? "A criterion could not be rated.";
  return null;
}

/** `Passed 4 of 5`, `Passed 3 of 5, 1 error`, `No response` … */
export function outcomeText(sample: EndedSample | null, criteria: readonly ManifestCriterion[]): string {
  if (sample?.response == null) return "Not answered yet";
  if (!isAnswered(sample.response)) return "No response";
  const counted = sample.labels?.counted ?? sample.ratings;
  const ratings = criteria.flatMap(({ id }) => counted.get(id) ?? []);
  if (ratings.length < criteria.length) return "Not rated yet";
  const passed = ratings.filter(({ label }) => label === "pass").length;
  const errors = ratings.filter(({ label }) => label === null).length;
  const unrated = errors === 0 ? "" : `, ${errors} ${errors === 1 ? "error" : "errors"}`;
  return `Passed ${passed} of ${criteria.length}${unrated}`;
}
