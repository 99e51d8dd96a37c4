// Runs: found by id, prefix or as the latest; read from a manifest and all of its journals.
import assert from "node:assert/strict";
import { isTouchstoneError, type ErrorCode } from "../../../src/core/base/errors.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import { emptyRecord, isAnswered } from "../../../src/core/domain/run-record.ts";
import { encodeLine } from "../../../src/core/store/journal-line.ts";
import { isJournalName, journalPath, lockPath, manifestPath } from "../../../src/core/store/layout.ts";
import { findRunId, listRunIds, readLock, readRun } from "../../../src/core/store/run-store.ts";
import { failedResponseOf, recordOf, responseOf, startOf, withoutPlaces } from "../../support/event-factories.ts";
import { manifestOf } from "../../support/factories.ts";
import { createMemoryStorage, type MemoryStorage } from "../../support/memory-storage.ts";

const encode = (text: string) => new TextEncoder().encode(text);

async function storageWith(contents: Readonly<Record<string, string>>): Promise<MemoryStorage> {
  const storage = createMemoryStorage();
  for (const [path, text] of Object.entries(contents)) await storage.write(path, encode(text));
  return storage;
}

const ids = [
  "019b7777-0000-7000-8000-000000000001",
  "019b7777-1000-7000-8000-000000000002",
  "019b8888-0000-7000-8000-000000000003",
] as const;
const threeRuns = () => storageWith(Object.fromEntries(ids.map((id) => [manifestPath(id), "{}"])));
const withCode =
  (code: ErrorCode, text = "") =>
  (error: unknown) =>
    isTouchstoneError(error, code) && `${error.message} ${error.hint}`.includes(text);

describe("listRunIds", () => {
  it("lists the newest first", async () => {
    assert.deepEqual(await listRunIds(await threeRuns()), [...ids].reverse());
  });

  it("is empty without runs", async () => {
    assert.deepEqual(await listRunIds(createMemoryStorage()), []);
  });
});

describe("findRunId", () => {
  const found: readonly [string, string][] = [
    ["latest", ids[2]],
    [ids[0], ids[0]],
    ["019b8", ids[2]],
    ["019b7777-1", ids[1]],
  ];
  for (const [name, id] of found) {
    it(`finds ${id} by "${name}"`, async () => {
      assert.equal(await findRunId(await threeRuns(), name), id);
    });
  }

  it("takes a whole id that begins another one", async () => {
    const storage = await storageWith({ [manifestPath("a1")]: "{}", [manifestPath("a1b")]: "{}" });
    assert.equal(await findRunId(storage, "a1"), "a1");
  });

  it("refuses a prefix of several runs and names them", async () => {
    await assert.rejects(findRunId(await threeRuns(), "019b7777"), withCode("input/invalid", `${ids[1]}, ${ids[0]}`));
  });

  it("knows no other run", async () => {
    await assert.rejects(findRunId(await threeRuns(), "ff"), withCode("run/missing", '"ff"'));
  });

  it("has no latest run in a new project", async () => {
    await assert.rejects(findRunId(createMemoryStorage(), "latest"), withCode("run/missing"));
  });
});

describe("readRun", () => {
  const manifest = manifestOf();
  const journal = (...events: readonly RunEvent[]) => events.map(encodeLine).join("");
  const run = (journals: Readonly<Record<string, string>>) =>
    storageWith({
      [manifestPath(manifest.runId)]: JSON.stringify(manifest),
      ...Object.fromEntries(Object.entries(journals).map(([writer, text]) => [journalPath(manifest.runId, writer), text])),
    });
  const killed = [startOf({ row: "r1" }), failedResponseOf({ row: "r1" }), startOf({ row: "r2" })];
  const resumed = [startOf({ row: "r2" }), responseOf({ row: "r2" }), startOf({ row: "r1" }), responseOf({ row: "r1" })];

  it("folds its journals in the order in which their writers began", async () => {
    const storage = await run({ "019b-2": journal(...resumed), "019b-1": journal(...killed) });
    const { record } = await readRun(storage, manifest.runId);
    const withSequence = [...killed, ...resumed].map((event, index) => ({
      ...event,
      seq: index < killed.length ? index : index - killed.length,
    }));
    assert.deepEqual(withoutPlaces(record), withoutPlaces(recordOf(...(withSequence as RunEvent[]))));
  });

  it("counts a call that the killed writer left open as possibly billed twice", async () => {
    const { record } = await readRun(await run({ "019b-1": journal(...killed), "019b-2": journal(...resumed) }), manifest.runId);
    assert.deepEqual(
      { twice: record.possiblyBilledTwice, answered: [...record.samples.values()].filter(({ response }) => isAnswered(response)).length },
      { twice: 1, answered: 2 },
    );
  });

  it("gathers damage and unknown lines of all journals", async () => {
    const { damage, unknown, record } = await readRun(
      await run({ a: `garbage\n${journal(responseOf({ row: "r1" }))}`, b: `${journal({ k: "note" } as unknown as RunEvent)}torn` }),
      manifest.runId,
    );
    assert.deepEqual(
      { damage: damage.map(({ file, line }) => `${file}:${line}`), unknown, samples: record.samples.size },
      { damage: ["journal-a.jsonl:1", "journal-b.jsonl:0"], unknown: 1, samples: 1 },
    );
  });

  it("reads a run whose journal was never begun", async () => {
    const { record, damage, lock } = await readRun(await run({}), manifest.runId);
    assert.deepEqual({ record, damage, lock }, { record: emptyRecord(), damage: [], lock: null });
  });

  it("reads only journals as journals", () => {
    assert.deepEqual(["journal-a.jsonl", "journal-a.jsonl.torn", "manifest.json", "lock.json", "journal.jsonl"].map(isJournalName), [
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("readLock", () => {
  const holder = { pid: 7, started: "100", host: "here" };
  const cases: readonly [string, string | null, unknown][] = [
    ["names the holder", JSON.stringify(holder), holder],
    ["is null without a lock", null, null],
    ["is null when the lock is damaged", "{", null],
  ];
  for (const [title, text, expected] of cases) {
    it(title, async () => {
      assert.deepEqual(await readLock(await storageWith(text === null ? {} : { [lockPath("r")]: text }), "r"), expected);
    });
  }
});
