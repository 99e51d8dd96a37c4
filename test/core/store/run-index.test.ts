// The index of a run: the same record as its journals give, or none at all, whatever the file says.
import assert from "node:assert/strict";
import fc from "fast-check";
import { hashBytes } from "../../../src/core/base/hash.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import type { RunRecord } from "../../../src/core/domain/run-record.ts";
import { journalPath, manifestPath, runFolder } from "../../../src/core/store/layout.ts";
import { decodeIndex, encodeIndex, readIndex } from "../../../src/core/store/run-index.ts";
import { readRun, writeManifest } from "../../../src/core/store/run-store.ts";
import { evaluationOf, failedResponseOf, ratingOf, responseOf, startOf } from "../../support/event-factories.ts";
import { hashOf } from "../../support/factories.ts";
import { createMemoryStorage } from "../../support/memory-storage.ts";
import { headerStart, judge, judged, largeRun, manifest, manifestHash, runId, sealed, writeJournals } from "./index-fixtures.ts";

const rows = ["r1", "r2", "r3"];
const names = rows.flatMap((row) => ["baseline", "short"].map((variant) => ({ row, variant })));
const { provider, cost, usage } = judged;
const anyName = fc.constantFrom(...names);
const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  anyName.map((name) => startOf(name)),
  anyName.map((name) => startOf(name, { criteria: ["c1"], attempt: 2 })),
  fc.tuple(anyName, fc.string({ unit: "binary" })).map(([name, text]) => responseOf(name, { output: { text } })),
  fc.tuple(anyName, fc.string()).map(([name, message]) => failedResponseOf(name, message)),
  anyName.map((name) => responseOf(name, { status: "refused", usage: null, provider: { ...provider, model: null, finish: null } })),
  fc
    .tuple(anyName, fc.constantFrom("c1", "c2"), fc.constantFrom(0, 0.25, 1))
    .map(([name, criterion, value]) => ratingOf(name, { criterion, value, label: value < 0.5 ? "fail" : "pass" })),
  anyName.map((name) => responseOf(name, { cost, usage: usage && { ...usage, estimated: true } })),
  anyName.map((name) => ratingOf(name, { judge: judged })),
  anyName.map((name) => ratingOf(name, { value: null, label: null, error: { code: "judge/x", message: "prose" }, judge })),
  fc
    .tuple(fc.constantFrom("baseline", "short"), fc.constantFrom(-1.5, 0, 3))
    .map(([variant, value]) => evaluationOf(variant, { value, reason: "because" })),
  anyName.map(({ variant }) => evaluationOf(variant, { value: null, error: { code: "scorer/x", message: "no" } })),
  fc.constantFrom("resumed" as const, "done" as const).map((state): RunEvent => ({
    k: "state",
    state,
    reason: "because",
    cause: "budget",
    counts: { planned: 1, ended: 1, errors: 0 },
    t: "2026-01-01T00:00:01.000Z",
  })),
);

/** Which ratings are one object says nothing of the run. */
function told(record: RunRecord | null): object | null {
  return record === null ? null : { ...record, sharedRatings: null };
}

describe("a record", () => {
  it("is the same as it grew, from its journals and from its index", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { maxLength: 40 }), fc.array(anyEvent, { maxLength: 10 }), async (first, second) => {
        const storage = createMemoryStorage();
        await writeManifest(storage, manifest);
        const live = await writeJournals(storage, first, second);
        const { record } = await readRun(storage, runId);
        assert.deepEqual(record, live);
        const index = encodeIndex(manifestHash, record) ?? assert.fail("no index");
        assert.deepEqual(told(decodeIndex(index, manifestHash)), told(record));
      }),
      { numRuns: 50 },
    );
  });
});

