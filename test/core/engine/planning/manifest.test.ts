// What a run pins: enough to make the same plan again, and never a key.
import assert from "node:assert/strict";
import { manifestIssue } from "../../../../src/core/domain/run-manifest-schema.ts";
import type { RunManifest } from "../../../../src/core/domain/run-manifest.ts";
import { createManifest, optionsOf } from "../../../../src/core/engine/planning/manifest.ts";
import { defaultOptions, type RunOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun, type Plan } from "../../../../src/core/engine/planning/plan.ts";
import {
  armOf,
  collectionOf,
  columnOf,
  criterionOf,
  criterionSetOf,
  hashOf,
  judgeOf,
  modelOf,
  questionOf,
  rowOf,
  rowsOf,
  setupOf,
} from "../../../support/factories.ts";

const endpoints = new Map([["vllm", "http://127.0.0.1:8000/v1"]]);
const price = { input: 1, output: 2 };
const local = modelOf({ provider: "openai", model: "m-1", endpoint: "vllm", price, settings: { api: "chat" } });
const setup = setupOf({
  collection: collectionOf(rowsOf(12)),
  arms: [armOf("baseline", { model: local }), armOf("short", { model: { ...local, parameters: { max_tokens: 9 } } })],
  criteria: criterionSetOf(criterionOf("plain", { isNegated: true, severity: "soft", weight: 2 }), questionOf("asked")),
  judge: judgeOf(local),
});

function plan(options: Partial<RunOptions> = {}): Plan {
  return planRun(setup, { ...defaultOptions, ...options }, endpoints);
}

function manifestFor(options: Partial<RunOptions> = {}): RunManifest {
  return manifestOf(plan(options));
}

function manifestOf(planned: Plan): RunManifest {
  return createManifest(planned, {
    runId: "run-1",
    createdAt: "2026-01-01T00:00:00.000Z",
    tool: { name: "touchstone", version: "0.1.0", surface: "cli", node: "24.0.0", os: "linux-x64" },
    git: null,
    files: [{ path: "rows.csv", sha256: hashOf("rows.csv") }],
    rowHashes: hashOf("row hashes"),
    endpoints,
  });
}

describe("createManifest", () => {
  for (const options of [
    {},
    { rows: { kind: "first", count: 3 } },
    { rows: { kind: "sample", count: 4 }, seed: 99 },
    { rows: { kind: "ids", ids: ["r01", "r07"] } },
    { filter: { text: ["text of r01", "text of r02"] } },
    { shard: { index: 2, count: 3 } },
    { variants: ["short"], epochs: 3, ratingMode: "fast" },
    { variants: [], concurrency: 2, maxCostUsd: 1, maxCalls: 5 },
    { purpose: "aa", epochs: 2 },
  ] as Partial<RunOptions>[]) {
    it(`keeps ${JSON.stringify(options)} so that the same plan is made again`, () => {
      const again = optionsOf(JSON.parse(JSON.stringify(manifestFor(options))) as RunManifest);
      assert.equal(plan(again).hash, plan(options).hash);
    });
  }

  it("reads the selection back as it was given", () => {
    const options: RunOptions = {
      variants: ["short"],
      rows: { kind: "sample", count: 4 },
      filter: { text: ["text of r01"] },
      shard: { index: 1, count: 1 },
      epochs: 2,
      seed: 5,
      ratingMode: "fast",
      isFresh: true,
      isRerate: false,
      purpose: "run",
      concurrency: 3,
      maxCostUsd: 1,
      maxCalls: 9,
      batch: { judge: "live" },
    };
    // A shard is never run in batches.
    for (const own of [{ batch: null }, { shard: null }])
      assert.deepEqual(optionsOf(manifestFor({ ...options, rows: null, ...own })), { ...options, rows: null, ...own });
  });

  it("holds the origin of a model and no more of its URL", () => {
    assert.deepEqual(
      manifestFor().models.map(({ id, origin, api }) => ({ id, origin, api })),
      [
        { id: "openai/m-1", origin: "http://127.0.0.1:8000", api: "chat" },
        { id: "openai/m-1", origin: "http://127.0.0.1:8000", api: "chat" },
      ],
    );
  });

  it("names a model once when arms and judge share it", () => {
    assert.equal(manifestFor({ variants: [] }).models.length, 1);
  });

  it("holds no price of its own words, no setting beside the API and nothing that is called a key", () => {
    assert.deepEqual(JSON.stringify(manifestFor()).match(/"([^"]*(key|token|secret|authorization|baseUrl)[^"]*|price)":/gi), [
      '"max_tokens":',
      '"max_tokens":',
    ]);
  });

  it("pins what a variant changes and how many rows repeat another, for whoever reads the run later", () => {
    const rows = ["a", "b", "c"].map((id) => rowOf(id, { text: "the same" }));
    const arms = [armOf(), armOf("both", { axes: ["template", "model"] })] as const;
    const { variants, collection } = manifestOf(planRun({ ...setup, collection: collectionOf(rows), arms }, defaultOptions, endpoints));
    assert.deepEqual(
      [variants.map(({ axes }) => axes), collection.duplicates],
      [[undefined, ["template", "model"]], { equal: 2, alike: 0 }],
    );
    assert.ok(!("duplicates" in manifestFor().collection));
  });

  it("describes the criteria and their judge", () => {
    const { items, judge } = manifestFor().criteria;
    assert.deepEqual(
      [items.map(({ id, kind, severity, weight }) => ({ id, kind, severity, weight })), judge?.model, judge?.configHash],
      [
        [
          { id: "plain", kind: "not-contains", severity: "soft", weight: 2 },
          { id: "asked", kind: "judge", severity: "hard", weight: 1 },
        ],
        "openai/m-1",
        setup.judge?.configHash,
      ],
    );
  });

  it("counts samples and rows of the plan, not of the collection", () => {
    const { samples, collection } = manifestFor({ rows: { kind: "first", count: 3 }, epochs: 2 });
    assert.deepEqual([samples, collection.rows], [12, 3]);
  });
});

