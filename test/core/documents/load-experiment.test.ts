// From an experiment's files, or from a template alone, to a checked setup.
import assert from "node:assert/strict";
import { loadExperiment } from "../../../src/core/documents/load-experiment.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import { experimentWith, loadSample, sampleExperiment, sampleProject, findingsOf } from "./sample-project.ts";

describe("loadExperiment of a complete project", () => {
  it("has no findings", async () => {
    assert.deepEqual((await loadExperiment(memoryFiles(sampleProject), sampleExperiment)).diagnostics, []);
  });

  it("names the experiment, its rows and its criteria", async () => {
    const { path, name, collection, criteria, judge } = await loadSample();
    assert.deepEqual(
      {
        path,
        name,
        rows: collection.rows.map((row) => row.id),
        criteria: criteria.criteria.map(({ id, scorer }) => [id, scorer]),
        judge: judge?.model.model,
      },
      {
        path: sampleExperiment,
        name: "Tone",
        rows: ["T1", "T2"],
        criteria: [
          ["kind", "judge"],
          ["says-bye", "contains"],
        ],
        judge: "judge-1",
      },
    );
  });

  it("has the baseline and its variants as arms", async () => {
    const { arms } = await loadSample();
    assert.deepEqual(
      arms.map(({ name, from, template, model, axes }) => ({ name, from, template: template.frontMatter.name, model: model.model, axes })),
      [
        { name: "baseline", from: null, template: "reply", model: "main-1", axes: [] },
        { name: "short", from: "baseline", template: "short", model: "main-1", axes: ["template"] },
      ],
    );
  });

  it("has the built-in defaults", async () => {
    const { rating, epochs, rows, plan, gates, timeouts } = await loadSample();
    assert.deepEqual(
      { rating, epochs, rows, plan, gates, total: timeouts.total_ms },
      {
        rating: { mode: "detailed", grouping: "together" },
        epochs: 1,
        rows: {},
        plan: { primary: "pass_rate", margin: 0.05, alpha: 0.05 },
        gates: [],
        total: 600_000,
      },
    );
  });

  it("takes defaults from touchstone.yaml, and the experiment's own before them", async () => {
    const changes = {
      ...experimentWith({ more: "rating: {mode: fast}\n" }),
      "touchstone.yaml": "format: 1\ndefaults: {concurrency: 3, rating: {mode: detailed, grouping: separate}, timeouts: {total_ms: 5}}\n",
    };
    const { rating, defaults, timeouts } = await loadSample(changes);
    assert.deepEqual(
      { rating, concurrency: defaults.concurrency, timeouts },
      {
        rating: { mode: "fast", grouping: "separate" },
        concurrency: 3,
        timeouts: { headers_ms: 60_000, first_byte_ms: 120_000, idle_ms: 90_000, total_ms: 5 },
      },
    );
  });

  it("pins exactly the files it was made from", async () => {
    const { files } = await loadSample({ "prompts/unused.prompt": "x", "models/unused.model.yaml": "x" });
    const unused = ["models/fallback.model.yaml"];
    assert.deepEqual(
      [...files.keys()].sort(),
      Object.keys(sampleProject)
        .filter((path) => !unused.includes(path))
        .sort(),
    );
  });

  it("is called like its file without a name of its own", async () => {
    assert.equal((await loadSample(experimentWith({}))).name, "tone");
  });
});

