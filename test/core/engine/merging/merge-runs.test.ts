// Shards put together are the run that nobody divided: for any number of shards, rows and epochs, with errors and retries.
import assert from "node:assert/strict";
import fc from "fast-check";
import { resumeRun } from "../../../../src/core/engine/running/resume-run.ts";
import { readRun } from "../../../../src/core/store/run-store.ts";
import { createMemoryStorage } from "../../../support/memory-storage.ts";
import { hostOf } from "../run-fixtures.ts";
import { eventsOf, experimentOf, journalsOf, mergeAll, recordOf, runOn, runShards, tamper } from "./merge-fixtures.ts";

const never = new AbortController().signal;

describe("merging", () => {
  it("gives the record of the run that was not divided, however it was", async () => {
    const counts = { rows: fc.integer({ min: 1, max: 8 }), shards: fc.integer({ min: 1, max: 6 }), epochs: fc.integer({ min: 1, max: 2 }) };
    let errors = 0;
    await fc.assert(
      fc.asyncProperty(fc.record({ ...counts, seed: fc.nat(), order: fc.nat() }), async ({ rows, shards, epochs, seed, order }) => {
        const contents = experimentOf(rows, { epochs });
        const whole = await runOn(contents, { seed });
        const parts = await runShards(contents, shards, { seed });
        // Whoever names the shards names them in any order.
        const turned = parts.map((_, at) => parts[(at + order) % shards]).flatMap((part) => part ?? []);
        const merged = await mergeAll(turned);
        assert.deepEqual(await recordOf(merged), await recordOf(whole));
        const { record } = await readRun(whole.storage, whole.runId);
        errors += [...record.samples.values()].filter(({ response }) => response?.status === "error").length;
      }),
      { numRuns: 15 },
    );
    assert.ok(errors > 0, "no sample of any run ended in an error");
  });

  describe("large answers, which lie beside the journals,", () => {
    const contents = experimentOf(4, { failures: "{reset: 0}" });
    const long = { ...contents, "writer.model.yaml": contents["writer.model.yaml"]!.replaceAll("'yes, ", `'${"yes, ".repeat(9_000)}`) };

    it("are brought along", async () => {
      const [whole, merged] = [await runOn(long), await mergeAll(await runShards(long, 2))];
      const blobs = [...merged.storage.files.keys()].filter((path) => path.includes("/blobs/"));
      assert.deepEqual([blobs.length, await recordOf(merged)], [2, await recordOf(whole)]);
    });

    it("are missed before anything is written", async () => {
      const parts = await runShards(long, 2);
      for (const { storage } of parts)
        for (const path of [...storage.files.keys()]) if (path.includes("/blobs/")) storage.files.delete(path);
      const storage = createMemoryStorage();
      await assert.rejects(mergeAll(parts, {}, storage), /cannot be merged: runs\/.*\/blobs\/[0-9a-f]{64} is missing/);
      assert.deepEqual([...storage.files.keys()], []);
    });
  });

  it("keeps every request that was sent in the counts", async () => {
    const contents = experimentOf(20);
    const whole = await runOn(contents);
    const merged = await mergeAll(await runShards(contents, 4));
    const { calls, possiblyBilledTwice } = (await readRun(whole.storage, whole.runId)).record;
    assert.deepEqual([merged.record.calls, merged.record.possiblyBilledTwice], [calls, possiblyBilledTwice]);
  });

  it("writes what a reader folds to the same record, in one whole journal that ends with its counts", async () => {
    const merged = await mergeAll(await runShards(experimentOf(12), 3));
    const stored = await readRun(merged.storage, merged.runId);
    const events = eventsOf(merged);
    const ends = events.filter(({ k }) => k === "open" || k === "state");
    assert.deepEqual(
      [stored.damage, stored.unknown, stored.record.events, stored.record.calls],
      [[], 0, merged.record.events, merged.record.calls],
    );
    assert.deepEqual(
      events.map((event) => (event as { seq?: unknown }).seq),
      events.map((_, at) => at),
    );
    assert.deepEqual([journalsOf(merged).length, ends.length, ends[0] === events[0], ends[1] === events.at(-1)], [1, 2, true, true]);
    assert.deepEqual(
      ends.map((event) =>
        event.k === "open" ? event.manifest : event.k === "state" ? [event.state, event.counts.planned, event.counts.ended] : null,
      ),
      [stored.manifestHash, ["done", 24, 24]],
    );
  });

  it("names its shards in their order, and is itself none", async () => {
    const [one, two, three] = await runShards(experimentOf(9), 3);
    const { manifest } = await mergeAll([three, one, two].flatMap((run) => run ?? []));
    assert.deepEqual(manifest.mergedFrom, [
      { runId: "shard-1", shard: { index: 1, count: 3 } },
      { runId: "shard-2", shard: { index: 2, count: 3 } },
      { runId: "shard-3", shard: { index: 3, count: 3 } },
    ]);
    assert.deepEqual([manifest.isPartial, manifest.selection.shard, manifest.samples], [false, undefined, 18]);
  });

  it("keeps the servers that were called, and the commit where all shards stood at one", async () => {
    const git = { commit: "4f2a", branch: "main", dirty: false };
    const origin = "http://127.0.0.1:8000";
    for (const commit of [git.commit, "9c1b"]) {
      const shards = await runShards(experimentOf(4), 2);
      for (const [at, shard] of shards.entries()) {
        tamper(shard, {
          manifest: (manifest) => ({
            ...manifest,
            git: at === 0 ? git : { ...git, commit },
            models: manifest.models.map((model) => ({ ...model, origin })),
          }),
        });
      }
      const { manifest } = await mergeAll(shards);
      assert.deepEqual(
        [manifest.git, manifest.models.map((model) => model.origin)],
        [commit === git.commit ? git : null, [origin, origin]],
      );
    }
  });

  it("is still partial where its rows were chosen", async () => {
    const contents = experimentOf(9);
    const merged = await mergeAll(await runShards(contents, 2, { rows: { kind: "first", count: 4 } }));
    assert.deepEqual([merged.manifest.isPartial, merged.manifest.samples], [true, 8]);
  });

  it("needs a shard without rows like any other", async () => {
    const contents = experimentOf(1);
    const shards = await runShards(contents, 3);
    const sizes = await Promise.all(shards.map(async ({ storage, runId }) => (await readRun(storage, runId)).manifest.samples));
    assert.deepEqual(sizes.sort(), [0, 0, 2]);
    assert.deepEqual(await recordOf(await mergeAll(shards)), await recordOf(await runOn(contents)));
    await assert.rejects(mergeAll(shards.slice(1)), { code: "merge/incompatible", message: "Shard 1/3 is missing." });
  });

  it("takes a shard that was stopped and resumed, torn ends and all", async () => {
    const contents = experimentOf(12);
    const [one, two] = await runShards(contents, 2, { maxCalls: 7 });
    assert.ok(one !== undefined && two !== undefined);
    for (const { storage, runId } of [one, two]) {
      const [journal = ""] = journalsOf({ storage, runId });
      const bytes = storage.files.get(journal) ?? new Uint8Array();
      storage.files.set(journal, bytes.subarray(0, bytes.length - 9));
      await resumeRun(runId, { maxCalls: 1_000 }, hostOf(storage), { signal: never });
      // Resuming has cut that end aside; this one was left by a copy.
      const mended = storage.files.get(journal) ?? new Uint8Array();
      storage.files.set(journal, Buffer.concat([mended, Buffer.from('{"k":"start"')]));
    }
    const merged = await mergeAll([one, two]);
    assert.deepEqual(merged.warnings.length, 2);
    const { limits, ...rest } = (await recordOf(merged)) as { limits?: unknown; manifest: { limits: unknown } };
    const whole = (await recordOf(await runOn(contents, { maxCalls: 7_000 }))) as typeof rest;
    assert.deepEqual(
      [limits, { ...rest, manifest: { ...rest.manifest, limits: null } }],
      [undefined, { ...whole, manifest: { ...whole.manifest, limits: null } }],
    );
  });

  it("keeps the pinned inputs, so that the whole can be planned again without the shards", async () => {
    const contents = experimentOf(6);
    const merged = await mergeAll(await runShards(contents, 2));
    const before = [...merged.storage.files.keys()].length;
    const again = await resumeRun(merged.runId, {}, hostOf(merged.storage), { signal: never });
    assert.deepEqual([again.record.events, [...merged.storage.files.keys()].length], [merged.record.events, before]);
  });

  it("takes from this project the inputs that lie there already", async () => {
    const contents = experimentOf(6);
    const own = await runOn(contents);
    const shards = await runShards(contents, 2);
    for (const { storage } of shards) for (const path of storage.files.keys()) if (path.startsWith("objects/")) storage.files.delete(path);
    await assert.rejects(mergeAll(shards), {
      code: "run/invalid",
      message: /that shard 1\/2 \(run shard-1\) pinned is missing or damaged: objects\//,
    });
    assert.deepEqual(await recordOf(await mergeAll(shards, {}, own.storage)), await recordOf(own));
  });

  it("takes one sample twice when both say the same", async () => {
    const shards = await runShards(experimentOf(8), 2);
    const [one, two] = shards;
    assert.ok(one !== undefined && two !== undefined);
    const strays = eventsOf(two).filter(({ k }) => k !== "open" && k !== "state");
    tamper(one, { events: (events) => [...events.slice(0, -1), ...strays, ...events.slice(-1)] });
    const whole = await runOn(experimentOf(8));
    assert.deepEqual(await recordOf(await mergeAll(shards)), await recordOf(whole));
  });
});

