/** The runs of a project as they lie on disk, read by the same code that the command line reads them with. */
import path from "node:path";
import type { RunManifest } from "../../../src/core/domain/run-manifest.ts";
import type { RunRecord } from "../../../src/core/domain/run-record.ts";
import { runStatus, type RunStatus } from "../../../src/core/report/run-result.ts";
import { pinnedFiles } from "../../../src/core/store/objects.ts";
import { listRunIds, readRun } from "../../../src/core/store/run-store.ts";
import { folderStorage } from "../../../src/node/folder-storage.ts";
import { until } from "./until.ts";

export interface RunOnDisk {
  readonly runId: string;
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  readonly status: RunStatus;
  /** Its lock is let go of after its last word. */
  readonly isLocked: boolean;
}

/** Newest first. */
export async function runsOf(root: string): Promise<RunOnDisk[]> {
  const storage = storageOf(root);
  const runs: RunOnDisk[] = [];
  for (const runId of await listRunIds(storage)) {
    const { manifest, record, lock } = await readRun(storage, runId);
    runs.push({ runId, manifest, record, status: runStatus(record, lock !== null), isLocked: lock !== null });
  }
  return runs;
}

/** The newest run of a project, as soon as its last word is written and it is let go of. */
export async function endedRun(root: string): Promise<RunOnDisk> {
  const [newest] = await until("the end of a run", {
    read: () => runsOf(root),
    isGood: ([run]) => run !== undefined && !run.isLocked && run.status !== "running" && run.status !== "interrupted",
  });
  if (newest === undefined) throw new Error("There is no run.");
  return newest;
}

/** The text of a file as a run pinned it. */
export async function pinnedText(root: string, { manifest }: RunOnDisk, file: string): Promise<string> {
  return new TextDecoder().decode((await pinnedFiles(storageOf(root), manifest.files).read(file)) ?? undefined);
}

function storageOf(root: string): ReturnType<typeof folderStorage> {
  return folderStorage(path.join(root, ".touchstone"));
}
