// The texts of a run: read from the journals by place, whole, in order, and never believed without their checksum.
import assert from "node:assert/strict";
import { hashBytes } from "../../../src/core/base/hash.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import type { SampleRecord } from "../../../src/core/domain/run-record.ts";
import { textOf, type WholeSample } from "../../../src/core/domain/run-texts.ts";
import { readBlob } from "../../../src/core/store/blobs.ts";
import { blobPath, journalPath } from "../../../src/core/store/layout.ts";
import { readRun } from "../../../src/core/store/run-store.ts";
import { openRunTexts } from "../../../src/core/store/run-texts.ts";
import { failedResponseOf, ratingOf, responseOf } from "../../support/event-factories.ts";
import { manifestOf } from "../../support/factories.ts";
import { createMemoryStorage, type MemoryStorage } from "../../support/memory-storage.ts";
import { storeRun } from "../engine/run-fixtures.ts";

const manifest = manifestOf();
const { runId } = manifest;
const path = journalPath(runId, "writer");

async function stored(...events: readonly RunEvent[]) {
  const storage = createMemoryStorage();
  await storeRun(storage, manifest, [], events);
  const { record } = await readRun(storage, runId);
  return { storage, record, samples: [...record.samples.values()], texts: openRunTexts(storage, runId, record) };
}

async function readAll(
  run: Awaited<ReturnType<typeof stored>>,
  what: "all" | "responses" = "all",
  samples: readonly SampleRecord[] = run.samples,
) {
  const found: WholeSample[] = [];
  for await (const whole of run.texts.read(samples, what)) found.push(whole);
  return found;
}

/** Changes one byte of the journal behind a text. */
function damage({ files }: MemoryStorage, text: string): void {
  const bytes = Buffer.from(files.get(path) ?? assert.fail());
  bytes[bytes.indexOf(text)]! ^= 1;
  files.set(path, bytes);
}

const large = "large ".repeat(20_000);
const toolCalls = [{ id: "1", name: "look", arguments: "{}" }];

describe("openRunTexts", () => {
  it("gives back each sample whole, in the order that is asked", async () => {
    const events = ["r1", "r2"].flatMap((row) => [responseOf({ row }), ratingOf({ row }, { reason: `because of ${row}` })]);
    const run = await stored(...events);
    const found = await readAll(run, "all", run.samples.toReversed());
    assert.deepEqual(
      found.map((whole) => [textOf(whole), whole.ratings.get("c1")?.reason, whole.problem]),
      [
        ["answer to r2", "because of r2", null],
        ["answer to r1", "because of r1", null],
      ],
    );
  });

  it("leaves the ratings alone when only responses are asked", async () => {
    const [whole] = await readAll(await stored(responseOf({ row: "r1" }), ratingOf({ row: "r1" })), "responses");
    assert.deepEqual([whole?.response?.row, whole?.ratings.size], ["r1", 0]);
  });

  it("reads any number of samples in batches", async () => {
    const rows = Array.from({ length: 700 }, (_, index) => `r${index}`);
    const found = await readAll(await stored(...rows.map((row) => responseOf({ row }))));
    assert.deepEqual(
      found.map(textOf),
      rows.map((row) => `answer to ${row}`),
    );
  });

  it("knows a call that failed", async () => {
    const [whole] = await readAll(await stored(failedResponseOf({ row: "r1" }, "timed out")));
    assert.deepEqual([whole?.response?.error?.message, whole?.problem], ["timed out", null]);
  });

  it("does not believe a line that has been changed since", async () => {
    const run = await stored(responseOf({ row: "r1" }), ratingOf({ row: "r1" }, { reason: "kept" }), responseOf({ row: "r2" }));
    damage(run.storage, "answer to r1");
    const found = await readAll(run);
    assert.deepEqual(
      found.map((whole) => [textOf(whole), whole.problem]),
      [
        [null, "journal-writer.jsonl: the line at byte 0 cannot be read."],
        ["answer to r2", null],
      ],
    );
    assert.equal(found[0]?.ratings.get("c1")?.reason, "kept");
  });

  it("does not take another sample's line for its own", async () => {
    const run = await stored(responseOf({ row: "r1" }), responseOf({ row: "r2" }));
    const [first, second] = run.samples as [SampleRecord, SampleRecord];
    const [whole] = await readAll(run, "all", [{ ...first, response: second.response }]);
    assert.deepEqual([whole?.response, typeof whole?.problem], [null, "string"]);
  });

  for (const [title, place] of [
    ["beyond the end", { journal: 0, start: 10_000_000, length: 10 }],
    ["before the beginning", { journal: 0, start: -5, length: 10 }],
    ["of no length", { journal: 0, start: 0, length: 0 }],
    ["of a huge length", { journal: 0, start: 0, length: 2 ** 40 }],
    ["that is no number", { journal: 0, start: Number.NaN, length: 10 }],
    ["in a journal that there is not", { journal: 7, start: 0, length: 10 }],
  ] as const) {
    it(`reads nothing at a place ${title}`, async () => {
      const run = await stored(responseOf({ row: "r1" }));
      const [sample] = run.samples as [SampleRecord];
      const [whole] = await readAll(run, "all", [{ ...sample, response: { ...sample.response!, ...place } }]);
      assert.deepEqual([whole?.response, typeof whole?.problem], [null, "string"]);
    });
  }

  it("says so when the journal is gone", async () => {
    const run = await stored(responseOf({ row: "r1" }));
    run.storage.files.delete(path);
    assert.match((await readAll(run))[0]?.problem ?? "", /journal-writer\.jsonl/);
  });
});

