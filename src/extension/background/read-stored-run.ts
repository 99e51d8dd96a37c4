// A run as its files tell it, with how it stands.
import type { RunManifest } from "../../core/domain/run-manifest.ts";
import type { RunRecord } from "../../core/domain/run-record.ts";
import { runStatus, type RunStatus } from "../../core/report/run-result.ts";
import { describeDamage } from "../../core/store/describe-damage.ts";
import { readRun } from "../../core/store/run-store.ts";
import type { FolderStorage } from "../../node/folder-storage.ts";
import type { RunLocks } from "./run-locks.ts";

export interface StoredRunFacts {
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly status: RunStatus;
  /** What is wrong with its files, in sentences. */
  readonly notes: readonly string[];
}

export type ReadStoredRun = (storage: FolderStorage, runId: string) => Promise<StoredRunFacts>;

export function storedRunReader(locks: RunLocks): ReadStoredRun {
  return async (storage, runId) => {
    const stored = await readRun(storage, runId);
    const { manifest, record, lock } = stored;
    return { manifest, record, status: runStatus(record, await locks.isHeld(lock, storage, runId)), notes: describeDamage(stored) };
  };
}
