// Stored runs against each other: joined by row id and row hash, refused where the figures would not mean the same.
import assert from "node:assert/strict";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import type { RunManifest } from "../../../src/core/domain/run-manifest.ts";
import { compareRuns as compareLabelledRuns, type RunComparison } from "../../../src/core/engine/compare-runs.ts";
import { labelLine, type Label } from "../../../src/core/domain/label.ts";
import { outputHash } from "../../../src/core/domain/run-facts.ts";
import { armEvents, evaluationOf, ratingOf, responseOf } from "../../support/event-factories.ts";
import { hashOf, manifestOf } from "../../support/factories.ts";
import { labelOf } from "../../support/labels.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import { createMemoryStorage, type MemoryStorage } from "../../support/memory-storage.ts";
import { storeRun } from "./run-fixtures.ts";

const real = { id: "simulated/test-1", provider: "openai", origin: "https://api.openai.com", requested: "test-1", params: {}, api: null };
const judgeModel = { ...real, id: "simulated/judge", requested: "judge" };
const judge = { model: "simulated/judge", configHash: hashOf("judge"), promptVersion: 1, promptHash: hashOf("prompt") };

interface RunInput {
  readonly id: string;
  /** The letters of each arm, as `armEvents` reads them. */
  readonly arms: Readonly<Record<string, string>>;
  readonly criteria?: Partial<RunManifest["criteria"]>;
  readonly rows?: readonly (readonly [string, string])[];
  readonly changes?: Partial<RunManifest>;
  /** What stands behind the events of the arms. */
  readonly events?: readonly RunEvent[];
}

/** Rows `r01` and so on with the same hash in every run. */
function rowsUpTo(count: number): [string, string][] {
  return Array.from({ length: count }, (_, index) => [`r${String(index + 1).padStart(2, "0")}`, "same"]);
}

async function storageWith(...runs: readonly RunInput[]): Promise<MemoryStorage> {
  const storage = createMemoryStorage();
  for (const { id, arms, criteria = {}, rows = rowsUpTo(Object.values(arms)[0]?.length ?? 0), changes = {}, events = [] } of runs) {
    const plain = manifestOf(Object.keys(arms), {
      runId: id,
      samples: rows.length * Object.keys(arms).length,
      models: [real, judgeModel],
      ...changes,
    });
    const manifest = { ...plain, criteria: { ...plain.criteria, judge, ...criteria } };
    await storeRun(storage, manifest, rows, [...Object.entries(arms).flatMap(([name, letters]) => armEvents(name, letters)), ...events]);
  }
  return storage;
}

/** Of a project without labels. */
function compareRuns(storage: MemoryStorage, names: readonly string[]): Promise<RunComparison> {
  return compareLabelledRuns({ storage, files: memoryFiles({}) }, names);
}

const fails = "F".repeat(24);
const passes = "P".repeat(24);
const before: RunInput = { id: "run-a", arms: { baseline: fails } };
const after: RunInput = { id: "run-b", arms: { baseline: passes } };

