// F17: a run whose journal has a gigabyte is shown in bounded memory and short messages, and from its index at once; the editor's own loop never waits.
import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { indexPath, journalPath } from "../../src/core/store/layout.ts";
import { mostMessageBytes } from "../../src/protocol/messages.ts";
import { count, isFull } from "../support/faults/counts.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { largeRunWriter, writeLargeRun } from "../support/large-run.ts";
import { showRun } from "../support/show-run.ts";
import { createProject } from "../support/temporary-project.ts";

const rows = count(1_000, 25_000);
const characters = 20_000;
const mostMegabytes = 400;
const mostFirstPaintMs = 2_000;
const mostStallMs = 50;

describe("a large run", () => {
  faultTest("F17", `of ${2 * rows} samples is shown in bounded memory, and from its index as from its journal`, async (tally) => {
    await using project = await createProject();
    const { storage, manifest } = await writeLargeRun(project.folder, { rows, characters });
    const { size } = statSync(storage.place(journalPath(manifest.runId, largeRunWriter)));
    assert.ok(size > manifest.samples * characters);
    const run = { root: project.folder, runId: manifest.runId };
    const fromJournal = await showRun(run);
    assert.ok(existsSync(storage.place(indexPath(manifest.runId))));
    const fromIndex = await showRun(run);
    tally.tried += manifest.samples;
    assert.equal(fromIndex.shown, fromJournal.shown);
    for (const { longestMessage, peakBytes } of [fromJournal, fromIndex])
      assert.deepEqual(
        [longestMessage <= mostMessageBytes, peakBytes < mostMegabytes * 1024 ** 2],
        [true, true],
        `${longestMessage} bytes in a message, ${Math.round(peakBytes / 1024 ** 2)} MB`,
      );
    // Times say something only where nothing else is tested meanwhile.
    if (!isFull) return;
    assert.ok(fromIndex.firstPaintMs < mostFirstPaintMs, `the first paint took ${Math.round(fromIndex.firstPaintMs)} ms`);
    for (const { stallMs } of [fromJournal, fromIndex]) assert.ok(stallMs < mostStallMs, `the host's loop was ${stallMs} ms late`);
  });
});
