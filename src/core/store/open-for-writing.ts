// A stored run made ready for another writer: of a format that this version may write, and without half a line at the end of a journal.
import type { Storage } from "../base/ports.ts";
import { runFolder } from "./layout.ts";
import { journalNames, readRun, refuseNewer, type StoredRun } from "./run-store.ts";

/** Reads a run whose lock the caller holds. Throws `run/invalid` for one that can only be read, and then has changed nothing. */
export async function openForWriting(storage: Storage, runId: string): Promise<StoredRun> {
  const stored = await readRun(storage, runId);
  refuseNewer(stored);
  return (await cutTornTails(storage, runId)).length === 0 ? stored : readRun(storage, runId);
}

/** Moves torn ends of journals aside (rule R7) and answers with the names of the journals that had one. The caller holds the run's lock. */
export async function cutTornTails(storage: Storage, runId: string): Promise<string[]> {
  const cut: string[] = [];
  for (const name of await journalNames(storage, runId)) {
    if ((await storage.cutTorn(`${runFolder(runId)}/${name}`)) > 0) cut.push(name);
  }
  return cut;
}
