// F2: a journal that ends anywhere loses at most the record it ends in, and what is appended afterwards is whole.
import assert from "node:assert/strict";
import type { Storage } from "../../src/core/base/ports.ts";
import type { RunRecord } from "../../src/core/domain/run-record.ts";
import { resumeRun } from "../../src/core/engine/running/resume-run.ts";
import { startRun } from "../../src/core/engine/running/start-run.ts";
import { readRun } from "../../src/core/store/run-store.ts";
import { openRunTexts } from "../../src/core/store/run-texts.ts";
import { count } from "../support/faults/counts.ts";
import { between, drawsOf } from "../support/faults/draws.ts";
import { faultTest, type Tally } from "../support/faults/fault-test.ts";
import { hostOf, planSums } from "../support/faults/memory-run.ts";
import { createScriptedFetch } from "../support/faults/scripted-fetch.ts";
import { createMemoryStorage, type MemoryStorage } from "../support/memory-storage.ts";
import { rowNumber, sumsProject } from "../support/sums-project.ts";

const rows = 20;
const watch = { signal: new AbortController().signal };
const server = createScriptedFetch((request) => ({ kind: "answer", text: String(11 * rowNumber(request)) }));

interface FinishedRun {
  readonly runId: string;
  readonly storage: MemoryStorage;
  readonly journal: string;
  readonly bytes: Uint8Array;
}

async function finishedRun(): Promise<FinishedRun> {
  const storage = createMemoryStorage();
  const { manifest } = await startRun(await planSums(sumsProject(rows), { concurrency: 3 }), hostOf(storage, server.fetch), watch);
  const journal = [...storage.files.keys()].find((path) => path.includes("/journal-")) ?? "";
  return { runId: manifest.runId, storage, journal, bytes: storage.files.get(journal) ?? new Uint8Array() };
}

/** Cuts the journal, goes on with the run, and compares what is there before and afterwards with the lines that were left whole. */
async function tearAt(offset: number, { runId, storage, journal, bytes }: FinishedRun, tally: Tally): Promise<void> {
  const torn = createMemoryStorage();
  for (const [path, content] of storage.files) torn.files.set(path, content);
  torn.files.set(journal, bytes.slice(0, offset));
  const whole = bytes.slice(0, offset).filter((byte) => byte === 10).length;
  const isTorn = offset > 0 && bytes[offset - 1] !== 10;

  const before = await readRun(torn, runId);
  const kept = [...(await timesOf(torn, runId, before.record))];
  const sent = server.requests.length;
  await resumeRun(runId, {}, hostOf(torn, server.fetch, { newId: () => "again" }), watch);
  const after = await readRun(torn, runId);

  tally.tried += 1;
  const times = await timesOf(torn, runId, after.record);
  const swallowed = kept.filter(([sample, t]) => times.get(sample) !== t).length;
  tally.lost += swallowed + Math.max(0, whole - before.record.events);
  tally.repeated += server.requests.length - sent;
  assert.deepEqual(
    [offset, before.record.events, before.damage.length, after.damage.length <= before.damage.length, swallowed],
    [offset, whole, isTorn ? 1 : 0, true, 0],
  );
  assert.deepEqual([after.record.state, after.record.samples.size, server.requests.length - sent], ["done", rows, rows - kept.length]);
}

describe("a torn journal", () => {
  faultTest("F2", "at every byte of its last three records loses no more than the record it ends in", async (tally) => {
    const finished = await finishedRun();
    const text = new TextDecoder().decode(finished.bytes);
    const start = text.split("\n").slice(0, -4).join("\n").length + 1;
    for (let offset = start; offset <= finished.bytes.length; offset += count(7, 1)) await tearAt(offset, finished, tally);
  });

  faultTest("F2", "at any byte loses no more than the record it ends in", async (tally) => {
    const finished = await finishedRun();
    const draw = drawsOf(2);
    for (let index = 0; index < count(100, 2000); index++) await tearAt(between(draw, 1, finished.bytes.length), finished, tally);
  });
});

/** When the response of each sample came. */
async function timesOf(storage: Storage, runId: string, record: RunRecord): Promise<Map<string, string>> {
  const times = new Map<string, string>();
  for await (const { response } of openRunTexts(storage, runId, record).read(record.samples.values(), "responses"))
    if (response !== null) times.set(response.sample, response.t);
  return times;
}