describe("createManifest: what it may cost", () => {
  it("keeps the bound that was shown and the prices behind it", () => {
    const { worstUsd, models } = manifestFor().prices;
    assert.deepEqual(
      [worstUsd, models],
      [plan().costUsd.worst, [{ id: "openai/m-1", usdPerMillion: { input: 1, cachedInput: 1, output: 2 } }]],
    );
    assert.ok((worstUsd ?? 0) > 0);
  });

  it("keeps null for what is unknown, never 0", () => {
    const unpriced = planRun({ ...setup, arms: [armOf("baseline", { model: { ...local, price: null } })] }, defaultOptions, endpoints);
    const { worstUsd, models } = manifestOf(unpriced).prices;
    assert.deepEqual([worstUsd, models?.map(({ usdPerMillion }) => usdPerMillion?.output ?? null)], [null, [null, 2]]);
  });
});

describe("createManifest: epochs and groups", () => {
  const rows = ["one", "two", "one", ""].map((customer, index) => rowOf(`r${index}`, { customer }));
  const grouped = { ...collectionOf(rows), columns: [columnOf("customer", { role: "cluster" as const })] };

  it("pins a reducer other than the mean, and nothing for the mean", () => {
    const [mode, mean] = (["mode", "mean"] as const).map((reduce) => manifestOf(planRun({ ...setup, reduce }, defaultOptions, endpoints)));
    assert.deepEqual([mode?.reduce, mean !== undefined && "reduce" in mean], ["mode", false]);
  });

  it("pins the rows of each group and not what the column says", () => {
    const planned = planRun({ ...setup, collection: grouped }, defaultOptions, endpoints);
    assert.deepEqual(manifestOf(planned).collection.clusters, { column: "customer", groups: [["r0", "r2"]] });
    const few = planRun({ ...setup, collection: grouped }, { ...defaultOptions, rows: { kind: "first", count: 2 } }, endpoints);
    assert.equal(manifestOf(few).collection.clusters, undefined);
  });

  it("is one that a stored run may have", () => {
    const planned = planRun({ ...setup, collection: grouped, reduce: { at_least: 2 } }, { ...defaultOptions, epochs: 2 }, endpoints);
    const manifest = { ...manifestOf(planned), runId: "019b7777-0000-7000-8000-000000000001" };
    assert.equal(manifestIssue(manifest), null);
    assert.match(manifestIssue({ ...manifest, reduce: { at_least: 0 } })?.message ?? "", /./);
  });

  it("refuses fewer epochs than the reducer asks for", () => {
    assert.throws(() => planRun({ ...setup, epochs: 3, reduce: { pass_at: 3 } }, { ...defaultOptions, epochs: 2 }, endpoints), {
      code: "input/invalid",
      message: "`reduce: {pass_at: 3}` takes at least 3 epochs, and this run has 2.",
    });
  });
});
