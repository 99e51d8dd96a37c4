// The repairs that lose nothing: half lines cut aside, a stale lock removed, the summary made again.
import type { Storage } from "../../base/ports.ts";
import { describeDamage } from "../../store/describe-damage.ts";
import { lockPath, runFolder, summaryPath } from "../../store/layout.ts";
import { cutTornTails } from "../../store/open-for-writing.ts";
import { readRun, refuseNewer } from "../../store/run-store.ts";
import { tallyRun } from "./run-tally.ts";
import { readSummary, writeSummary } from "./stored-summary.ts";

export interface RepairPorts {
  readonly storage: Storage;
  /** Holds the run as `RunHost.lock` does, and takes a stale lock over. */
  lock(runId: string): Promise<() => Promise<void>>;
}

/**
 * Mends what can be mended without a loss, and answers with a sentence for each thing done. Throws `run/conflict` while somebody
 * writes the run, and `run/invalid` where it cannot be read or is only to be read.
 */
export async function repairRun({ storage, lock }: RepairPorts, runId: string): Promise<string[]> {
  const done: string[] = [];
  if ((await storage.size(lockPath(runId))) !== null) done.push(`${lockPath(runId)}: the stale lock was removed.`);
  // To take it and to let it go again is what removes it.
  const release = await lock(runId);
  try {
    const found = await readRun(storage, runId);
    refuseNewer(found);
    const cut = await cutTornTails(storage, runId);
    done.push(...cut.map((name) => `${runFolder(runId)}/${name}: the half line at its end was moved to ${name}.torn.`));
    const stored = cut.length === 0 ? found : await readRun(storage, runId);
    const tally = tallyRun(stored.manifest, stored.record, describeDamage(stored));
    const kept = await readSummary(storage, stored);
    if (kept.kind !== "current" || JSON.stringify(kept.tally) !== JSON.stringify(tally)) {
      await writeSummary(storage, stored, tally);
      done.push(`${summaryPath(runId)}: the summary was made again.`);
    }
    return done;
  } finally {
    await release();
  }
}
