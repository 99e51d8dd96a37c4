// What is left of a sample in a run in batches, which comes by it many times: what is done again is done once.
import type { RatingEvent, ResponseEvent } from "../../domain/run-event.ts";
import { isAnswered, type RunRecord } from "../../domain/run-record.ts";
import type { PlannedSample } from "../planning/plan.ts";
import { remainderOf, type Remainder } from "../planning/remainder.ts";
import type { BatchContext } from "./batch-context.ts";

/** The errors of a record; those that come later are other ones. */
export function errorsIn({ samples }: Pick<RunRecord, "samples">): ReadonlySet<ResponseEvent | RatingEvent> {
  const errors = new Set<ResponseEvent | RatingEvent>();
  for (const { response, ratings } of samples.values()) {
    if (response !== null && !isAnswered(response)) errors.add(response);
    for (const rating of ratings.values()) if (rating.error !== null) errors.add(rating);
  }
  return errors;
}

/** As for a live run, but for errors of this writer, which stay. Null for a sample that has ended. */
export function restOfSample({ hash }: PlannedSample, { plan, record, redo, earlierErrors }: BatchContext): Remainder | null {
  const known = record.samples.get(hash);
  const rest = remainderOf(known, plan.setup.criteria.criteria, redo);
  if (rest === null || known === undefined || known.response === null) return rest;
  if (rest.response === null) return earlierErrors.has(known.response) ? rest : null;
  const criteria = rest.criteria.filter(({ id }) => {
    const rating = known.ratings.get(id);
    return rating === undefined || earlierErrors.has(rating);
  });
  return criteria.length === 0 ? null : { ...rest, criteria };
}