describe("loadExperiment and the model", () => {
  const templateModel = { "prompts/reply.prompt": "---\nmodel: simulated/template-1\nconfig: {temperature: 0.9}\n---\n{{message}}\n" };
  const cases: readonly [string, Readonly<Record<string, string | null>>, { model: string; parameters: unknown }][] = [
    [
      "the variant's first",
      { ...templateModel, ...experimentWith({ variants: "  - {name: v, model: simulated/variant-1}\n" }) },
      { model: "variant-1", parameters: {} },
    ],
    [
      "set.main.model before the variant's",
      experimentWith({ variants: "  - {name: v, model: simulated/variant-1, set: {main: {model: simulated/set-1}}}\n" }),
      { model: "set-1", parameters: {} },
    ],
    [
      "the experiment's before the template's",
      { ...templateModel, ...experimentWith({ variants: "  - {name: v}\n" }) },
      { model: "main-1", parameters: { temperature: 0.5, max_tokens: 50 } },
    ],
    [
      "the template's before the project's, with its config",
      { ...templateModel, ...experimentWith({ model: "", variants: "  - {name: v}\n" }) },
      { model: "template-1", parameters: { temperature: 0.9 } },
    ],
    ["the project's last", experimentWith({ model: "", variants: "  - {name: v}\n" }), { model: "fallback-1", parameters: {} }],
    [
      "a template's config only with a model of its own",
      { "prompts/reply.prompt": "---\nconfig: {temperature: 0.9}\n---\n{{message}}\n", ...experimentWith({ variants: "  - {name: v}\n" }) },
      { model: "main-1", parameters: { temperature: 0.5, max_tokens: 50 } },
    ],
    [
      "a template's config over its model's parameters",
      {
        "prompts/reply.prompt": "---\nmodel: ../models/main.model.yaml\nconfig: {temperature: 0.9}\n---\n{{message}}\n",
        ...experimentWith({ model: "", variants: "  - {name: v}\n" }),
      },
      { model: "main-1", parameters: { temperature: 0.9, max_tokens: 50 } },
    ],
    [
      "a variant's overrides over all",
      { ...templateModel, ...experimentWith({ model: "", variants: "  - {name: v, set: {main: {temperature: 0.1, seed: 7}}}\n" }) },
      { model: "template-1", parameters: { temperature: 0.1, seed: 7 } },
    ],
  ];
  for (const [title, changes, expected] of cases) {
    it(`takes ${title}`, async () => {
      const { model } = (await loadSample(changes)).arms[1]!;
      assert.deepEqual({ model: model.model, parameters: model.parameters }, expected);
    });
  }

  it("reports when nobody names one", async () => {
    const changes = { ...experimentWith({ model: "", variants: "" }), "touchstone.yaml": null };
    assert.deepEqual(await findingsOf(changes), [
      `${sampleExperiment}:1:1 experiment/no-model No model is named. Add \`model:\` here, or \`defaults: {model: …}\` in touchstone.yaml.`,
    ]);
  });
});

describe("loadExperiment of a template", () => {
  const runnable =
    "---\ntouchstone.collection: ../data/tickets.csv\ntouchstone.criteria: ../criteria/reply.criteria.yaml\n---\n{{message}}\n";

  it("is an experiment without variants", async () => {
    const { path, name, arms, files } = await loadSample({ "prompts/reply.prompt": runnable }, "prompts/reply.prompt");
    assert.deepEqual(
      { path, name, arms: arms.map((arm) => [arm.name, arm.model.model]), isPinned: files.has("prompts/reply.prompt") },
      { path: "prompts/reply.prompt", name: "reply", arms: [["baseline", "fallback-1"]], isPinned: true },
    );
  });

  const cases: readonly [string, string, readonly string[]][] = [
    [
      "that names neither rows nor criteria",
      "Hello",
      [
        "prompts/reply.prompt:1:1 template/not-runnable This template cannot be run by itself: touchstone.collection and touchstone.criteria is missing from its front matter. Name them between the --- lines at the top, or run an experiment that uses this template.",
      ],
    ],
    [
      "that names no criteria",
      "---\ntouchstone.collection: ../data/tickets.csv\n---\n",
      [
        "prompts/reply.prompt:1:1 template/not-runnable This template cannot be run by itself: touchstone.criteria is missing from its front matter. Name them between the --- lines at the top, or run an experiment that uses this template.",
      ],
    ],
    [
      "whose front matter is broken, without drawing conclusions",
      "---\nname: a\nname: b\n---\n",
      ["prompts/reply.prompt:3:1 yaml/duplicate-key This key stands twice in the same mapping. Keep one of them."],
    ],
    [
      "whose collection is missing, at the front matter",
      runnable.replace("tickets.csv", "tikcets.csv"),
      ['prompts/reply.prompt:2:24 file/missing There is no collection at "../data/tikcets.csv". Did you mean "../data/tickets.csv"?'],
    ],
  ];
  for (const [title, text, expected] of cases) {
    it(`reports one ${title}`, async () => {
      assert.deepEqual(await findingsOf({ "prompts/reply.prompt": text }, "prompts/reply.prompt"), expected);
    });
  }
});
