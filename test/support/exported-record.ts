/** What must be equal in the exports of two runs that came to the same end (contracts §14). */
import assert from "node:assert/strict";
import { runCli } from "./run-cli.ts";
import type { TemporaryProject } from "./temporary-project.ts";

const differing: ReadonlySet<string> = new Set([
  "run",
  "runId",
  "mergedFrom",
  "dir",
  "createdAt",
  "completedAt",
  "time",
  "latencyMs",
  "possiblyBilled",
  "possiblyBilledAttempts",
  // What the cache held when the run began is taken off this bound.
  "worstUsd",
]);

/** The text of `export --format json` without what may differ between equal records: ids of runs and of the provider, times, and what may have been billed twice. */
export function equalRecord(exported: string): { readonly samples: readonly object[] } {
  const isDifferent = (key: string, value: unknown): boolean => differing.has(key) || (key === "provider" && typeof value === "object");
  return JSON.parse(exported, (key, value: unknown) => (isDifferent(key, value) ? undefined : value)) as { samples: object[] };
}

/** The newest run, exported, as `equalRecord` leaves it. */
export async function exportedRecord(project: TemporaryProject, samples: number): Promise<object> {
  const { stdout } = await runCli(["export", "latest", "--format", "json"], project);
  const record = equalRecord(stdout);
  assert.equal(record.samples.length, samples);
  return record;
}
