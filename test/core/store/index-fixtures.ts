// What the tests of the index share: journals as one writer after another leaves them, a run large enough for an index, and indexes that lie under a checksum that fits.
import assert from "node:assert/strict";
import { sha256Hex } from "../../../src/core/base/hash.ts";
import { applyRunEvent, beginJournal } from "../../../src/core/domain/fold-run.ts";
import { readIndexHeader, type IndexHeader } from "../../../src/core/domain/index-header.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import { emptyRecord, type RunRecord } from "../../../src/core/domain/run-record.ts";
import { viewColumns, type IndexColumns } from "../../../src/core/store/index-columns.ts";
import { createJournalWriter } from "../../../src/core/store/journal-writer.ts";
import { indexPath, journalPath, runFolder } from "../../../src/core/store/layout.ts";
import { writeManifest } from "../../../src/core/store/run-store.ts";
import { ratingOf, responseOf } from "../../support/event-factories.ts";
import { hashOf, manifestOf } from "../../support/factories.ts";
import { createMemoryStorage, type MemoryStorage } from "../../support/memory-storage.ts";

export const manifest = manifestOf();
export const { runId } = manifest;
export const manifestHash = hashOf("manifest");

/** Writes the journals of one writer after another; answers with the record as it grew meanwhile. */
export async function writeJournals(storage: MemoryStorage, ...writers: readonly (readonly RunEvent[])[]): Promise<RunRecord> {
  const record = emptyRecord();
  for (const [index, events] of writers.entries()) {
    const path = journalPath(runId, `000${index + 1}`);
    const name = path.slice(runFolder(runId).length + 1);
    const journal = beginJournal(record, name);
    const writer = createJournalWriter(await storage.openNew(path), (event, span) => {
      applyRunEvent(record, event, { journal, ...span });
      record.journals[journal] = { name, bytes: span.start + span.length + 1, isWhole: true };
    });
    for (const event of events) await writer.append(event);
    await writer.close();
  }
  return record;
}

const { provider, cost, usage } = responseOf({ row: "r1" }, { cost: { usd: 0.25, source: "table", cached: true } });
export const judge = { model: "m", request: hashOf("judge"), attempt: 1 };
export const judged = { ...judge, provider, usage, cost };

export interface LargeRun {
  readonly storage: MemoryStorage;
  readonly live: RunRecord;
  /** Where its index lies, when there is one. */
  readonly path: string;
  readonly journal: string;
}

/** A run whose journal is large enough for an index; `first` stands in front of its answers. */
export async function largeRun(...first: readonly RunEvent[]): Promise<LargeRun> {
  const storage = createMemoryStorage();
  await writeManifest(storage, manifest);
  const text = "x".repeat(20_000);
  const events = Array.from({ length: 60 }, (_, index) => `r${index}`).flatMap((row) => [
    responseOf({ row }, { output: { text } }),
    ratingOf({ row }),
    ratingOf({ row }, { criterion: "c2", value: 0.5, judge: judged }),
  ]);
  const live = await writeJournals(storage, [...first, ...events]);
  return { storage, live, path: indexPath(runId), journal: journalPath(runId, "0001") };
}

/** With a checksum that fits. */
export function sealed(bytes: Uint8Array): Uint8Array {
  const whole = Uint8Array.from(bytes);
  whole.set(Buffer.from(sha256Hex(whole.subarray(0, -32)), "hex"), whole.length - 32);
  return whole;
}

/** Where the header begins. */
export const headerStart = "TSINDEX\n".length + 4;

/** A copy of an index with other columns, under a checksum that fits. */
export function withColumns(
  index: Uint8Array,
  change: (columns: IndexColumns, found: { readonly hashes: Uint8Array; readonly header: IndexHeader }) => void,
): Uint8Array {
  const whole = Uint8Array.from(index);
  const length = new DataView(whole.buffer).getUint32(headerStart - 4, true);
  const header = readIndexHeader(new TextDecoder().decode(whole.subarray(headerStart, headerStart + length))) ?? assert.fail("no header");
  const { columns, hashes } = viewColumns(whole.buffer, Math.ceil((headerStart + length) / 8) * 8, header);
  change(columns, { hashes, header });
  return sealed(whole);
}
