// A run as its files tell it, with how it stands.
import type { RunManifest } from "../../core/domain/run-manifest.ts";
import type { RunRecord } from "../../core/domain/run-record.ts";
import { withLabels } from "../../core/engine/labels/run-labels.ts";
import { runStatus, type RunStatus } from "../../core/report/run-result.ts";
import { describeDamage } from "../../core/store/describe-damage.ts";
import { readRun } from "../../core/store/run-store.ts";
import type { OpenProject } from "./open-project.ts";
import type { RunLocks } from "./run-locks.ts";

export interface StoredRunFacts {
  readonly manifest: RunManifest;
  /** With what people said of its responses. */
  readonly record: RunRecord;
  readonly status: RunStatus;
  /** What is wrong with its files, in sentences. */
  readonly notes: readonly string[];
}

export type ReadStoredRun = (project: Pick<OpenProject, "storage" | "files">, runId: string) => Promise<StoredRunFacts>;

export function storedRunReader(locks: RunLocks): ReadStoredRun {
  return async ({ storage, files }, runId) => {
    const stored = await readRun(storage, runId);
    const { manifest, lock } = stored;
    const record = await withLabels(stored.record, manifest, { storage, files });
    return { manifest, record, status: runStatus(record, await locks.isHeld(lock, storage, runId)), notes: describeDamage(stored) };
  };
}
