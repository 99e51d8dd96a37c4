// A stored run as a list shows it: its manifest and its tally, from the summary where that is current, else from the journals.
import type { LockHolder } from "../../base/ports.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { applyLabels } from "../../domain/apply-labels.ts";
import { describeDamage } from "../../store/describe-damage.ts";
import { readManifest } from "../../store/read-manifest.ts";
import { readLock, readRun } from "../../store/run-store.ts";
import { readRunLabels, type RunSource } from "../labels/run-labels.ts";
import { tallyRun, type RunTally } from "./run-tally.ts";
import { readSummary } from "./stored-summary.ts";

export interface RunOverview {
  readonly manifest: RunManifest;
  readonly tally: RunTally;
  /** Whether somebody is writing the run now. */
  readonly isHeld: boolean;
}

/** Whether who wrote a lock still holds it: only its host can tell. */
export type IsHeld = (lock: LockHolder) => boolean | Promise<boolean>;

/** Throws `run/invalid` as `readManifest` does. */
export async function readOverview({ storage, files }: RunSource, runId: string, isHeld: IsHeld): Promise<RunOverview> {
  const { manifest, hash: manifestHash, newerFormat } = await readManifest(storage, runId);
  const lock = await readLock(storage, runId);
  const held = lock !== null && (await isHeld(lock));
  const labels = await readRunLabels({ files, storage }, manifest);
  // A summary is of the journals alone.
  if (!held && newerFormat === null && labels === null) {
    const summary = await readSummary(storage, { manifest, manifestHash });
    if (summary.kind === "current") return { manifest, tally: summary.tally, isHeld: held };
  }
  const stored = await readRun(storage, runId);
  const record = labels === null ? stored.record : applyLabels(stored.record, labels);
  return { manifest, tally: tallyRun(manifest, record, describeDamage(stored)), isHeld: held };
}