describe("merging what is there", () => {
  it("is incomplete, says which shards are missing, and is finished by resuming it", async () => {
    const contents = experimentOf(12);
    const shards = await runShards(contents, 4);
    const merged = await mergeAll(shards.slice(0, 2), { allowsPartial: true });
    const { state, stateReason } = merged.record;
    assert.deepEqual([state, stateReason], ["incomplete", "Shards 3/4 and 4/4 are missing."]);
    await resumeRun(merged.runId, {}, hostOf(merged.storage), { signal: never });
    assert.deepEqual(await recordOf(merged), await recordOf(await runOn(contents)));
  });

  it("says which shards are unfinished", async () => {
    const contents = experimentOf(12);
    const [one] = await runShards(contents, 2);
    const two = await runOn(contents, { shard: { index: 2, count: 2 }, maxCalls: 4 });
    assert.ok(one !== undefined);
    const { record } = await mergeAll([one, two], { allowsPartial: true });
    assert.match(record.stateReason ?? "", /^Shard 2\/2 is unfinished \(\d+ samples\)\.$/);
  });

  it("is done when nothing is missing", async () => {
    const { record } = await mergeAll(await runShards(experimentOf(5), 2), { allowsPartial: true });
    assert.deepEqual([record.state, record.stateReason], ["done", null]);
  });
});
