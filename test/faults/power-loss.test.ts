// F3: whatever a disk that lost power makes of what was not synced, everything that was acknowledged is there.
import assert from "node:assert/strict";
import type { RunEvent } from "../../src/core/domain/run-event.ts";
import { resumeRun } from "../../src/core/engine/running/resume-run.ts";
import { startRun } from "../../src/core/engine/running/start-run.ts";
import { readRun } from "../../src/core/store/run-store.ts";
import { openRunTexts } from "../../src/core/store/run-texts.ts";
import { count } from "../support/faults/counts.ts";
import { between, drawsOf } from "../support/faults/draws.ts";
import { faultTest } from "../support/faults/fault-test.ts";
import { hostOf, planSums } from "../support/faults/memory-run.ts";
import { createRecordedDisk, type Fate } from "../support/faults/recorded-disk.ts";
import { createScriptedFetch } from "../support/faults/scripted-fetch.ts";
import { rowNumber, sumsProject } from "../support/sums-project.ts";

const calls = 50;
const watch = { signal: new AbortController().signal };

describe("a power loss", () => {
  faultTest("F3", "at any write or sync loses nothing that was acknowledged", async (tally) => {
    const disk = createRecordedDisk();
    const server = createScriptedFetch((request) => ({ kind: "answer", text: String(11 * rowNumber(request)) }));
    const acknowledged: { readonly steps: number; readonly event: RunEvent }[] = [];
    const plan = await planSums(sumsProject(calls), { concurrency: 7 });
    const { manifest } = await startRun(plan, hostOf(disk.storage, server.fetch), {
      ...watch,
      onEvent: (event) => acknowledged.push({ steps: disk.steps(), event }),
    });
    const begin = acknowledged[0]?.steps ?? 0;
    const draw = drawsOf(3);
    const fates: readonly (() => Fate)[] = [
      () => "dropped",
      () => "kept",
      () => "zeroed",
      () => ({ taken: between(draw, 0, 400) }),
      () => (draw() < 0.5 ? "dropped" : "kept"),
      () => (draw() < 0.5 ? { taken: between(draw, 0, 2000) } : "kept"),
    ];
    for (let steps = begin; steps <= disk.steps(); steps++) {
      for (const fate of fates) {
        const storage = disk.after(steps, fate);
        const { record } = await readRun(storage, manifest.runId);
        const saved = acknowledged.filter((one) => one.steps <= steps).map(({ event }) => event);
        const texts = new Map<string, string | undefined>();
        for await (const { response } of openRunTexts(storage, manifest.runId, record).read(record.samples.values(), "responses"))
          if (response !== null) texts.set(response.sample, response.output?.text);
        const answers = saved.filter((event) => event.k === "response");
        const ratings = saved.filter((event) => event.k === "rating");
        const lost =
          answers.filter(({ sample, output }) => texts.get(sample) !== output?.text).length +
          ratings.filter(({ sample, criterion }) => record.samples.get(sample)?.ratings.has(criterion) !== true).length;
        tally.tried += 1;
        tally.lost += lost;
        assert.ok(lost === 0 && record.events >= saved.length, `after step ${steps} ${lost} are lost`);
      }
    }
    assert.ok(acknowledged.length >= 2 + 3 * calls);
  });

  faultTest("F3", "at any step leaves a run that goes on to its end, and asks again only what was in flight", async (tally) => {
    const plan = await planSums(sumsProject(12), { concurrency: 4 });
    const draw = drawsOf(4);
    for (let steps = 1; ; steps += count(3, 1)) {
      const disk = createRecordedDisk();
      const server = createScriptedFetch((request) => ({ kind: "answer", text: String(11 * rowNumber(request)) }));
      disk.dieAfter(steps);
      const running = startRun(plan, hostOf(disk.storage, server.fetch), watch);
      if ((await Promise.race([running, disk.died])) !== undefined) break;
      tally.tried += 1;
      const left = disk.after(steps, () => (draw() < 0.5 ? "dropped" : { taken: between(draw, 0, 700) }));
      // Without a manifest nothing was asked yet, and there is nothing to go on with.
      const hasBegun = [...left.files.keys()].some((path) => path.endsWith("manifest.json"));
      const asked = server.requests.length;
      if (!hasBegun) {
        assert.equal(asked, 0);
        continue;
      }
      const { record } = await resumeRun("latest", {}, hostOf(left, server.fetch, { newId: () => "again" }), watch);
      const repeated = server.requests.length - 12;
      tally.repeated += repeated;
      assert.deepEqual([record.state, record.samples.size, repeated <= 4], ["done", 12, true]);
    }
    assert.ok(tally.tried > 10);
  });
});
