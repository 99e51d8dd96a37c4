// A run's record as one file of columns, so that a large run is opened without its journals. Derived: it may be deleted at any time, and is used only when everything matches.
import { sha256Hex, type Hash } from "../base/hash.ts";
import type { Storage } from "../base/ports.ts";
import type { BatchesRecord } from "../domain/batch-record.ts";
import { factsOfRun, readIndexHeader, type IndexHeader } from "../domain/index-header.ts";
import type { FoldedJournal, RunRecord } from "../domain/run-record.ts";
import type { RatingsByCriterion } from "../domain/shared-ratings.ts";
import { columnBytes, viewColumns, type IndexCounts } from "./index-columns.ts";
import { readColumns } from "./read-columns.ts";
import { indexPath } from "./layout.ts";
import { writeColumns } from "./write-columns.ts";

/** The journals of smaller runs are read as fast as an index. */
const fewestBytes = 1024 ** 2;
/** Some 500 bytes a sample: more was not written by us. */
const mostBytes = 1024 ** 3;

const mark = new TextEncoder().encode("TSINDEX\n");
const checksumBytes = 32;

/** Writes the index of a run whose journals are all folded; nothing for a small run, and for one of which lines were lost. Never rejects: a run is whole without it. */
export async function writeIndex(storage: Storage, runId: string, manifest: Hash, record: RunRecord): Promise<void> {
  const bytes = record.journals.reduce((sum, journal) => sum + journal.bytes, 0);
  if (bytes < fewestBytes || record.journals.some(({ isWhole }) => !isWhole)) return;
  try {
    const index = encodeIndex(manifest, record);
    if (index !== null) await storage.write(indexPath(runId), index);
  } catch {
    // A folder that cannot be written, or a full disk: the journals are read instead.
  }
}

/** The record as the index tells it; null unless it was made from this manifest and these journals, and is whole. Never rejects. */
export async function readIndex(
  storage: Storage,
  runId: string,
  manifest: Hash,
  journals: readonly Pick<FoldedJournal, "name" | "bytes">[],
): Promise<RunRecord | null> {
  try {
    const file = await storage.openReader(indexPath(runId));
    if (file === null) return null;
    const record = file.size > mostBytes ? null : decodeIndex(await file.read(0, file.size).finally(() => file.close()), manifest);
    const isOfThese =
      record?.journals.length === journals.length &&
      journals.every(({ name, bytes: length }, at) => record.journals[at]?.name === name && record.journals[at].bytes === length);
    return isOfThese ? record : null;
  } catch {
    return null;
  }
}

/** Null for a record that the columns cannot hold, such as one of a journal that lies, and for a run that waits for batches: their requests stand in the journals alone. */
export function encodeIndex(manifest: Hash, record: RunRecord): Uint8Array | null {
  const batches = endedBatches(record.batches);
  if (batches === null) return null;
  const counts = countsOf(record);
  const header: IndexHeader = {
    version: 2,
    manifest,
    journals: record.journals.map(({ name, bytes }) => ({ name, bytes })),
    ...counts,
    ...factsOfRun(record),
    texts: [...record.shared.keys()],
    open: [...record.open],
    batches,
    completedAt: [...record.completedAt],
    evaluations: [...record.evaluations.values()],
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = columnsStart(text.length);
  const bytes = new Uint8Array(start + columnBytes(counts) + checksumBytes);
  bytes.set(mark);
  new DataView(bytes.buffer).setUint32(mark.length, text.length, true);
  bytes.set(text, mark.length + 4);
  if (!writeColumns(record, viewColumns(bytes.buffer, start, counts))) return null;
  bytes.set(digest(bytes.subarray(0, -checksumBytes)), bytes.length - checksumBytes);
  return bytes;
}

function countsOf({ samples }: RunRecord): IndexCounts {
  const sets = new Set<RatingsByCriterion>();
  const counts = { ratingLines: 0, judgeCalls: 0 };
  for (const { ratings, ratingLines, judgeCalls } of samples.values()) {
    sets.add(ratings);
    counts.ratingLines += ratingLines.length;
    counts.judgeCalls += judgeCalls.length;
  }
  let ratings = 0;
  for (const set of sets) ratings += set.size;
  return { samples: samples.size, ratingSets: sets.size, ratings, ...counts };
}

/** Without their requests, of which nobody has to know any more; null as long as that is not so. */
function endedBatches({ byToken, failed }: BatchesRecord): IndexHeader["batches"] | null {
  const known: IndexHeader["batches"] = [];
  for (const { starts: _starts, step, ...batch } of byToken.values()) {
    if (step !== "collected" && step !== "void") return null;
    known.push({ ...batch, step });
  }
  return failed.size === 0 ? known : null;
}

/** Null for anything that `encodeIndex` did not write whole. */
export function decodeIndex(file: Uint8Array, manifest: Hash): RunRecord | null {
  // A copy where the file lies askew in a larger buffer: columns need a multiple of eight.
  const bytes = new Uint8Array(
    file.byteOffset === 0 && file.buffer instanceof ArrayBuffer ? file.buffer : new Uint8Array(file).buffer,
    0,
    file.length,
  );
  if (bytes.length < mark.length + 4 + checksumBytes || mark.some((byte, at) => bytes[at] !== byte)) return null;
  const headerBytes = new DataView(bytes.buffer).getUint32(mark.length, true);
  const start = columnsStart(headerBytes);
  const end = bytes.length - checksumBytes;
  if (digest(bytes.subarray(0, end)).some((byte, at) => bytes[end + at] !== byte)) return null;
  const header = readIndexHeader(new TextDecoder().decode(bytes.subarray(mark.length + 4, mark.length + 4 + headerBytes)));
  // Counts that lie would need another length.
  if (header?.manifest !== manifest || start + columnBytes(header) !== end) return null;
  return readColumns(header, viewColumns(bytes.buffer, start, header));
}

function columnsStart(headerBytes: number): number {
  return Math.ceil((mark.length + 4 + headerBytes) / 8) * 8;
}

function digest(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(sha256Hex(bytes).match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}
