// The cache of answers: what a run may read, what is never believed, and failures that cost calls but no run.
import assert from "node:assert/strict";
import { sha256Hex } from "../../../src/core/base/hash.ts";
import type { Completion } from "../../../src/core/domain/completion.ts";
import { answersPath } from "../../../src/core/store/layout.ts";
import { openResponseCache, type CacheOptions, type CacheSlot } from "../../../src/core/store/response-cache.ts";
import { completionOf, hashOf } from "../../support/factories.ts";
import { createMemoryStorage, type MemoryStorage } from "../../support/memory-storage.ts";

const slot: CacheSlot = { key: hashOf("request"), isUsable: () => true };
const path = answersPath("old", "1");

/** Times are seconds after noon. */
function at(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1, 12, 0, seconds)).toISOString();
}

function cacheOf(storage: MemoryStorage, runId: string, seconds: number, changes: Partial<CacheOptions> = {}) {
  const clock = { now: () => Date.parse(at(seconds)) };
  return openResponseCache({ storage, runId, writer: "1", before: at(seconds), isFresh: false, clock, ...changes });
}

/** A run that keeps one answer. */
async function keep(storage: MemoryStorage, runId: string, seconds: number, completion: Completion | string): Promise<void> {
  const cache = cacheOf(storage, runId, seconds);
  cache.keep(slot, typeof completion === "string" ? completionOf(completion) : completion);
  assert.equal(await cache.close(), null);
}

/** The text of the answer that a run of this time finds. */
async function found(storage: MemoryStorage, runId: string, seconds: number, changes: Partial<CacheOptions> = {}) {
  return (await cacheOf(storage, runId, seconds, changes).read(slot))?.text ?? null;
}

function rewrite(storage: MemoryStorage, change: (text: string) => string): void {
  storage.files.set(path, new TextEncoder().encode(change(new TextDecoder().decode(storage.files.get(path)))));
}

