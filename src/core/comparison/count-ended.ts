// How far a run has come: samples that have ended, and those among them that ended in an error. Cheap enough for every notice of a live run.
import type { RunManifest } from "../domain/run-manifest.ts";
import { isAnswered, plannedSamples, type RunRecord } from "../domain/run-record.ts";

export interface EndedCount {
  readonly ended: number;
  readonly errors: number;
}

/** A sample has ended when it could not be answered, or is answered and has a rating for every criterion. */
export function countEnded({ criteria }: Pick<RunManifest, "criteria">, record: RunRecord): EndedCount {
  let ended = 0;
  let errors = 0;
  for (const { response, ratings } of plannedSamples(record)) {
    if (response === null) continue;
    const isError = !isAnswered(response);
    if (!isError && !criteria.items.every(({ id }) => ratings.has(id))) continue;
    ended += 1;
    if (isError || criteria.items.some(({ id }) => ratings.get(id)?.error != null)) errors += 1;
  }
  return { ended, errors };
}
