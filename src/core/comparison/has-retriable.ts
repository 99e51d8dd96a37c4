// Whether trying again could mend anything of a run: only a rating or an evaluator that errored, where its responses are another run's.
import type { RunManifest } from "../domain/run-manifest.ts";
import { isAnswered, type RunRecord } from "../domain/run-record.ts";

/** True for a run with an error that `retry` would try again; one that stopped early on purpose is over. */
export function hasRetriable({ parent }: Pick<RunManifest, "parent">, record: RunRecord): boolean {
  if (record.early?.isStopped === true) return false;
  if ([...record.evaluations.values()].some(({ error }) => error !== null)) return true;
  const generates = parent?.relation !== "rerate";
  return [...record.samples.values()].some(({ response, ratings }) =>
    isAnswered(response) ? [...ratings.values()].some(({ error }) => error !== null) : generates && response !== null,
  );
}
