// Group commit: what is acknowledged is synced and in order, and nothing is acknowledged once a write or sync has failed.
import assert from "node:assert/strict";
import { isTouchstoneError } from "../../../src/core/base/errors.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import { readJournal } from "../../../src/core/store/journal-reader.ts";
import { createJournalWriter } from "../../../src/core/store/journal-writer.ts";
import { startOf } from "../../support/event-factories.ts";
import { createMemoryStorage, type StorageFault, type WritingOperation } from "../../support/memory-storage.ts";

const path = "runs/r/journal-w.jsonl";

/** A writer on a new journal; `fault` counts the operations of its kind from 1. */
async function open(fault: (operation: WritingOperation, count: number) => StorageFault | null = () => null) {
  const counts = new Map<WritingOperation, number>();
  const storage = createMemoryStorage((operation) => {
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
    return fault(operation, counts.get(operation)!);
  });
  const saved: string[] = [];
  const writer = createJournalWriter(await storage.openNew(path), (event) => saved.push(rowOf(event)));
  const rows = async (): Promise<string[]> => {
    const found: string[] = [];
    await readJournal("journal", [storage.files.get(path)!], (event) => found.push(rowOf(event)));
    return found;
  };
  return { storage, writer, saved, rows, operations: () => storage.operations.slice(1).map((operation) => operation.split(" ")[0]) };
}

function rowOf(event: RunEvent): string {
  return event.k === "start" ? event.row : event.k;
}

const event = (row: number) => startOf({ row: `r${row}` });
const full: StorageFault = { message: "ENOSPC: no space left on device" };
const outcomes = async (promises: readonly Promise<void>[]) => (await Promise.allSettled(promises)).map(({ status }) => status);

describe("createJournalWriter", () => {
  it("tells where each line lies, without its line feed", async () => {
    const storage = createMemoryStorage();
    const lines: string[] = [];
    const writer = createJournalWriter(await storage.openNew(path), (saved, { start, length }) => {
      lines.push(`${rowOf(saved)} ${new TextDecoder().decode(storage.files.get(path)!.subarray(start, start + length))}`);
    });
    await Promise.all([writer.append(event(1), event(2)), writer.append(event(3))]);
    const whole = new TextDecoder().decode(storage.files.get(path)).trimEnd().split("\n");
    assert.deepEqual(
      lines,
      whole.map((line, index) => `r${index + 1} ${line}`),
    );
  });

  it("syncs once for all that is appended in one tick", async () => {
    const { writer, operations } = await open();
    await Promise.all([1, 2, 3, 4, 5].map((row) => writer.append(event(row))));
    assert.deepEqual(operations(), ["append", "sync"]);
  });

  it("gathers what comes during a sync into one next group", async () => {
    const { writer, operations } = await open();
    const first = writer.append(event(1));
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([first, writer.append(event(2)), writer.append(event(3))]);
    assert.deepEqual(operations(), ["append", "sync", "append", "sync"]);
  });

  it("writes in the order of the calls", async () => {
    const { writer, rows } = await open();
    await Promise.all([writer.append(event(1), event(2)), writer.append(event(3)), writer.append(event(4))]);
    assert.deepEqual(await rows(), ["r1", "r2", "r3", "r4"]);
  });

  it("numbers the lines from 0", async () => {
    const { writer, storage } = await open();
    await writer.append(event(1), event(2));
    await writer.append(event(3));
    const text = new TextDecoder().decode(storage.files.get(path));
    assert.deepEqual(
      text
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as { seq: number }).seq),
      [0, 1, 2],
    );
  });

  it("tells of an event only when its sync has returned", async () => {
    const { writer, saved, storage } = await open();
    const appended = writer.append(event(1), event(2));
    while (!storage.operations.includes(`sync ${path}`)) await new Promise((resolve) => setImmediate(resolve));
    const before = [...saved];
    await appended;
    assert.deepEqual({ before, after: saved }, { before: [], after: ["r1", "r2"] });
  });

  it("writes what is queued before it closes", async () => {
    const { writer, rows, operations } = await open();
    const appended = writer.append(event(1));
    await Promise.all([writer.close(), appended]);
    assert.deepEqual({ rows: await rows(), operations: operations() }, { rows: ["r1"], operations: ["append", "sync", "close"] });
  });

  for (const operation of ["append", "sync"] as const) {
    it(`acknowledges nothing from a failed ${operation} on`, async () => {
      const { writer, saved, operations } = await open((asked, count) => (asked === operation && count === 2 ? full : null));
      const first = await outcomes([writer.append(event(1))]);
      const failing = await outcomes([writer.append(event(2)), writer.append(event(3))]);
      const after = await outcomes([writer.append(event(4))]);
      assert.deepEqual(
        { first, failing, after, saved, appends: operations().filter((asked) => asked === "append").length },
        { first: ["fulfilled"], failing: ["rejected", "rejected"], after: ["rejected"], saved: ["r1"], appends: 2 },
      );
    });

    it(`says that the journal could not be written when ${operation} fails`, async () => {
      const { writer } = await open((asked) => (asked === operation ? full : null));
      const error: unknown = await writer.append(event(1)).catch((reason: unknown) => reason);
      assert.ok(isTouchstoneError(error, "store/unwritable") && error.message.includes("ENOSPC") && error.hint !== null);
    });
  }

  it("rejects what is queued behind a failing group without writing it", async () => {
    const { writer, operations } = await open((asked) => (asked === "append" ? full : null));
    const first = writer.append(event(1));
    const second = Promise.resolve().then(() => Promise.resolve().then(() => writer.append(event(2))));
    assert.deepEqual(
      { outcomes: await outcomes([first, second]), operations: operations() },
      { outcomes: ["rejected", "rejected"], operations: ["append"] },
    );
  });

  it("leaves only whole lines and one torn end when the disk fills up within a group", async () => {
    const { writer, storage, rows } = await open((asked) => (asked === "append" ? { ...full, taken: 500 } : null));
    await outcomes([writer.append(event(1), event(2), event(3))]);
    const { damage } = await readJournal("journal", [storage.files.get(path)!], () => undefined);
    assert.deepEqual({ rows: await rows(), damage: damage.map(({ line }) => line) }, { rows: ["r1"], damage: [0] });
  });
});
