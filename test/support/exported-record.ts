/** What must be equal in the exports of two runs that came to the same end. */
import assert from "node:assert/strict";
import { runCli } from "./run-cli.ts";
import type { TemporaryProject } from "./temporary-project.ts";

const differing: ReadonlySet<string> = new Set([
  "run",
  "runId",
  "dir",
  "createdAt",
  "completedAt",
  "time",
  "latencyMs",
  "possiblyBilled",
  "possiblyBilledAttempts",
]);

/** The newest run, exported, without what may differ between equal records: its id, times, ids that the provider gave, and what may have been billed twice. */
export async function exportedRecord(project: TemporaryProject, samples: number): Promise<object> {
  const { stdout } = await runCli(["export", "latest", "--format", "json"], project);
  const isDifferent = (key: string, value: unknown): boolean => differing.has(key) || (key === "provider" && typeof value === "object");
  const record = JSON.parse(stdout, (key, value: unknown) => (isDifferent(key, value) ? undefined : value)) as { samples: object[] };
  assert.equal(record.samples.length, samples);
  return record;
}
