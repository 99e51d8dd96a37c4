// The runs of a project: create one, find one, read its manifest and fold its journals.
import { hashBytes, type Hash } from "../base/hash.ts";
import { TouchstoneError } from "../base/errors.ts";
import type { LockHolder, Storage } from "../base/ports.ts";
import type { RunManifest } from "../domain/run-manifest.ts";
import { applyRunEvent, beginJournal } from "../domain/fold-run.ts";
import { emptyRecord, type FoldedJournal, type RunRecord } from "../domain/run-record.ts";
import { piecesOf, readJournal, type JournalDamage, type JournalReading } from "./journal-reader.ts";
import { isJournalName, lockPath, manifestPath, runFolder, runsFolder } from "./layout.ts";
import { readManifest } from "./read-manifest.ts";
import { readIndex, writeIndex } from "./run-index.ts";

export interface StoredRun extends JournalReading {
  readonly manifest: RunManifest;
  readonly manifestHash: Hash;
  readonly record: RunRecord;
  /** True while some writer holds the run's lock; whether that writer is alive only its host can tell. */
  readonly lock: LockHolder | null;
}

/** Writes the manifest and answers with the hash of its bytes, which the journals name. */
export async function writeManifest(storage: Storage, manifest: RunManifest): Promise<Hash> {
  const bytes = encodeManifest(manifest);
  await storage.write(manifestPath(manifest.runId), bytes);
  return hashBytes(bytes);
}

/** The bytes of a manifest's file. */
export function encodeManifest(manifest: RunManifest): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** Leaves out what a file manager or a person may have put beside the runs. */
const runIdPattern = /^[A-Za-z0-9][A-Za-z0-9-]*$/;

/** Ids of the runs that have a manifest, newest first; run ids begin with their time. */
export async function listRunIds(storage: Storage): Promise<string[]> {
  const names = (await storage.list(runsFolder))
    .filter((name) => runIdPattern.test(name))
    .sort()
    .reverse();
  const folders = await Promise.all(names.map(async (name) => ({ name, files: await storage.list(runFolder(name)) })));
  return folders.filter(({ name, files }) => files.includes(manifestPath(name).slice(runFolder(name).length + 1))).map(({ name }) => name);
}

/** The run that `name` means: `latest`, an id, or a prefix of exactly one id. Throws `run/missing` or `input/invalid`. */
export async function findRunId(storage: Storage, name: string): Promise<string> {
  const ids = await listRunIds(storage);
  if (name === "latest") {
    const [newest] = ids;
    if (newest === undefined)
      throw new TouchstoneError("run/missing", "This project has no runs yet.", { hint: "Start one with `touchstone run <experiment>`." });
    return newest;
  }
  if (name === "") throw new TouchstoneError("input/invalid", "No run is named.", { hint: "See `touchstone list runs`." });
  const matches = ids.filter((id) => id === name || id.startsWith(name));
  const [only] = matches;
  if (only !== undefined && (matches.length === 1 || ids.includes(name))) return ids.includes(name) ? name : only;
  throw matches.length === 0
    ? new TouchstoneError("run/missing", `There is no run "${name}" in this project.`, { hint: "See `touchstone list runs`." })
    : new TouchstoneError("input/invalid", `"${name}" is the beginning of ${matches.length} runs.`, {
        hint: `Write more of the id: ${matches.slice(0, 3).join(", ")}.`,
      });
}

const otherManifest = "it was written for another manifest than the one that lies beside it, which may have been changed";

/** Reads a run: its manifest and its record, from the index where there is one that matches, else from the journals. */
export async function readRun(storage: Storage, runId: string): Promise<StoredRun> {
  const { manifest, hash: manifestHash, newerFormat } = await readManifest(storage, runId);
  // Before the journals: a run that ends in between has said its last word in them.
  const lock = await readLock(storage, runId);
  const indexed = await readIndex(storage, runId, manifestHash, await journalSizes(storage, runId));
  if (indexed !== null) return { manifest, manifestHash, record: indexed, lock, damage: [], damaged: 0, unknown: 0, newerFormat };
  const folded = await foldJournals(storage, runId, manifestHash);
  const stored = { manifest, manifestHash, ...folded, lock, newerFormat: newerFormat ?? folded.newerFormat };
  // Somebody who writes it makes one at the end; and nothing is written into a run that can only be read.
  if (lock === null && stored.newerFormat === null) await writeIndex(storage, runId, manifestHash, folded.record);
  return stored;
}

async function journalSizes(storage: Storage, runId: string): Promise<Pick<FoldedJournal, "name" | "bytes">[]> {
  const names = await journalNames(storage, runId);
  const sizes = await Promise.all(names.map(async (name) => ({ name, bytes: await storage.size(`${runFolder(runId)}/${name}`) })));
  return sizes.flatMap(({ name, bytes }) => (bytes === null ? [] : [{ name, bytes }]));
}

async function foldJournals(storage: Storage, runId: string, manifest: Hash): Promise<JournalReading & { readonly record: RunRecord }> {
  const record = emptyRecord();
  const readings: JournalReading[] = [];
  const strangers: JournalDamage[] = [];
  for (const name of await journalNames(storage, runId)) {
    const file = await storage.openReader(`${runFolder(runId)}/${name}`);
    if (file === null) continue;
    try {
      const journal = beginJournal(record, name);
      let isStranger = false;
      const reading = await readJournal(name, piecesOf(file), (event, span) => {
        if (event.k === "open" && event.manifest !== manifest) isStranger = true;
        applyRunEvent(record, event, { journal, ...span });
      });
      if (isStranger) strangers.push({ file: name, line: 1, problem: otherManifest });
      // Only what has nothing to be reported is opened from an index.
      record.journals[journal] = { name, bytes: file.size, isWhole: reading.damaged + reading.unknown === 0 && !isStranger };
      readings.push(reading);
    } finally {
      await file.close();
    }
  }
  return {
    record,
    damage: [...strangers, ...readings.flatMap(({ damage }) => damage)],
    damaged: readings.reduce((sum, { damaged }) => sum + damaged, strangers.length),
    unknown: readings.reduce((sum, { unknown }) => sum + unknown, 0),
    newerFormat: readings.find((reading) => reading.newerFormat !== null)?.newerFormat ?? null,
  };
}

/** The names of a run's journals, writers in the order in which they began. */
export async function journalNames(storage: Storage, runId: string): Promise<string[]> {
  return (await storage.list(runFolder(runId))).filter(isJournalName).sort();
}

/** Throws `run/invalid` for a run of a newer format: what this version wrote into it the newer one might not understand. */
export function refuseNewer({ manifest, newerFormat }: Pick<StoredRun, "manifest" | "newerFormat">): void {
  if (newerFormat === null) return;
  throw new TouchstoneError("run/invalid", `Run ${manifest.runId} was made by a newer version (${newerFormat}) and can only be read.`, {
    file: manifestPath(manifest.runId),
    hint: "Update Touchstone to go on with it.",
  });
}

export async function readLock(storage: Storage, runId: string): Promise<LockHolder | null> {
  const bytes = await storage.read(lockPath(runId));
  if (bytes === null) return null;
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as LockHolder;
  } catch {
    return null;
  }
}
