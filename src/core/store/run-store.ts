// The runs of a project: create one, find one, read its manifest and fold its journals.
import { hashBytes, type Hash } from "../base/hash.ts";
import { TouchstoneError } from "../base/errors.ts";
import type { LockHolder, Storage } from "../base/ports.ts";
import { manifestSchemaName, type RunManifest } from "../domain/run-manifest.ts";
import { applyRunEvent, beginJournal, emptyRecord, type FoldedJournal, type RunRecord } from "../domain/run-record.ts";
import { piecesOf, readJournal, type JournalDamage } from "./journal-reader.ts";
import { readIndex, writeIndex } from "./run-index.ts";
import { isJournalName, lockPath, manifestPath, runFolder, runsFolder } from "./layout.ts";

export interface StoredRun {
  readonly manifest: RunManifest;
  readonly manifestHash: Hash;
  readonly record: RunRecord;
  readonly damage: readonly JournalDamage[];
  /** Lines of kinds unknown to this version. */
  readonly unknown: number;
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

export async function readManifest(storage: Pick<Storage, "read">, runId: string): Promise<{ manifest: RunManifest; hash: Hash }> {
  const bytes = await storage.read(manifestPath(runId));
  const invalid = (problem: string, hint: string): TouchstoneError =>
    new TouchstoneError("run/invalid", `Run ${runId}: ${problem}.`, { file: manifestPath(runId), hint });
  if (bytes === null) throw invalid("its manifest is missing", "The run was never started; delete its folder.");
  let manifest: RunManifest | null;
  try {
    manifest = JSON.parse(new TextDecoder().decode(bytes)) as RunManifest | null;
  } catch {
    throw invalid("its manifest is not JSON", "Restore the file from a copy, or delete the run's folder.");
  }
  const [, major] = /^touchstone\.run\/(\d+)\./.exec(String(manifest?.schema)) ?? [];
  if (manifest === null || major !== manifestSchemaName.split("/")[1]?.split(".")[0]) {
    throw invalid(`its format ${String(manifest?.schema)} is not one this version reads`, "Update Touchstone.");
  }
  return { manifest, hash: hashBytes(bytes) };
}

/** Reads a run: its manifest and its record, from the index where there is one that matches, else from the journals. */
export async function readRun(storage: Storage, runId: string): Promise<StoredRun> {
  const { manifest, hash } = await readManifest(storage, runId);
  // Before the journals: a run that ends in between has said its last word in them.
  const lock = await readLock(storage, runId);
  const indexed = await readIndex(storage, runId, hash, await listJournals(storage, runId));
  if (indexed !== null) return { manifest, manifestHash: hash, record: indexed, damage: [], unknown: 0, lock };
  const folded = await foldJournals(storage, runId);
  // Somebody who writes it makes one at the end.
  if (lock === null) await writeIndex(storage, runId, hash, folded.record);
  return { manifest, manifestHash: hash, ...folded, lock };
}

/** The run's journals as long as they are now, writers in the order in which they began. */
async function listJournals(storage: Storage, runId: string): Promise<Pick<FoldedJournal, "name" | "bytes">[]> {
  const journals: Pick<FoldedJournal, "name" | "bytes">[] = [];
  for (const name of (await storage.list(runFolder(runId))).filter(isJournalName).sort()) {
    const file = await storage.openReader(`${runFolder(runId)}/${name}`);
    if (file === null) continue;
    journals.push({ name, bytes: file.size });
    await file.close();
  }
  return journals;
}

async function foldJournals(storage: Storage, runId: string): Promise<Pick<StoredRun, "record" | "damage" | "unknown">> {
  const record = emptyRecord();
  const damage: JournalDamage[] = [];
  let unknown = 0;
  for (const { name } of await listJournals(storage, runId)) {
    const file = await storage.openReader(`${runFolder(runId)}/${name}`);
    if (file === null) continue;
    try {
      const journal = beginJournal(record, name);
      const reading = await readJournal(name, piecesOf(file), (event, span) => applyRunEvent(record, event, { journal, ...span }));
      record.journals[journal] = { name, bytes: file.size, isWhole: reading.damage.length + reading.unknown === 0 };
      damage.push(...reading.damage);
      unknown += reading.unknown;
    } finally {
      await file.close();
    }
  }
  return { record, damage, unknown };
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