describe("the index of a large run", () => {
  it("is made when the run is read, and read in place of its journals", async () => {
    const { storage, live, path, journal } = await largeRun();
    await readRun(storage, runId);
    assert.ok(storage.files.has(path));
    // Nothing but the length of a journal is looked at.
    storage.files.set(journal, new Uint8Array(storage.files.get(journal)!.length));
    const { record, damage } = await readRun(storage, runId);
    assert.deepEqual([told(record), damage], [told(live), []]);
  });

  it("is not made while somebody writes the run, nor of a small one, nor where lines are lost", async () => {
    const made: boolean[] = [];
    const locked = await largeRun();
    await locked.storage.write(`${runFolder(runId)}/lock.json`, new TextEncoder().encode('{"pid":1,"started":"1","host":"here"}'));
    const small = createMemoryStorage();
    await writeManifest(small, manifest);
    await writeJournals(small, [responseOf({ row: "r1" })]);
    const torn = await largeRun();
    torn.storage.files.set(torn.journal, torn.storage.files.get(torn.journal)!.subarray(0, -5));
    for (const storage of [locked.storage, small, torn.storage]) {
      await readRun(storage, runId);
      made.push(storage.files.has(locked.path));
    }
    assert.deepEqual(made, [false, false, false]);
  });

  it("is not made of a journal that was written for another manifest, so that each reader is told", async () => {
    const { storage, path } = await largeRun({
      k: "open",
      schema: "touchstone.journal/1",
      writer: "0001",
      pid: 1,
      manifest: hashOf("other"),
    });
    const told = [await readRun(storage, runId), await readRun(storage, runId)].map(({ damage, damaged }) => [damage.length, damaged]);
    assert.deepEqual(
      [told, storage.files.has(path)],
      [
        [
          [1, 1],
          [1, 1],
        ],
        false,
      ],
    );
  });

  it("is not written into a run of a newer format, which can only be read", async () => {
    const { storage, path } = await largeRun();
    storage.files.set(manifestPath(runId), Buffer.from(JSON.stringify({ ...manifest, schema: "touchstone.run/2.0" })));
    const { newerFormat } = await readRun(storage, runId);
    assert.deepEqual([newerFormat, storage.files.has(path)], ["touchstone.run/2.0", false]);
  });

  it("is read wherever its bytes lie in memory", async () => {
    const { live } = await largeRun();
    const index = encodeIndex(manifestHash, live) ?? assert.fail("no index");
    const askew = Buffer.concat([Buffer.alloc(3), index]).subarray(3);
    assert.deepEqual(told(decodeIndex(askew, manifestHash)), told(live));
  });

  it("is not read when it is larger than any of ours", async () => {
    const read: number[] = [];
    const file = (size: number) => ({
      size,
      read(_: number, length: number) {
        read.push(length);
        return Promise.resolve(new Uint8Array());
      },
      close: () => Promise.resolve(),
    });
    for (const size of [1024 ** 3, 1024 ** 3 + 1])
      await readIndex({ ...createMemoryStorage(), openReader: () => Promise.resolve(file(size)) }, runId, manifestHash, []);
    assert.deepEqual(read, [1024 ** 3]);
  });

  it("does not keep a run from being read where it cannot be written", async () => {
    const { storage, live } = await largeRun();
    const readOnly = createMemoryStorage((operation) => (operation === "write" ? { message: "read-only" } : null));
    for (const [path, bytes] of storage.files) readOnly.files.set(path, bytes);
    assert.deepEqual((await readRun(readOnly, runId)).record, live);
  });

  const changes: readonly [string, (run: Awaited<ReturnType<typeof largeRun>>) => void][] = [
    [
      "a journal has grown",
      ({ storage, journal }) => void storage.files.set(journal, Buffer.concat([storage.files.get(journal)!, Buffer.from("torn")])),
    ],
    ["a journal has come", ({ storage }) => void storage.files.set(journalPath(runId, "0002"), new Uint8Array())],
    [
      "a journal has another name",
      ({ storage, journal }) => {
        storage.files.set(journalPath(runId, "0002"), storage.files.get(journal)!);
        storage.files.delete(journal);
      },
    ],
    ["a journal is gone", ({ storage, journal }) => void storage.files.delete(journal)],
    [
      "the manifest is another",
      ({ storage }) => void storage.files.set(`${runFolder(runId)}/manifest.json`, Buffer.from(JSON.stringify(manifest))),
    ],
  ];
  for (const [title, change] of changes) {
    it(`is not used when ${title}`, async () => {
      const run = await largeRun();
      await readRun(run.storage, runId);
      change(run);
      const withIndex = await readRun(run.storage, runId);
      run.storage.files.delete(run.path);
      assert.deepEqual(withIndex, await readRun(run.storage, runId));
    });
  }
});