describe("a large output", () => {
  const output = { text: large, toolCalls };

  it("lies in a blob and comes back whole", async () => {
    const run = await stored(responseOf({ row: "r1" }, { output }), ratingOf({ row: "r1" }));
    const journal = run.storage.files.get(path)!;
    const [whole] = await readAll(run);
    assert.deepEqual([whole?.response?.output, whole?.problem, journal.length < 5000], [output, null, true]);
  });

  it("is durable before the line that names it", async () => {
    const { storage } = await stored(responseOf({ row: "r1" }, { output }), ratingOf({ row: "r1" }));
    const own = storage.operations
      .filter((operation) => operation.includes(runId))
      .map((operation) => operation.replace(/\/[0-9a-f]{64}$/, "/<hash>"));
    assert.deepEqual(own.slice(-5, -1), [`open ${path}`, `write runs/${runId}/blobs/<hash>`, `append ${path}`, `sync ${path}`]);
  });

  it("is kept once", async () => {
    const { storage } = await stored(responseOf({ row: "r1" }, { output }), responseOf({ row: "r2" }, { output }));
    assert.equal(storage.operations.filter((operation) => operation.includes("/blobs/")).length, 1);
  });

  it("stands in its line up to 32 KB of JSON", async () => {
    const most = 32 * 1024 - '{"text":""}'.length;
    const [fits, exceeds] = await Promise.all(
      [most, most + 1].map((length) => stored(responseOf({ row: "r1" }, { output: { text: "x".repeat(length) } }))),
    );
    const blobs = ({ storage }: NonNullable<typeof fits>) => [...storage.files.keys()].filter((name) => name.includes("/blobs/")).length;
    assert.deepEqual([blobs(fits!), blobs(exceeds!)], [0, 1]);
  });

  for (const [title, inside] of [
    ["a text of which JSON makes six times as much", { text: "\u0001".repeat(6_000) }],
    ["the arguments of a tool", { text: "", toolCalls: [{ id: null, name: "look", arguments: "x".repeat(40_000) }] }],
    ["the name of a tool", { text: "", toolCalls: [{ id: null, name: "x".repeat(40_000), arguments: "" }] }],
    ["the id of a call", { text: "", toolCalls: [{ id: "x".repeat(40_000), name: "look", arguments: "" }] }],
  ] as const) {
    it(`is one for ${title}`, async () => {
      const run = await stored(responseOf({ row: "r1" }, { output: inside }));
      const [whole] = await readAll(run);
      assert.deepEqual([whole?.response?.output, run.storage.files.get(path)!.length < 5000], [inside, true]);
    });
  }

  it("takes the place of what a crash has left under its name", async () => {
    const storage = createMemoryStorage();
    const blob = hashBytes(new TextEncoder().encode(JSON.stringify(output)));
    storage.files.set(blobPath(runId, blob), new Uint8Array(100));
    await storeRun(storage, manifest, [], [responseOf({ row: "r1" }, { output })]);
    assert.deepEqual(await readBlob(storage, runId, blob), { output, problem: null });
  });

  const spoilt: readonly [string, (storage: MemoryStorage, blob: string) => void, RegExp][] = [
    ["missing", ({ files }, blob) => files.delete(blob), /blobs\/[0-9a-f]{64} is missing/],
    ["damaged", ({ files }, blob) => files.set(blob, new TextEncoder().encode('{"text":"other"}')), /is damaged/],
  ];
  for (const [title, spoil, problem] of spoilt) {
    it(`is reported when its blob is ${title}`, async () => {
      const run = await stored(responseOf({ row: "r1" }, { output }));
      spoil(
        run.storage,
        [...run.storage.files.keys()].find((name) => name.includes("/blobs/"))!,
      );
      const [whole] = await readAll(run);
      assert.match(whole?.problem ?? "", problem);
      assert.deepEqual([whole?.response?.status, whole?.response?.output], ["ok", null]);
    });
  }

  for (const [title, blob] of [
    ["a path", "sha256:../../../manifest.json"],
    ["no hash", "x"],
  ] as const) {
    it(`is not looked for where a journal names ${title}`, async () => {
      const reading = await readBlob(createMemoryStorage(), runId, blob as "sha256:");
      assert.deepEqual(reading, { output: null, problem: "A response names a blob that cannot be." });
    });
  }

  for (const text of [
    '{"text":5}',
    '{"text":"a","toolCalls":{}}',
    '{"text":"a","toolCalls":[{"id":1,"name":"n","arguments":""}]}',
    "[]",
    "null",
    "{",
  ]) {
    it(`must be an output, whatever its hash says: ${text}`, async () => {
      const bytes = new TextEncoder().encode(text);
      const blob = hashBytes(bytes);
      const run = await stored(responseOf({ row: "r1" }, { output: null, blob }));
      run.storage.files.set(blobPath(runId, blob), bytes);
      assert.match((await readAll(run))[0]?.problem ?? "", /no output/);
    });
  }
});
