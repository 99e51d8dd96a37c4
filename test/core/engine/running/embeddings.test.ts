// Similarity by embeddings in whole runs: planned, priced, asked, kept in the cache, pinned, and refused where it cannot be.
import assert from "node:assert/strict";
import { text as readText } from "node:stream/consumers";
import { hasErrors } from "../../../../src/core/domain/diagnostic.ts";
import { loadExperiment } from "../../../../src/core/documents/load-experiment.ts";
import { compareRuns } from "../../../../src/core/engine/compare-runs.ts";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { planRerate } from "../../../../src/core/engine/running/rerate-run.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import { createFakeClock } from "../../../support/fake-clock.ts";
import { memoryFiles } from "../../../support/memory-files.ts";
import { createMemoryStorage } from "../../../support/memory-storage.ts";
import { startProviderServer } from "../../../support/provider-server.ts";
import { noEndpoints } from "../engine-fixtures.ts";
import { hostOf, loadSetup, project } from "../run-fixtures.ts";

const never = { signal: new AbortController().signal };

const files = {
  ...project,
  "rows.csv": "id,text,wanted\na,first,yes at length\nb,second,something else\nc,third,\n",
  "embed.model.yaml": "provider: simulated\nmodel: embed\n",
  "test.criteria.yaml":
    "criteria:\n  - {id: like, check: similarity, value: '{{wanted}}', at_least: 0.9, model: embed.model.yaml}\n  - {id: unlike, check: not-similarity, value: 'blue boats', at_least: 0.9, model: embed.model.yaml}\n",
  "test.experiment.yaml": "collection: rows.csv\ntemplate: long.prompt\nmodel: writer.model.yaml\ncriteria: test.criteria.yaml\n",
};

async function run(contents: typeof files, storage = createMemoryStorage(), id = "run") {
  const plan = planRun(await loadSetup(contents), defaultOptions, noEndpoints);
  return { plan, outcome: await startRun(plan, hostOf(storage, { newId: () => id }), never) };
}

describe("a run with similarity by embeddings", () => {
  it("passes what is like the reference, fails what is not, and errs where there is none", async () => {
    const { outcome } = await run(files);
    const labels = [...outcome.record.samples.values()].map(({ row, ratings }) => [
      row,
      ...["like", "unlike"].map((id) => ratings.get(id)?.label ?? ratings.get(id)?.error?.code),
    ]);
    assert.deepEqual(labels.sort(), [
      ["a", "pass", "pass"],
      ["b", "fail", "pass"],
      ["c", "scorer/empty-column", "pass"],
    ]);
  });

  it("rates an empty response without a call", async () => {
    const empty = { ...files, "writer.model.yaml": "provider: simulated\nmodel: writer\nrules: [{when: '.', replies: [{text: ''}]}]\n" };
    const { outcome } = await run(empty);
    const labels = [...outcome.record.samples.values()].map(({ ratings }) => ratings.get("unlike")?.label);
    assert.deepEqual([labels, outcome.record.calls.rating], [["pass", "pass", "pass"], 0]);
  });

  it("counts the calls of both criteria as ratings, and pins the model", async () => {
    const { plan, outcome } = await run(files);
    const { manifest } = outcome;
    assert.deepEqual(
      [
        plan.calls.rating,
        plan.destinations.map(({ model, calls }) => [model, calls]),
        manifest.criteria.items.map((item) => item.embeddings?.model),
      ],
      [
        6,
        [
          ["writer", 3],
          ["embed", 6],
        ],
        ["simulated/embed", "simulated/embed"],
      ],
    );
  });

  it("is compared with no run that compared by another model", async () => {
    const storage = createMemoryStorage();
    await run(files, storage, "a-run");
    await run({ ...files, "embed.model.yaml": "provider: simulated\nmodel: embed-2\n" }, storage, "b-run");
    await assert.rejects(compareRuns({ storage, files: memoryFiles({}) }, ["a-run", "b-run"]), {
      code: "compare/incompatible",
      message: /different models of embeddings/,
    });
  });

  for (const [title, model, finding] of [
    ["a provider without embeddings", "provider: anthropic\nmodel: claude-opus-5\n", "criteria/no-embeddings"],
    ["a model with parameters", "provider: openai\nmodel: embed\nparameters: {temperature: 0}\n", "model/refused-request"],
  ] as const) {
    it(`is refused for ${title}, before anything is sent`, async () => {
      const { value, diagnostics } = await loadExperiment(memoryFiles({ ...files, "embed.model.yaml": model }), "test.experiment.yaml");
      assert.deepEqual(
        [value, hasErrors(diagnostics), diagnostics.map(({ code, file }) => [code, file])],
        [
          null,
          true,
          [
            [finding, "test.criteria.yaml"],
            [finding, "test.criteria.yaml"],
          ],
        ],
      );
    });
  }

  it("is refused in batches", async () => {
    const remote = {
      ...files,
      "writer.model.yaml": "{provider: openai, model: writer, price: {input: 1, output: 1}, parameters: {max_tokens: 5}}",
    };
    const setup = await loadSetup(remote);
    assert.throws(() => planRun(setup, { ...defaultOptions, batch: { judge: "live" } }, noEndpoints), {
      code: "input/invalid",
      message: /"like" compares by embeddings/,
    });
  });

  it("is asked for once: the cache answers the next run, and the plan says so", async () => {
    let asked = 0;
    await using server = await startProviderServer({
      async route(incoming, response) {
        if (incoming.url !== "/v1/embeddings") return false;
        asked += 1;
        const { input } = JSON.parse(await readText(incoming)) as { input: string[] };
        response.setHeader("content-type", "application/json");
        response.end(
          JSON.stringify({
            model: "e",
            data: input.map((text, index) => ({ index, embedding: [text.length, 1] })),
            usage: { prompt_tokens: 100 },
          }),
        );
        return true;
      },
    });
    const endpoints = new Map([["openai", `${server.url}/v1`]]);
    const clock = createFakeClock();
    const storage = createMemoryStorage();
    const priced = { ...files, "embed.model.yaml": "{provider: openai, model: embed, price: {input: 10, output: 0}}" };
    const plan = planRun(await loadSetup(priced), defaultOptions, endpoints);
    const ids = ["a-run", "b-run"];
    const host = hostOf(storage, { clock, key: () => "sk-test", fetch: globalThis.fetch, endpoints, newId: () => ids.shift() ?? "none" });
    const first = await startRun(plan, host, never);
    const spent = [...first.record.samples.values()].flatMap(({ judgeCalls }) => judgeCalls.map(({ cost }) => cost?.usd));
    assert.deepEqual([asked, spent], [5, Array.from({ length: 5 }, () => 0.001)]);
    await clock.advance(1_000);
    const second = await startRun(plan, host, never);
    assert.deepEqual([asked, second.record.calls.cached, plan.calls.rating], [5, 5, 6]);
    await clock.advance(1_000);
    const limits = { concurrency: null, maxCostUsd: null, maxCalls: null, isFresh: false, ratingMode: null };
    const { rest } = await planRerate("a-run", { options: limits, files: memoryFiles(priced), endpoints, storage, clock });
    assert.deepEqual([rest.calls, rest.costUsd.worst], [{ generation: 0, rating: 0, cached: 5 }, 0]);
  });
});
