// A journal whose large outputs are kept aside: what is said of a sample stands behind its response, and nothing that was handed in is lost by closing.
import assert from "node:assert/strict";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import { keepLargeAside } from "../../../src/core/store/aside-journal.ts";
import type { JournalWriter } from "../../../src/core/store/journal-writer.ts";
import { failedResponseOf, ratingOf, responseOf } from "../../support/event-factories.ts";
import { createMemoryStorage } from "../../support/memory-storage.ts";

/** A journal whose blobs are written when the test says so. */
function slowJournal() {
  const written: string[] = [];
  const waiting: (() => void)[] = [];
  const storage = createMemoryStorage();
  const journal: JournalWriter = {
    append(...events) {
      written.push(...events.map(nameOf));
      return Promise.resolve();
    },
    close() {
      written.push("closed");
      return Promise.resolve();
    },
  };
  const slow = { ...storage, write: () => new Promise<void>((resolve) => void waiting.push(resolve)) };
  return { written, blob: () => waiting.shift()?.(), journal: keepLargeAside(journal, slow, "run") };
}

function nameOf(event: RunEvent): string {
  if (event.k === "response") return `${event.k} ${event.row}${event.blob === null ? "" : " aside"}`;
  return event.k === "rating" ? `${event.k} ${event.criterion}` : event.k;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const large = (text: string): RunEvent => responseOf({ row: "r1" }, { output: { text: text.repeat(40_000) } });

describe("keepLargeAside", () => {
  it("lets nothing that is said of a sample overtake its response, and lets others pass", async () => {
    const { written, blob, journal } = slowJournal();
    const appended = [journal.append(large("a")), journal.append(ratingOf({ row: "r1" })), journal.append(responseOf({ row: "r2" }))];
    await turn();
    assert.deepEqual(written, ["response r2"]);
    blob();
    await Promise.all(appended);
    assert.deepEqual(written, ["response r2", "response r1 aside", "rating c1"]);
  });

  it("keeps the order where one large output of a sample follows another", async () => {
    const { written, blob, journal } = slowJournal();
    const appended = [journal.append(large("a")), journal.append(large("b"))];
    await turn();
    blob();
    await turn();
    appended.push(journal.append(failedResponseOf({ row: "r1" })));
    await turn();
    blob();
    await Promise.all(appended);
    assert.deepEqual(written, ["response r1 aside", "response r1 aside", "response r1"]);
  });

  it("writes what was handed in before it closes", async () => {
    const { written, blob, journal } = slowJournal();
    const appended = journal.append(large("a"));
    const closed = journal.close();
    await turn();
    blob();
    await Promise.all([appended, closed]);
    assert.deepEqual(written, ["response r1 aside", "closed"]);
  });

  it("fails for all of a sample that waits for a blob that cannot be written", async () => {
    const storage = createMemoryStorage((operation) => (operation === "write" ? { message: "no space left" } : null));
    const written: string[] = [];
    const journal: JournalWriter = {
      append: (...events) => Promise.resolve(void written.push(...events.map(nameOf))),
      close: () => Promise.resolve(),
    };
    const aside = keepLargeAside(journal, storage, "run");
    const ends = await Promise.allSettled([aside.append(large("a")), aside.append(ratingOf({ row: "r1" }))]);
    assert.deepEqual([ends.map(({ status }) => status), written], [["rejected", "rejected"], []]);
  });
});
