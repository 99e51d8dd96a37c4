// A run of many samples: what is kept for one does not grow with its texts, and is little.
import assert from "node:assert/strict";
import { rename } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { RunRecord } from "../../../src/core/domain/run-record.ts";
import { indexPath } from "../../../src/core/store/layout.ts";
import { readRun } from "../../../src/core/store/run-store.ts";
import { createProject } from "../../support/temporary-project.ts";
import { writeLargeRun } from "../../support/large-run.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Buffers go when those who held them have gone, some time after. */
async function collectAll(): Promise<void> {
  for (let round = 0; round < 4; round++) {
    collectGarbage();
    await setTimeout(20);
  }
}

/** Bytes that stay when everything else has been collected. */
async function keptBy<Value>(work: () => Promise<Value>): Promise<{ readonly bytes: number; readonly value: Value }> {
  await collectAll();
  const before = process.memoryUsage();
  const value = await work();
  await collectAll();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { bytes: heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers, value };
}

describe("the memory of a run of answers of 20 KB", () => {
  it("is below 3 KB a sample, with eight ratings each, from its journal and from its index", async () => {
    await using project = await createProject();
    const { storage, manifest } = await writeLargeRun(project.folder, { rows: 400, characters: 20_000 });
    // What is made once, whatever the size of a run, is made here; and so is the index.
    await readRun(storage, manifest.runId);
    const index = storage.place(indexPath(manifest.runId));
    await rename(index, `${index}.aside`);
    const perSample: number[] = [];
    const records: RunRecord[] = [];
    for (const _ of ["journal", "index"]) {
      const { bytes, value } = await keptBy(() => readRun(storage, manifest.runId));
      perSample.push(bytes / manifest.samples);
      records.push(value.record);
    }
    assert.deepEqual(
      records.map(({ samples }) => samples.size),
      [800, 800],
    );
    for (const bytes of perSample) assert.ok(bytes < 3_000, `${Math.round(bytes)} bytes a sample`);
  });
});