describe("compareRuns", () => {
  it("takes the first run for the baseline", async () => {
    const { variants } = await compareRuns(await storageWith(before, after), ["run-a", "run-b"]);
    assert.deepEqual(
      variants.map(({ name, passed, comparison }) => [name, passed, comparison?.baseline, comparison?.won, comparison?.verdict]),
      [
        ["run-a:baseline", 0, undefined, undefined, undefined],
        ["run-b:baseline", 24, "run-a:baseline", 24, "better"],
      ],
    );
  });

  it("joins rows by id and hash and counts the rest", async () => {
    const rows = [...rowsUpTo(22), ["r23", "edited"], ["r30", "same"]] as const;
    const { joined, edited, onlyIn } = await compareRuns(await storageWith(before, { ...after, rows }), ["run-a", "run-b"]);
    assert.deepEqual(
      { joined, edited, onlyIn },
      {
        joined: 22,
        edited: 1,
        onlyIn: [
          { name: "run-a:baseline", rows: 1 },
          { name: "run-b:baseline", rows: 1 },
        ],
      },
    );
  });

  it("leaves edited rows out of the figures", async () => {
    const rows = [...rowsUpTo(23), ["r24", "edited"]] as const;
    const { variants } = await compareRuns(await storageWith(before, { ...after, rows }), ["run-a", "run-b"]);
    assert.deepEqual(
      variants.map(({ samples }) => samples),
      [23, 23],
    );
  });

  it("sets beside each other what one version of an evaluator said of the runs", async () => {
    const seenBy = (run: RunInput, version: string, value: number): RunInput => ({
      ...run,
      criteria: { evaluators: [{ id: "length", name: null, hash: hashOf(version) }] },
      events: [evaluationOf("baseline", { evaluatorHash: hashOf(version), value })],
    });
    const third = { id: "run-c", arms: { baseline: fails } };
    const storage = await storageWith(seenBy(before, "one", 3), seenBy(after, "one", 5), seenBy(third, "two", 9));
    const { evaluations } = await compareRuns(storage, ["run-a", "run-b", "run-c"]);
    assert.deepEqual(
      evaluations.map(({ id, arms }) => [id, arms.map(({ variant, value, difference }) => [variant, value, difference])]),
      [
        [
          "length",
          [
            ["run-a:baseline", 3, null],
            ["run-b:baseline", 5, 2],
            ["run-c:baseline", null, null],
          ],
        ],
      ],
    );
  });

  it("compares more than two, each with the first", async () => {
    const { variants } = await compareRuns(await storageWith(before, after, { id: "run-c", arms: { baseline: fails } }), [
      "run-a",
      "run-b",
      "run-c",
    ]);
    assert.deepEqual(
      variants.map(({ comparison }) => comparison && [comparison.won, comparison.tied, comparison.family]),
      [null, [24, 0, 2], [0, 24, 2]],
    );
  });

  for (const [what, name, chosen] of [
    ["the only variant", "run-v", "short"],
    ["the baseline where it is named", "run-v:baseline", "baseline"],
    ["the baseline of several variants", "run-w", "baseline"],
    ["the variant that is named", "run-w:long", "long"],
  ] as const) {
    it(`takes ${what} of a run`, async () => {
      const storage = await storageWith(
        before,
        { id: "run-v", arms: { baseline: fails, short: passes } },
        { id: "run-w", arms: { baseline: fails, short: passes, long: passes } },
      );
      const { variants } = await compareRuns(storage, ["run-a", name]);
      assert.equal(variants[1]?.name.split(":")[1], chosen);
    });
  }

  it("compares two arms of one run, however few rows it has", async () => {
    const { joined, variants } = await compareRuns(await storageWith({ id: "run-v", arms: { baseline: "FFF", short: "PPP" } }), [
      "run-v:baseline",
      "run-v:short",
    ]);
    assert.deepEqual([joined, variants[1]?.comparison?.verdict], [3, "not_enough_rows"]);
  });

  const whole = "Simulated answers are compared: the figures say nothing about a real model.";
  const partial = (id: string): string =>
    `Some answers are simulated (${id}): those figures show how Touchstone works, not how good a prompt is.`;
  const played = { provider: "simulated" } as const;
  for (const [what, first, second, expected] of [
    [
      "models are all simulated",
      [
        { ...real, ...played },
        { ...judgeModel, ...played },
      ],
      [
        { ...real, ...played },
        { ...judgeModel, ...played },
      ],
      [whole],
    ],
    ["judge is simulated", [real, { ...judgeModel, ...played }], [real, { ...judgeModel, ...played }], [partial("simulated/judge")]],
    ["baseline is simulated", [{ ...real, ...played }, judgeModel], [real, judgeModel], [partial("simulated/test-1")]],
    ["models are real", [real, judgeModel], [real, judgeModel], []],
    [
      "models are real beside another arm's simulated one",
      [real, judgeModel, { ...real, ...played, id: "simulated/other" }],
      [real, judgeModel],
      [],
    ],
  ] as const) {
    it(`warns ${expected.length} times when the ${what}`, async () => {
      const storage = await storageWith({ ...before, changes: { models: first } }, { ...after, changes: { models: second } });
      assert.deepEqual((await compareRuns(storage, ["run-a", "run-b"])).warnings, expected);
    });
  }

  it("joins only rows that have ended in all arms", async () => {
    const { joined, edited, variants } = await compareRuns(
      await storageWith(before, { ...after, arms: { baseline: `${"P".repeat(21)}UU ` } }),
      ["run-a", "run-b"],
    );
    assert.deepEqual({ joined, edited, samples: variants.map(({ samples }) => samples) }, { joined: 21, edited: 0, samples: [21, 21] });
  });

  for (const [what, letters, warning] of [
    ["a missing sample", `${"P".repeat(23)}U`, "1 of 24 samples of run-b:baseline is missing: finish it with `touchstone resume run-b`."],
    [
      "missing samples",
      `${"P".repeat(21)}UU `,
      "3 of 24 samples of run-b:baseline are missing: finish them with `touchstone resume run-b`.",
    ],
  ] as const) {
    it(`warns of ${what}`, async () => {
      const { warnings } = await compareRuns(await storageWith(before, { ...after, arms: { baseline: letters } }), ["run-a", "run-b"]);
      assert.deepEqual(warnings, [warning]);
    });
  }

  it("warns of arms that were asked hours apart", async () => {
    const storage = await storageWith(before);
    const later = armEvents("baseline", passes).map((event) => ({ ...event, t: "2026-02-01T00:00:00.000Z" }));
    const manifest = manifestOf(["baseline"], { runId: "run-b", samples: 24, models: [real, judgeModel] });
    await storeRun(storage, { ...manifest, criteria: { ...manifest.criteria, judge } }, rowsUpTo(24), later);
    const { warnings } = await compareRuns(storage, ["run-a", "run-b"]);
    assert.match(warnings[0] ?? "", /^run-b:baseline was answered about \d+ hours after run-a:baseline.*Run both in one run\.$/);
  });

  it("warns of answers without token counts, in joined rows only", async () => {
    const storage = createMemoryStorage();
    const rows = [...rowsUpTo(24), ["r25", "only here"]] as const;
    const uncounted = ["r24", "r25"].flatMap((row) => [responseOf({ row }, { usage: null }), ratingOf({ row })]);
    await storeRun(storage, manifestOf(["baseline"], { runId: "run-a", samples: 25, models: [real] }), rows, [
      ...uncounted,
      ...armEvents("baseline", fails),
    ]);
    await storeRun(
      storage,
      manifestOf(["baseline"], { runId: "run-b", samples: 24, models: [real] }),
      rowsUpTo(24),
      armEvents("baseline", passes),
    );
    assert.deepEqual((await compareRuns(storage, ["run-a", "run-b"])).warnings, [
      "1 answer of run-a:baseline came without token counts; tokens and cost are incomplete.",
    ]);
  });

  for (const [name, chosen] of [
    [".touchstone/runs/run-v", "run-v:short"],
    [".touchstone/runs/run-v/", "run-v:short"],
    ["./.touchstone/runs/run-v:baseline", "run-v:baseline"],
    ["/home/me/project/.touchstone/runs/run-v/:baseline", "run-v:baseline"],
    ["C:\\project\\.touchstone\\runs\\run-v", "run-v:short"],
    ["c:\\project\\.touchstone\\runs\\run-v\\:baseline", "run-v:baseline"],
    ["C:/project/.touchstone/runs/run-v:baseline", "run-v:baseline"],
  ] as const) {
    it(`takes the folder ${name} for a run`, async () => {
      const storage = await storageWith(before, { id: "run-v", arms: { baseline: fails, short: passes } });
      assert.equal((await compareRuns(storage, ["run-a", name])).variants[1]?.name, chosen);
    });
  }

  it("counts people only in the rows that they rated in both runs", async () => {
    const rows = rowsUpTo(24).map(([id]): [string, string] => [id, hashOf(id)]);
    const storage = createMemoryStorage();
    for (const [runId, text] of [
      ["run-a", "long"],
      ["run-b", "brief"],
    ] as const) {
      const output = { text };
      const manifest = manifestOf(["baseline"], { runId, samples: 24, models: [real] });
      const events = rows.flatMap(([row]) => [responseOf({ row }, { output }), ratingOf({ row })]);
      await storeRun(storage, manifest, rows, events);
    }
    const label = (row: string, text: string): Label => labelOf(row, "fail", { response: outputHash({ text }) });
    // Two rows of both runs, and two more of the first alone: each run by itself would count all of its own.
    const labels = [
      label("r01", "long"),
      label("r01", "brief"),
      label("r02", "long"),
      label("r02", "brief"),
      label("r03", "long"),
      label("r04", "long"),
    ];
    const files = memoryFiles({ "test.labels.jsonl": labels.map((each) => `${labelLine(each)}\n`).join("") });
    const { variants, people } = await compareLabelledRuns({ storage, files }, ["run-a", "run-b"]);
    assert.deepEqual([variants.map(({ passed }) => passed), people?.ratings, people?.counted], [[22, 22], 6, 4]);
  });

  for (const [what, names, runs, expected] of [
    [
      "fewer than twenty equal rows",
      ["run-a", "run-b"],
      [{ id: "run-a", arms: { baseline: "F".repeat(19) } }, after],
      { code: "compare/incompatible", message: /19 equal rows/ },
    ],
    [
      "fewer than twenty rows that have ended",
      ["run-a", "run-b"],
      [before, { ...after, arms: { baseline: `${"P".repeat(19)}UUUUU` } }],
      { code: "compare/incompatible", message: /19 equal rows/, hint: /resume run-b/ },
    ],
    ["a folder of no name", ["run-a", "/"], [before], { code: "input/invalid", message: /No run is named/ }],
    [
      "other criteria",
      ["run-a", "run-b"],
      [before, { ...after, criteria: { hash: hashOf("other") } }],
      { code: "compare/incompatible", message: /different criteria/ },
    ],
    [
      "another judge",
      ["run-a", "run-b"],
      [before, { ...after, criteria: { judge: { ...judge, configHash: hashOf("other") } } }],
      { code: "compare/incompatible", message: /different judges/ },
    ],
    [
      "another judge prompt",
      ["run-a", "run-b"],
      [before, { ...after, criteria: { judge: { ...judge, promptVersion: 2, promptHash: hashOf("other") } } }],
      { code: "compare/incompatible", message: /different judge prompts, version 1 and version 2/ },
    ],
    [
      "a judge beside none",
      ["run-a", "run-b"],
      [before, { ...after, criteria: { judge: null } }],
      { code: "compare/incompatible", message: /different judges/ },
    ],
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
