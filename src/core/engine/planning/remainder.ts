// What is left to do of a sample that a run has already dealt with: all of it, some of its ratings, or nothing.
import type { Criterion } from "../../domain/criterion-set.ts";
import { isAnswered, type SampleRecord } from "../../domain/run-record.ts";

/** What a run does again: `nothing` leaves an error as the end of its sample; `rating-errors` and `errors` try it once more, the latter a failed response too. */
export type Redo = "nothing" | "rating-errors" | "errors";

export interface Remainder {
  /** The sample with the answer that is there; null when the response is to be generated. */
  readonly known: SampleRecord | null;
  /** What the answer is still to be rated by. */
  readonly criteria: readonly Criterion[];
}

/** Null for a sample that has ended. An answer is never asked for again, and a rating that is no error stays. */
export function remainderOf(known: SampleRecord | undefined, criteria: readonly Criterion[], redo: Redo): Remainder | null {
  const response = known?.response ?? null;
  if (known === undefined || response === null) return { known: null, criteria };
  if (!isAnswered(response)) return redo === "errors" ? { known: null, criteria } : null;
  const left = criteria.filter(({ id }) => {
    const rating = known.ratings.get(id);
    return rating === undefined || (redo !== "nothing" && rating.error !== null);
  });
  return left.length === 0 ? null : { known, criteria: left };
}