describe("an index that lies", () => {
  const encoded = (async () => encodeIndex(manifestHash, (await largeRun()).live) ?? assert.fail())();
  /** With another header of the same length. */
  function withHeader(bytes: Uint8Array, from: string | RegExp, to: string): Uint8Array {
    const length = new DataView(bytes.buffer).getUint32(headerStart - 4, true);
    const text = new TextDecoder()
      .decode(bytes.subarray(headerStart, headerStart + length))
      .replace(from, to)
      .padEnd(length);
    const whole = Uint8Array.from(bytes);
    whole.set(new TextEncoder().encode(text).subarray(0, length), headerStart);
    return sealed(whole);
  }

  it("is refused after any flipped bit", async () => {
    const index = await encoded;
    fc.assert(
      fc.property(fc.nat(index.length * 8 - 1), (bit) => {
        const flipped = Uint8Array.from(index);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        assert.equal(decodeIndex(flipped, manifestHash), null);
      }),
    );
  });

  it("is refused at any other length", async () => {
    const index = await encoded;
    fc.assert(fc.property(fc.nat(index.length - 1), (length) => assert.equal(decodeIndex(index.slice(0, length), manifestHash), null)));
    assert.equal(decodeIndex(Buffer.concat([index, index]), manifestHash), null);
  });

  it("is refused for another run", async () => {
    assert.equal(decodeIndex(await encoded, hashOf("other")), null);
  });

  for (const [title, from, to] of [
    ["huge counts", /"samples":60/, '"samples":9e9'],
    ["counts that do not fit", /"ratings":120/, '"ratings":121'],
    ["another version", /"version":2/, '"version":1'],
    ["no texts", /"texts":\[.*?\]/, '"texts":[]'],
    ["texts of another kind", /"texts":\["/, '"texts":[7,"'],
    ["a header that is not JSON", /^\{/, "["],
    ["fields of another kind", /"events":\d+/, '"events":-1'],
  ] as const) {
    it(`is refused with ${title}, though its checksum fits`, async () => {
      assert.equal(decodeIndex(withHeader(await encoded, from, to), manifestHash), null);
    });
  }

  it("gives nothing but places inside its journals, whatever its columns hold", async () => {
    const index = await encoded;
    const header = new DataView(index.buffer).getUint32(headerStart - 4, true);
    fc.assert(
      fc.property(
        fc.integer({ min: headerStart + header, max: index.length - 33 }),
        fc.uint8Array({ minLength: 1, maxLength: 16 }),
        (at, noise) => {
          const changed = Uint8Array.from(index);
          changed.set(noise.subarray(0, index.length - 32 - at), at);
          const record = decodeIndex(sealed(changed), manifestHash);
          for (const { response, ratingLines } of record?.samples.values() ?? [])
            for (const { journal, start: from, length } of [...(response === null ? [] : [response]), ...ratingLines])
              assert.ok(Number.isInteger(from) && from >= 0 && length > 0 && from + length <= (record?.journals[journal]?.bytes ?? 0));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("is not made of a record that columns cannot hold", async () => {
    const storage = createMemoryStorage();
    const record = await writeJournals(storage, [
      responseOf({ row: "r1" }, { cost: { usd: "a lot" as unknown as number, source: "table", cached: false } }),
    ]);
    assert.equal(encodeIndex(manifestHash, record), null);
  });

  it("takes the manifest by the hash of its bytes", async () => {
    const { storage, path } = await largeRun();
    const { manifestHash: hash } = await readRun(storage, runId);
    assert.equal(hash, hashBytes(storage.files.get(`${runFolder(runId)}/manifest.json`)!));
    assert.notEqual(decodeIndex(storage.files.get(path)!, hash), null);
  });
});
