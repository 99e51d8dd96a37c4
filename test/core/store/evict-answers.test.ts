// The cache beyond its size: the oldest files go, those that are being written stay, and nobody evicts beside somebody else.
import assert from "node:assert/strict";
import { hashValue } from "../../../src/core/base/hash.ts";
import { answerLine } from "../../../src/core/domain/kept-answer.ts";
import { evictAnswers, type EvictionPorts } from "../../../src/core/store/evict-answers.ts";
import { answersPath, cacheFolder, lockPath } from "../../../src/core/store/layout.ts";
import { openAnswerReader } from "../../../src/core/store/response-cache.ts";
import { completionOf } from "../../support/factories.ts";
import { createMemoryStorage, type MemoryStorage } from "../../support/memory-storage.ts";

const key = hashValue("touchstone/answer/1", "one request");

/** Files of runs r1, r2, … of one line each, and the bytes of one. */
function storageOf(runs: number): { readonly storage: MemoryStorage; readonly one: number } {
  const storage = createMemoryStorage();
  for (let run = 1; run <= runs; run++) {
    const line = answerLine(key, completionOf(`answer ${run}`), { t: `2026-01-0${run}T00:00:00.000Z`, run: `r${run}` });
    storage.files.set(answersPath(`r${run}`, "0001-w"), new TextEncoder().encode(line));
  }
  return { storage, one: storage.files.get(answersPath("r1", "0001-w"))?.length ?? 0 };
}

function portsOf(storage: MemoryStorage, changes: Partial<EvictionPorts> = {}): EvictionPorts {
  return { storage, lockCache: () => Promise.resolve(() => Promise.resolve()), isAlive: () => true, ...changes };
}

async function runsLeft(storage: MemoryStorage): Promise<string[]> {
  return (await storage.list(cacheFolder)).map((name) => name.slice(0, 2));
}

describe("evictAnswers", () => {
  it("leaves a cache alone that is not too large", async () => {
    const { storage, one } = storageOf(4);
    assert.equal(await evictAnswers(portsOf(storage), { bytes: 4 * one, files: 4 }), null);
    assert.deepEqual(await runsLeft(storage), ["r1", "r2", "r3", "r4"]);
  });

  for (const [what, limits] of [
    ["bytes", (one: number) => ({ bytes: 2 * one, files: 100 })],
    ["files", (one: number) => ({ bytes: 100 * one, files: 2 })],
  ] as const) {
    it(`removes the oldest files while there are too many ${what}`, async () => {
      const { storage, one } = storageOf(4);
      assert.equal(await evictAnswers(portsOf(storage), limits(one)), null);
      assert.deepEqual(await runsLeft(storage), ["r3", "r4"]);
    });
  }

  for (const [isAlive, left] of [
    [true, ["r1", "r4"]],
    [false, ["r3", "r4"]],
  ] as const) {
    it(`${isAlive ? "keeps" : "removes"} the file of a run whose writer is ${isAlive ? "alive" : "gone"}`, async () => {
      const { storage, one } = storageOf(4);
      storage.files.set(lockPath("r1"), new TextEncoder().encode('{"pid":1,"started":"1","host":"here"}'));
      await evictAnswers(portsOf(storage, { isAlive: () => isAlive }), { bytes: 2 * one, files: 100 });
      assert.deepEqual(await runsLeft(storage), left);
    });
  }

  it("leaves the work to whoever is doing it", async () => {
    const { storage } = storageOf(4);
    assert.equal(await evictAnswers(portsOf(storage, { lockCache: () => Promise.resolve(null) }), { bytes: 1, files: 1 }), null);
    assert.equal((await runsLeft(storage)).length, 4);
  });

  it("looks again when it holds the lock, and lets go of it", async () => {
    const { storage, one } = storageOf(4);
    let released = 0;
    const lockCache = (): ReturnType<EvictionPorts["lockCache"]> => {
      for (const run of ["r1", "r2"]) storage.files.delete(answersPath(run, "0001-w"));
      return Promise.resolve(() => Promise.resolve(void (released += 1)));
    };
    await evictAnswers(portsOf(storage, { lockCache }), { bytes: 2 * one, files: 100 });
    assert.deepEqual([await runsLeft(storage), released], [["r3", "r4"], 1]);
  });

  it("says what went wrong, and fails nothing", async () => {
    const { storage } = storageOf(2);
    const remove = (): Promise<void> => Promise.reject(new Error("permission denied."));
    assert.equal(
      await evictAnswers(portsOf({ ...storage, remove }), { bytes: 1, files: 1 }),
      "The cache of answers is larger than it should be and could not be made smaller: permission denied.",
    );
  });

  it("is a miss to who has the file in its index", async () => {
    const { storage } = storageOf(1);
    const problems: unknown[] = [];
    const view = { storage, before: "2027-01-01T00:00:00.000Z", runId: null, isFresh: false };
    const reader = openAnswerReader(view, (error) => problems.push(error));
    const slot = { key, isUsable: () => true };
    const before = await reader.read(slot);
    await evictAnswers(portsOf(storage), { bytes: 1, files: 0 });
    assert.deepEqual([before?.text, await reader.read(slot), problems], ["answer 1", null, []]);
  });
});