describe("the cache: what a run reads", () => {
  it("serves an answer whole", async () => {
    const storage = createMemoryStorage();
    const completion = completionOf("zwölf \u{1f40c}\n", { toolCalls: [{ id: null, name: "look_up", arguments: "{}" }], usage: null });
    await keep(storage, "old", 1, completion);
    assert.deepEqual(await cacheOf(storage, "new", 2).read(slot), completion);
  });

  it("serves nothing to another request", async () => {
    const storage = createMemoryStorage();
    await keep(storage, "old", 1, "kept");
    assert.equal(await cacheOf(storage, "new", 2).read({ ...slot, key: hashOf("other") }), null);
  });

  for (const [what, runId, seconds] of [
    ["what the run itself wrote", "old", 9],
    ["what was written when the run was created", "new", 1],
    ["what was written later", "new", 0],
  ] as const) {
    it(`does not serve ${what}`, async () => {
      const storage = createMemoryStorage();
      await keep(storage, "old", 1, "kept");
      assert.equal(await found(storage, runId, seconds), null);
    });
  }

  it("serves the newest answer from before the run, whatever has been written since", async () => {
    const storage = createMemoryStorage();
    for (const [runId, seconds] of Object.entries({ c: 3, a: 1, b: 2, d: 4 })) await keep(storage, runId, seconds, `kept by ${runId}`);
    assert.equal(await found(storage, "new", 4), "kept by c");
  });

  it("reads nothing when it is to be fresh, and keeps what comes", async () => {
    const storage = createMemoryStorage();
    await keep(storage, "old", 1, "kept");
    const fresh = cacheOf(storage, "fresh", 2, { isFresh: true });
    const read = await fresh.read(slot);
    fresh.keep(slot, completionOf("fresh"));
    await fresh.close();
    assert.deepEqual([read, await found(storage, "new", 3)], [null, "fresh"]);
  });

  it("is empty where there is no answer that it may serve", async () => {
    const storage = createMemoryStorage();
    const before = await cacheOf(storage, "new", 2).isEmpty();
    await keep(storage, "old", 1, "yes");
    const views = [
      cacheOf(storage, "new", 2),
      cacheOf(storage, "new", 1),
      cacheOf(storage, "old", 2),
      cacheOf(storage, "new", 2, { isFresh: true }),
    ];
    assert.deepEqual([before, ...(await Promise.all(views.map((view) => view.isEmpty())))], [true, false, true, true, true]);
  });

  it("keeps the first of several answers of one run", async () => {
    const storage = createMemoryStorage();
    const cache = cacheOf(storage, "old", 1);
    for (const text of ["first", "second"]) cache.keep(slot, completionOf(text));
    await cache.close();
    assert.equal(await found(storage, "new", 2), "first");
  });

  it("keeps as many answers as come", async () => {
    const storage = createMemoryStorage();
    const slots = Array.from({ length: 100 }, (_, index) => ({ ...slot, key: hashOf(`request ${index}`) }));
    const cache = cacheOf(storage, "old", 1);
    for (const [index, one] of slots.entries()) {
      cache.keep(one, completionOf(`answer ${index}`));
      if (index % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await cache.close();
    const again = cacheOf(storage, "new", 2);
    const texts = await Promise.all(slots.map(async (one) => (await again.read(one))?.text));
    assert.deepEqual(
      texts,
      slots.map((_, index) => `answer ${index}`),
    );
  });
});

describe("the cache: what is not believed", () => {
  const resealed = (change: (line: string) => string) => (text: string) => {
    const line = change(text.replace(/,"sha256":.*\n$/s, "}"));
    return `${line.slice(0, -1)},"sha256":"${sha256Hex(line)}"}\n`;
  };
  const damages: readonly [string, (text: string) => string][] = [
    ["an altered answer", (text) => text.replace("kept", "bent")],
    ["a torn line", (text) => text.slice(0, -20)],
    ["a line without its end", (text) => text.slice(0, -1)],
    ["a file that is none of ours", () => "\u0000\u0001{}\n\n[]\n"],
    ["another version", resealed((line) => line.replace('"v":1', '"v":2'))],
    ["an answer of another shape", resealed((line) => line.replace('"text":"kept"', '"text":7'))],
    ["an unknown way to finish", resealed((line) => line.replace('"unified":"stop"', '"unified":"__proto__"'))],
  ];
  for (const [what, damage] of damages) {
    it(`does not serve ${what}, and keeps a new answer beside it`, async () => {
      const storage = createMemoryStorage();
      await keep(storage, "old", 1, "kept");
      rewrite(storage, damage);
      const before = await found(storage, "new", 2);
      await keep(storage, "new", 2, "new");
      assert.deepEqual([before, await found(storage, "newer", 3)], [null, "new"]);
    });
  }

  it("serves what stands after damage", async () => {
    const storage = createMemoryStorage();
    await keep(storage, "old", 1, "kept");
    rewrite(storage, (text) => `${text.slice(0, 30)}\n${text}`);
    assert.equal(await found(storage, "new", 2), "kept");
  });

  it("does not serve what its reader cannot use, and does not keep it", async () => {
    const storage = createMemoryStorage();
    await keep(storage, "old", 1, "prose");
    const picky = { ...slot, isUsable: ({ text }: Completion) => text !== "prose" };
    const cache = cacheOf(storage, "new", 2);
    const read = await cache.read(picky);
    cache.keep(picky, completionOf("prose"));
    await cache.close();
    assert.deepEqual([read, [...storage.files.keys()]], [null, [path]]);
  });
});

describe("the cache: what it costs and how it fails", () => {
  it("waits for no disk", async () => {
    const storage = createMemoryStorage();
    await keep(storage, "old", 1, "kept");
    assert.deepEqual(storage.operations, [`open ${path}`, `append ${path}`, `close ${path}`]);
  });

  it("keeps nothing once it is closed", async () => {
    const storage = createMemoryStorage();
    const cache = cacheOf(storage, "old", 1);
    await cache.close();
    for (let index = 0; index < 100; index++) cache.keep({ ...slot, key: hashOf(`request ${index}`) }, completionOf("late"));
    assert.deepEqual([await cache.close(), storage.operations], [null, []]);
  });

  it("makes no file where nothing is kept", async () => {
    const storage = createMemoryStorage();
    await cacheOf(storage, "old", 1).close();
    assert.deepEqual(storage.operations, []);
  });

  for (const operation of ["open", "append"] as const) {
    it(`says once that it cannot ${operation} its file, and gives up`, async () => {
      const storage = createMemoryStorage((tried) => (tried === operation ? { message: "no space left on device." } : null));
      const cache = cacheOf(storage, "old", 1);
      for (let index = 0; index < 100; index++) {
        cache.keep({ ...slot, key: hashOf(`request ${index}`) }, completionOf("kept"));
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.deepEqual(
        [await cache.close(), storage.operations.filter((done) => done.startsWith(operation)).length],
        ["The cache of answers could not be used, so some may be asked for again: no space left on device.", 1],
      );
    });
  }

  for (const method of ["list", "read", "readPart"] as const) {
    it(`misses, and says so, when ${method} fails`, async () => {
      const storage = createMemoryStorage();
      await keep(storage, "old", 1, "kept");
      const cache = cacheOf({ ...storage, [method]: () => Promise.reject(new Error("permission denied")) }, "new", 2);
      assert.deepEqual(
        [await cache.read(slot), await cache.close()],
        [null, "The cache of answers could not be used, so some may be asked for again: permission denied."],
      );
    });
  }
});
