// Stored runs against each other: joined by row id and row hash, refused where the figures would not mean the same.
import assert from "node:assert/strict";
import type { RunManifest } from "../../../src/core/domain/run-manifest.ts";
import { compareRuns } from "../../../src/core/engine/compare-runs.ts";
import { armEvents, hashOf, manifestOf } from "../../support/factories.ts";
import { createMemoryStorage, type MemoryStorage } from "../../support/memory-storage.ts";
import { storeRun } from "./run-fixtures.ts";

const judge = { model: "simulated/judge", configHash: hashOf("judge"), promptVersion: 1, promptHash: hashOf("prompt") };

interface RunInput {
  readonly id: string;
  /** The letters of each arm, as `armEvents` reads them. */
  readonly arms: Readonly<Record<string, string>>;
  readonly criteria?: Partial<RunManifest["criteria"]>;
  readonly rows?: readonly (readonly [string, string])[];
}

/** Rows `r01` and so on with the same hash in every run. */
function rowsUpTo(count: number): [string, string][] {
  return Array.from({ length: count }, (_, index) => [`r${String(index + 1).padStart(2, "0")}`, "same"]);
}

async function storageWith(...runs: readonly RunInput[]): Promise<MemoryStorage> {
  const storage = createMemoryStorage();
  for (const { id, arms, criteria = {}, rows = rowsUpTo(Object.values(arms)[0]?.length ?? 0) } of runs) {
    const plain = manifestOf(Object.keys(arms), { runId: id });
    const manifest = { ...plain, criteria: { ...plain.criteria, judge, ...criteria } };
    await storeRun(storage, manifest, rows, Object.entries(arms).flatMap(([name, letters]) => armEvents(name, letters)));
  }
  return storage;
}

const fails = "F".repeat(24);
const passes = "P".repeat(24);
const before: RunInput = { id: "run-a", arms: { baseline: fails } };
const after: RunInput = { id: "run-b", arms: { baseline: passes } };

describe("compareRuns", () => {
  it("takes the first run for the baseline", async () => {
    const { variants } = await compareRuns(await storageWith(before, after), ["run-a", "run-b"]);
    assert.deepEqual(variants.map(({ name, passed, comparison }) => [name, passed, comparison?.baseline, comparison?.won, comparison?.verdict]), [
      ["run-a:baseline", 0, undefined, undefined, undefined],
      ["run-b:baseline", 24, "run-a:baseline", 24, "better"],
    ]);
  });

  it("joins rows by id and hash and counts the rest", async () => {
    const rows = [...rowsUpTo(22), ["r23", "edited"], ["r30", "same"]] as const;
    const { joined, edited, onlyIn } = await compareRuns(await storageWith(before, { ...after, rows }), ["run-a", "run-b"]);
    assert.deepEqual({ joined, edited, onlyIn }, { joined: 22, edited: 1, onlyIn: [{ name: "run-a:baseline", rows: 1 }, { name: "run-b:baseline", rows: 1 }] });
  });

  it("leaves edited rows out of the figures", async () => {
    const rows = [...rowsUpTo(23), ["r24", "edited"]] as const;
    const { variants } = await compareRuns(await storageWith(before, { ...after, rows }), ["run-a", "run-b"]);
    assert.deepEqual(variants.map(({ samples }) => samples), [23, 23]);
  });

  it("compares more than two, each with the first", async () => {
    const { variants } = await compareRuns(await storageWith(before, after, { id: "run-c", arms: { baseline: fails } }), ["run-a", "run-b", "run-c"]);
    assert.deepEqual(variants.map(({ comparison }) => comparison && [comparison.won, comparison.tied, comparison.family]), [null, [24, 0, 2], [0, 24, 2]]);
  });

  for (const [what, name, chosen] of [
    ["the only variant", "run-v", "short"],
    ["the baseline where it is named", "run-v:baseline", "baseline"],
    ["the baseline of several variants", "run-w", "baseline"],
    ["the variant that is named", "run-w:long", "long"],
  ] as const) {
    it(`takes ${what} of a run`, async () => {
      const storage = await storageWith(before, { id: "run-v", arms: { baseline: fails, short: passes } }, { id: "run-w", arms: { baseline: fails, short: passes, long: passes } });
      const { variants } = await compareRuns(storage, ["run-a", name]);
      assert.equal(variants[1]?.name.split(":")[1], chosen);
    });
  }

  it("compares two arms of one run, however few rows it has", async () => {
    const { joined, variants } = await compareRuns(await storageWith({ id: "run-v", arms: { baseline: "FFF", short: "PPP" } }), ["run-v:baseline", "run-v:short"]);
    assert.deepEqual([joined, variants[1]?.comparison?.verdict], [3, "not_enough_rows"]);
  });

  it("warns of simulated answers", async () => {
    const storage = createMemoryStorage();
    for (const runId of ["run-a", "run-b"]) await storeRun(storage, manifestOf(["baseline"], { runId, isSimulated: true }), rowsUpTo(24), armEvents("baseline", passes));
    assert.deepEqual((await compareRuns(storage, ["run-a", "run-b"])).warnings, ["Simulated answers are compared: the figures say nothing about a real model."]);
  });

  for (const [what, names, runs, expected] of [
    ["fewer than twenty equal rows", ["run-a", "run-b"], [{ id: "run-a", arms: { baseline: "F".repeat(19) } }, after], { code: "compare/incompatible", message: /19 equal rows/ }],
    ["other criteria", ["run-a", "run-b"], [before, { ...after, criteria: { hash: hashOf("other") } }], { code: "compare/incompatible", message: /different criteria/ }],
    ["another judge", ["run-a", "run-b"], [before, { ...after, criteria: { judge: { ...judge, configHash: hashOf("other") } } }], { code: "compare/incompatible", message: /different judges/ }],
    ["another judge prompt", ["run-a", "run-b"], [before, { ...after, criteria: { judge: { ...judge, promptHash: hashOf("other") } } }], { code: "compare/incompatible", message: /different judges/ }],
    ["a run that does not exist", ["run-a", "run-x"], [before], { code: "run/missing", message: /"run-x"/ }],
    ["a variant that does not exist", ["run-a", "run-a:long"], [before], { code: "input/invalid", hint: "It has baseline." }],
    ["the same arm twice", ["run-a", "run-a:baseline"], [before], { code: "input/invalid", message: /named twice/ }],
    ["a single run", ["run-a"], [before], { code: "input/invalid", message: /Two runs/ }],
    ["a beginning that fits two runs", ["run-a", "run-"], [before, after], { code: "input/invalid", message: /beginning of 2 runs/ }],
  ] as [string, string[], RunInput[], object][]) {
    it(`refuses ${what}`, async () => {
      const storage = await storageWith(...runs);
      await assert.rejects(compareRuns(storage, names), expected);
    });
  }
});
