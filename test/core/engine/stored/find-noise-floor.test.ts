// The noise floor of a run: read from the newest whole A/A run of the same baseline, and from no other.
import assert from "node:assert/strict";
import { summarizeRun } from "../../../../src/core/comparison/summarize-run.ts";
import { defaultOptions, type RunOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import type { RunOutcome } from "../../../../src/core/engine/running/write-run.ts";
import { findNoiseFloor, type KnownChecks } from "../../../../src/core/engine/stored/find-noise-floor.ts";
import { manifestPath, summaryPath } from "../../../../src/core/store/layout.ts";
import { createMemoryStorage } from "../../../support/memory-storage.ts";
import { noEndpoints } from "../engine-fixtures.ts";
import { hostOf, loadSetup, project } from "../run-fixtures.ts";

const never = new AbortController().signal;

/** One project over time; ids grow, so that the last run is the newest. */
function openProject() {
  const storage = createMemoryStorage();
  const host = hostOf(storage);
  return {
    storage,
    async run(options: Partial<RunOptions> = {}, changes: Readonly<Record<string, string>> = {}): Promise<RunOutcome> {
      const setup = await loadSetup({ ...project, ...changes });
      return startRun(planRun(setup, { ...defaultOptions, ...options }, noEndpoints), host, { signal: never });
    },
  };
}

/** The model answers one way or the other, so that equal arms differ. */
const fickle = {
  "writer.model.yaml": "provider: simulated\nmodel: writer\nrules:\n  - {when: '.', replies: [{text: 'yes, briefly'}, {text: 'no'}]}\n",
};

describe("findNoiseFloor", () => {
  it("is null before any A/A run", async () => {
    const { storage, run } = openProject();
    const { manifest } = await run();
    assert.equal(await findNoiseFloor(storage, manifest), null);
  });

  it("reads what the newest A/A run found, with a spread for each metric", async () => {
    const { storage, run } = openProject();
    await run({ purpose: "aa" }, fickle);
    const newest = await run({ purpose: "aa", seed: 2 }, fickle);
    const { manifest } = await run({}, fickle);
    const floor = await findNoiseFloor(storage, manifest);
    assert.deepEqual(
      [floor?.runId, floor?.spreads.map(({ metric, rows }) => [metric, rows])],
      [
        newest.manifest.runId,
        [
          ["pass_rate", 3],
          ["score", 3],
          ["criterion.yes", 3],
          ["criterion.brief", 3],
        ],
      ],
    );
  });

  it("is the same from the journals as from the summary that was kept of them", async () => {
    const { storage, run } = openProject();
    const check = await run({ purpose: "aa" }, fickle);
    const kept = await findNoiseFloor(storage, check.manifest);
    assert.ok(kept?.spreads.some(({ meanSquare }) => meanSquare > 0));
    storage.files.delete(summaryPath(check.manifest.runId));
    assert.deepEqual(await findNoiseFloor(storage, check.manifest), kept);
  });

  for (const [what, options, changes] of [
    ["another template", {}, { "long.prompt": "Write on and on about {{text}}." }],
    ["another model", {}, { "writer.model.yaml": project["writer.model.yaml"].replace("writer", "writer-2") }],
    ["other rows", {}, { "rows.csv": "id,text\na,first\nb,second\nc,fourth\n" }],
    ["other criteria", {}, { "test.criteria.yaml": project["test.criteria.yaml"].replace("Is it brief?", "Is it short?") }],
    ["another judge", {}, { "judge.model.yaml": project["judge.model.yaml"].replace("model: judge", "model: judge-2") }],
    ["a part of the rows", { rows: { kind: "first", count: 2 } }, {}],
    ["fewer calls than it needed", { maxCalls: 8 }, {}],
  ] as const) {
    it(`does not take an A/A run of ${what}`, async () => {
      const { storage, run } = openProject();
      await run({ purpose: "aa", ...options }, changes);
      const { manifest } = await run();
      assert.equal(await findNoiseFloor(storage, manifest), null);
    });
  }

  it("takes one whose experiment has other variants, gates or caps", async () => {
    const { storage, run } = openProject();
    const check = await run(
      { purpose: "aa" },
      { "test.experiment.yaml": project["test.experiment.yaml"].replace("name: short", "name: brief") },
    );
    const { manifest } = await run({ maxCalls: 100 });
    assert.equal((await findNoiseFloor(storage, manifest))?.runId, check.manifest.runId);
  });

  it("passes over runs that cannot be read", async () => {
    const { storage, run } = openProject();
    const check = await run({ purpose: "aa" });
    const broken = await run({ purpose: "aa" });
    const { manifest } = await run();
    storage.files.set(manifestPath(broken.manifest.runId), new TextEncoder().encode("{"));
    assert.equal((await findNoiseFloor(storage, manifest))?.runId, check.manifest.runId);
  });

  it("reads each manifest once for somebody who remembers", async () => {
    const { storage, run } = openProject();
    await run();
    const { manifest } = await run();
    let reads = 0;
    const counting = { ...storage, read: (path: string) => ((reads += 1), storage.read(path)) };
    const known: KnownChecks = new Map();
    await findNoiseFloor(counting, manifest, known);
    const first = reads;
    await findNoiseFloor(counting, manifest, known);
    assert.deepEqual([first > 0, reads], [true, first]);
  });

  it("is drawn beside every difference of a run", async () => {
    const { storage, run } = openProject();
    const check = await run({ purpose: "aa" }, fickle);
    const { manifest, record } = await run({}, fickle);
    const comparison = summarizeRun(manifest, record, await findNoiseFloor(storage, manifest)).variants[1]?.comparison;
    const bands = [comparison, ...(comparison?.criteria ?? [])].map((item) => item?.noise?.source);
    assert.deepEqual(bands, Array(3).fill({ kind: "aa", run: check.manifest.runId }));
  });
});
