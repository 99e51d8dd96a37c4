// What is left of a sample in a run in batches, which comes by it many times: what is done again is done once.
import type { Hash } from "../../base/hash.ts";
import type { RunEvent } from "../../domain/run-event.ts";
import { isAnswered, type RunRecord } from "../../domain/run-record.ts";
import type { JournalWriter } from "../../store/journal-writer.ts";
import type { PlannedSample } from "../planning/plan.ts";
import { remainderOf, type Remainder } from "../planning/remainder.ts";
import type { BatchContext } from "./batch-context.ts";

/** The errors of a record by `errorKey`; those that come later are other ones. */
export function errorsIn({ samples }: Pick<RunRecord, "samples">): Set<string> {
  const errors = new Set<string>();
  for (const { sample, response, ratings } of samples.values()) {
    if (response !== null && !isAnswered(response)) errors.add(errorKey(sample));
    for (const [criterion, { error }] of ratings) if (error !== null) errors.add(errorKey(sample, criterion));
  }
  return errors;
}

/** The place of a response, or of a rating by this criterion. */
function errorKey(sample: Hash, criterion?: string): string {
  return criterion === undefined ? sample : `${sample} ${criterion}`;
}

/** A journal that strikes from `errors` what it writes anew, before it is written: nobody is to do it a second time meanwhile. */
export function strikingErrors(journal: JournalWriter, errors: Set<string>): JournalWriter {
  return {
    append(...events: readonly RunEvent[]) {
      for (const event of events) {
        if (event.k === "response") errors.delete(errorKey(event.sample));
        if (event.k === "rating") errors.delete(errorKey(event.sample, event.criterion));
      }
      return journal.append(...events);
    },
    close: () => journal.close(),
  };
}

/** As for a live run, but for errors of this writer, which stay. Null for a sample that has ended. */
export function restOfSample({ hash }: PlannedSample, { plan, record, redo, earlierErrors }: BatchContext): Remainder | null {
  const sample = record.samples.get(hash);
  const rest = remainderOf(sample, plan.setup.criteria.criteria, redo);
  if (rest === null || sample === undefined || sample.response === null) return rest;
  if (rest.known === null) return earlierErrors.has(errorKey(hash)) ? rest : null;
  const criteria = rest.criteria.filter(({ id }) => !sample.ratings.has(id) || earlierErrors.has(errorKey(hash, id)));
  return criteria.length === 0 ? null : { ...rest, criteria };
}
