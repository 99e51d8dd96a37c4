// Summaries: written at the end of a run, used only while they agree with what lies there, and worth nothing that the journals do not say.
import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { resumeRun } from "../../../../src/core/engine/running/resume-run.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import type { RunOutcome } from "../../../../src/core/engine/running/write-run.ts";
import { readOverview } from "../../../../src/core/engine/stored/run-overview.ts";
import { lockPath, runFolder, summaryPath } from "../../../../src/core/store/layout.ts";
import { journalNames } from "../../../../src/core/store/run-store.ts";
import { memoryFiles } from "../../../support/memory-files.ts";
import { createMemoryStorage, type MemoryStorage, type StorageFault, type WritingOperation } from "../../../support/memory-storage.ts";
import { noEndpoints } from "../engine-fixtures.ts";
import { hostOf, loadSetup } from "../run-fixtures.ts";

const never = new AbortController().signal;

async function makeRun(storage: MemoryStorage, maxCalls: number | null = null): Promise<RunOutcome> {
  const plan = planRun(await loadSetup(), { ...defaultOptions, maxCalls }, noEndpoints);
  return startRun(plan, hostOf(storage), { signal: never });
}

/** Counts how often a journal is read. */
function watched(storage: MemoryStorage): { readonly storage: MemoryStorage; readonly reads: () => number } {
  let reads = 0;
  return {
    storage: {
      ...storage,
      openReader(path) {
        if (path.includes("journal-")) reads += 1;
        return storage.openReader(path);
      },
    },
    reads: () => reads,
  };
}

async function overview(
  storage: MemoryStorage,
  runId: string,
  isHeld = false,
): Promise<{ readonly tally: unknown; readonly reads: number }> {
  const counted = watched(storage);
  const { tally } = await readOverview({ storage: counted.storage, files: memoryFiles({}) }, runId, () => isHeld);
  return { tally, reads: counted.reads() };
}

function rewrite(storage: MemoryStorage, runId: string, change: (summary: Record<string, unknown>) => unknown): void {
  const path = summaryPath(runId);
  const summary = JSON.parse(new TextDecoder().decode(storage.files.get(path))) as Record<string, unknown>;
  storage.files.set(path, new TextEncoder().encode(JSON.stringify(change(summary))));
}

describe("the summary of a run", () => {
  it("saves reading the journals, and says the same", async () => {
    const storage = createMemoryStorage();
    const { manifest } = await makeRun(storage);
    const kept = await overview(storage, manifest.runId);
    storage.files.delete(summaryPath(manifest.runId));
    const read = await overview(storage, manifest.runId);
    assert.deepEqual([kept.tally, kept.reads, read.reads], [read.tally, 0, 1]);
  });

  it("follows the last writer of a resumed run", async () => {
    const storage = createMemoryStorage();
    const { manifest } = await makeRun(storage, 4);
    const paused = await overview(storage, manifest.runId);
    await resumeRun(manifest.runId, { maxCalls: 100 }, hostOf(storage, { newId: () => "second" }), { signal: never });
    const done = await overview(storage, manifest.runId);
    assert.deepEqual(
      [paused, done].map(({ tally, reads }) => [(tally as { state: string }).state, reads]),
      [
        ["paused", 0],
        ["done", 0],
      ],
    );
  });

  it("is not used once a journal has grown", async () => {
    const storage = createMemoryStorage();
    const { manifest } = await makeRun(storage);
    const [name = ""] = await journalNames(storage, manifest.runId);
    const path = `${runFolder(manifest.runId)}/${name}`;
    storage.files.set(path, new Uint8Array([...storage.files.get(path)!, 123]));
    const { tally, reads } = await overview(storage, manifest.runId);
    assert.deepEqual([reads, (tally as { notes: string[] }).notes.length], [1, 1]);
  });

  it("is not used while somebody writes the run", async () => {
    const storage = createMemoryStorage();
    const { manifest } = await makeRun(storage);
    storage.files.set(lockPath(manifest.runId), new TextEncoder().encode('{"pid":1,"started":"1","host":"h"}'));
    assert.equal((await overview(storage, manifest.runId, true)).reads, 1);
  });

  const lies: readonly [string, (summary: Record<string, unknown>) => unknown][] = [
    ["another run", (summary) => ({ ...summary, runId: "other" })],
    ["another manifest", (summary) => ({ ...summary, manifest: `sha256:${"0".repeat(64)}` })],
    ["more samples than were planned", (summary) => ({ ...summary, tally: { ...(summary.tally as object), ended: 7 } })],
    ["arms that the run does not have", (summary) => ({ ...summary, tally: { ...(summary.tally as object), variants: [] } })],
    ["a state that does not exist", (summary) => ({ ...summary, tally: { ...(summary.tally as object), state: "won" } })],
    ["nothing", () => null],
  ];
  for (const [title, change] of lies) {
    it(`is not used when it tells of ${title}`, async () => {
      const storage = createMemoryStorage();
      const { manifest } = await makeRun(storage);
      const kept = await overview(storage, manifest.runId);
      rewrite(storage, manifest.runId, change);
      assert.deepEqual(await overview(storage, manifest.runId), { ...kept, reads: 1 });
    });
  }

  it("does no harm whatever its bytes", async () => {
    const storage = createMemoryStorage();
    const { manifest } = await makeRun(storage);
    const { tally } = await overview(storage, manifest.runId);
    const whole = storage.files.get(summaryPath(manifest.runId))!;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array(),
          fc.nat(whole.length - 2).map((length) => whole.slice(0, length)),
        ),
        async (bytes) => {
          storage.files.set(summaryPath(manifest.runId), bytes);
          assert.deepEqual((await overview(storage, manifest.runId)).tally, tally);
        },
      ),
      { seed: 5 },
    );
  });

  it("is a warning where it cannot be written, and no failure", async () => {
    const fault = (operation: WritingOperation, path: string): StorageFault | null =>
      operation === "write" && path.endsWith("summary.json") ? { message: "no space is left" } : null;
    const { record, warnings } = await makeRun(createMemoryStorage(fault));
    assert.deepEqual([record.state, warnings], ["done", ["The run is whole, but its summary could not be kept: no space is left"]]);
  });
});
