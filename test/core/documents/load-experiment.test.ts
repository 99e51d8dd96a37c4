// From an experiment's files to a checked setup: what is resolved, and every finding on the way.
import assert from "node:assert/strict";
import { loadExperiment } from "../../../src/core/documents/load-experiment.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import { diagnosticLines, experimentWith, loadSample, projectWith, sampleExperiment, sampleProject } from "./sample-project.ts";

async function findings(changes: Readonly<Record<string, string | Uint8Array | null>>, path = sampleExperiment): Promise<string[]> {
  const { value, diagnostics } = await loadExperiment(memoryFiles(projectWith(changes)), path);
  assert.equal(value, null);
  return diagnosticLines(diagnostics);
}

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
    assert.deepEqual(await findings(changes), [
      `${sampleExperiment}:1:1 experiment/no-model No model is named. Add \`model:\` here, or \`defaults: {model: …}\` in touchstone.yaml.`,
    ]);
  });
});

describe("loadExperiment and branches", () => {
  const branches = [
    "  - {name: deep, from: middle, set: {main: {temperature: 0.3}}}",
    "  - {name: middle, from: root, set: {main: {system: Be brief., max_tokens: 9}}}",
    "  - {name: root, template: ../prompts/short.prompt, set: {main: {temperature: 0.1}}}",
    "  - {name: own, from: baseline, set: {main: {system: Be brief.}}}",
    "",
  ].join("\n");

  it("merges the overrides on the path, the nearest last", async () => {
    const { arms } = await loadSample(experimentWith({ variants: branches }));
    assert.deepEqual(
      arms.map(({ name, from, template, system, model }) => [
        name,
        from,
        template.frontMatter.name,
        system?.source.text ?? null,
        model.parameters.temperature,
        model.parameters.max_tokens,
      ]),
      [
        ["baseline", null, "reply", null, 0.5, 50],
        ["deep", "middle", "short", "Be brief.", 0.3, 9],
        ["middle", "root", "short", "Be brief.", 0.1, 9],
        ["root", "baseline", "short", null, 0.1, 50],
        ["own", "baseline", "reply", "Be brief.", 0.5, 50],
      ],
    );
  });

  it("takes the nearest template and model on the path", async () => {
    const variants =
      "  - {name: far, template: ../prompts/short.prompt, model: simulated/far}\n  - {name: near, from: far, template: ../prompts/reply.prompt, model: simulated/near}\n";
    const near = (await loadSample(experimentWith({ variants }))).arms[2];
    assert.deepEqual([near?.template.frontMatter.name, near?.model.model], ["reply", "near"]);
  });

  it("says what each changes against the one it branches from, wherever that stands", async () => {
    const { arms } = await loadSample(experimentWith({ variants: branches }));
    assert.deepEqual(
      arms.map(({ name, axes }) => [name, axes]),
      [
        ["baseline", []],
        ["deep", ["temperature"]],
        ["middle", ["system", "max_tokens"]],
        ["root", ["template", "temperature"]],
        ["own", ["system"]],
      ],
    );
  });

  const axes: readonly [string, readonly string[]][] = [
    ["set: {main: {}}", []],
    ["set: {main: {temperature: 0.5}}", []],
    ["set: {main: {top_p: 0.5, seed: 1, stop: [x]}}", ["top_p", "seed", "stop"]],
    ["model: simulated/other", ["model", "temperature", "max_tokens"]],
    ["set: {main: {tools: [{name: find}]}}", ["tools"]],
    ["set: {main: {output: {format: json}}}", ["output"]],
    ["set: {main: {system: x, template: ../prompts/short.prompt}}", ["template", "system"]],
  ];
  for (const [written, expected] of axes) {
    it(`finds the axes [${expected.join(", ")}] of {${written}}`, async () => {
      assert.deepEqual((await loadSample(experimentWith({ variants: `  - {name: v, ${written}}\n` }))).arms[1]?.axes, expected);
    });
  }

  const place = (line: number, column: number, code: string, message: string) =>
    `${sampleExperiment}:${line}:${column} experiment/${code} ${message}`;
  const broken: readonly [string, string, readonly string[]][] = [
    [
      "an unknown parent",
      "  - {name: v, from: shrot}\n  - {name: short}\n",
      [place(6, 21, "unknown-variant", 'There is no variant "shrot" to branch from. Did you mean "short"?')],
    ],
    [
      "a variant that branches from itself",
      "  - {name: v, from: v}\n",
      [place(6, 21, "circular-variant", 'The variant "v" branches from itself. Let one of them branch from the baseline.')],
    ],
    [
      "a circle of variants",
      "  - {name: a, from: b}\n  - {name: b, from: a}\n",
      [
        place(6, 21, "circular-variant", 'The variant "a" branches from itself. Let one of them branch from the baseline.'),
        place(7, 21, "circular-variant", 'The variant "b" branches from itself. Let one of them branch from the baseline.'),
      ],
    ],
    [
      "a duplicate variant",
      "  - {name: v}\n  - {name: v}\n",
      [place(7, 12, "duplicate-variant", 'The variant name "v" stands twice. Give each variant a name of its own.')],
    ],
    ["a reserved name", "  - {name: baseline}\n", [place(6, 12, "invalid-value", "variants[1].name is a reserved name.")]],
    [
      "an unknown step",
      "  - {name: v, set: {mian: {temperature: 1}}}\n",
      [place(6, 21, "unknown-step", 'There is no inference step "mian". Did you mean "main"?')],
    ],
    [
      "an unknown parameter",
      "  - {name: v, set: {main: {temprature: 1}}}\n",
      [place(6, 28, "unknown-key", 'Unknown key "temprature" in variants[1].set.main. Did you mean "temperature"?')],
    ],
    [
      "an unknown key of a variant",
      "  - {name: v, form: baseline}\n",
      [place(6, 15, "unknown-key", 'Unknown key "form" in variants[1]. Did you mean "from"?')],
    ],
    [
      "a system text with an unknown column",
      "  - {name: v, set: {main: {system: 'Be {{mesage}}.'}}}\n",
      [`${sampleExperiment}:6:36 template/unknown-placeholder There is no column, default or input "mesage". Did you mean "message"?`],
    ],
    [
      "a system text with an open block",
      "  - {name: v, set: {main: {system: '{{#if message}}'}}}\n",
      [`${sampleExperiment}:6:36 template/unclosed-block The block "if" opened on line 1 is never closed. Add {{/if}}.`],
    ],
    [
      "a missing template",
      "  - {name: v, template: ../prompts/shrot.prompt}\n",
      [`${sampleExperiment}:6:25 file/missing There is no template at "../prompts/shrot.prompt". Did you mean "../prompts/short.prompt"?`],
    ],
    [
      "an unknown provider",
      "  - {name: v, model: simulatd/x}\n",
      [
        `${sampleExperiment}:6:22 model/unknown "simulatd/x" is neither a path ending in .model.yaml nor provider/model. Did you mean "simulated"?`,
      ],
    ],
    [
      "a model that is no path",
      "  - {name: v, model: gpt}\n",
      [
        `${sampleExperiment}:6:22 model/unknown "gpt" is neither a path ending in .model.yaml nor provider/model. Write a path such as ../models/mini.model.yaml, or one of openai, anthropic, simulated before a slash.`,
      ],
    ],
  ];
  for (const [title, variants, expected] of broken) {
    it(`reports ${title}`, async () => {
      assert.deepEqual(await findings(experimentWith({ variants })), expected);
    });
  }
});

describe("loadExperiment reports", () => {
  const cases: readonly [string, Readonly<Record<string, string | Uint8Array | null>>, readonly string[]][] = [
    [
      "a missing collection",
      { "data/tickets.csv": null, "data/ticket.csv": "id\n1\n" },
      [`${sampleExperiment}:2:13 file/missing There is no collection at "../data/tickets.csv". Did you mean "../data/ticket.csv"?`],
    ],
    [
      "a path that leaves the project",
      {
        [sampleExperiment]: "collection: ../../tickets.csv\ntemplate: ../prompts/reply.prompt\ncriteria: ../criteria/reply.criteria.yaml\n",
      },
      [
        `${sampleExperiment}:1:13 file/path "../../tickets.csv" leaves the project. Write a path relative to this file, with /, inside the project.`,
      ],
    ],
    [
      "a misspelt primary metric",
      experimentWith({ more: "plan: {primary: criterion.says_bye}\n" }),
      [`${sampleExperiment}:7:17 experiment/unknown-metric Unknown metric "criterion.says_bye". Did you mean "criterion.says-bye"?`],
    ],
    [
      "a primary metric that only gates know",
      experimentWith({ more: "plan: {primary: tokens}\n" }),
      [
        `${sampleExperiment}:7:17 experiment/unknown-metric Unknown metric "tokens". Known: pass_rate, score, criterion.kind, criterion.says-bye.`,
      ],
    ],
    [
      "a misspelt metric of a gate",
      experimentWith({ more: "gates:\n  - {metric: pass_rate, at_least: 0.5}\n  - {metric: latency_p59, no_more_than: 5s}\n" }),
      [`${sampleExperiment}:9:14 experiment/unknown-metric Unknown metric "latency_p59". Did you mean "latency_p50"?`],
    ],
    [
      "a gate on a column that is not there",
      experimentWith({ more: "gates: [{metric: pass_rate, at_least: 0.5, by: topik}]\n" }),
      [`${sampleExperiment}:7:48 experiment/missing-column There is no column "topik" in data/tickets.csv. Did you mean "topic"?`],
    ],
    [
      "a step that is not there",
      experimentWith({ more: "steps: [mian]\n" }),
      [`${sampleExperiment}:7:9 experiment/unknown-step There is no inference step "mian". Did you mean "main"?`],
    ],
    [
      "a filter of a column that is not there",
      experimentWith({ more: "rows: {filter: {topik: [refund]}}\n" }),
      [`${sampleExperiment}:7:17 experiment/missing-column There is no column "topik" in data/tickets.csv. Did you mean "topic"?`],
    ],
    [
      "a filter that lets no row through",
      experimentWith({ more: "rows: {filter: {topic: [refnud]}}\n" }),
      [`${sampleExperiment}:7:25 experiment/unmatched-value No row of data/tickets.csv has "refnud" in "topic". Did you mean "refund"?`],
    ],
    [
      "a filter whose values never meet",
      experimentWith({ more: "rows: {filter: {topic: [refund], message: [Bye]}}\n" }),
      [`${sampleExperiment}:7:16 experiment/no-rows No row of data/tickets.csv has all of these values at once. Loosen the filter.`],
    ],
    [
      "gates without a metric or a rule",
      experimentWith({ more: "gates:\n  - {}\n  - {metric: score}\n  - {at_least: 1}\n  - {must_pass: all}\n" }),
      [8, 9, 10, 11].map(
        (line) =>
          `${sampleExperiment}:${line}:5 experiment/invalid-value gates[${line - 7}] must hold a metric with no_worse_than, better_by, at_least or no_more_than, or must_pass with rows.`,
      ),
    ],
    [
      "a parameter that a variant's provider cannot be told",
      experimentWith({ variants: "  - {name: v, model: anthropic/claude, set: {main: {seed: 1}}}\n" }),
      [
        `${sampleExperiment}:6:22 model/refused-request The parameter "seed" cannot be sent to Anthropic. Remove "seed" from the parameters, or use a model that takes it.`,
      ],
    ],
    [
      "a parameter that the judge's provider cannot be told",
      { "models/judge.model.yaml": "provider: anthropic\nmodel: claude\nparameters: {seed: 1}\n" },
      [
        'criteria/reply.criteria.yaml:1:16 model/refused-request The parameter "seed" cannot be sent to Anthropic. Remove "seed" from the parameters, or use a model that takes it.',
      ],
    ],
    [
      "a placeholder without a column",
      { "prompts/_ending.prompt": "{{mesage}}\n" },
      ['prompts/_ending.prompt:1:3 template/unknown-placeholder There is no column, default or input "mesage". Did you mean "message"?'],
    ],
    [
      "a criterion's column that is not there",
      { "criteria/reply.criteria.yaml": 'criteria:\n  - {id: a, check: contains, value: "{{topci}}"}\n' },
      [
        'criteria/reply.criteria.yaml:2:37 criteria/missing-column The criterion "a" uses {{topci}}, but data/tickets.csv has no such column. Did you mean "topic"?',
      ],
    ],
    [
      "a missing judge, when questions are asked",
      { "criteria/reply.criteria.yaml": "criteria:\n  - {id: a, question: Is it?}\n" },
      [
        "criteria/reply.criteria.yaml:2:3 criteria/no-judge This set asks questions but names no judge. Add `judge: {model: …}` here, or `defaults: {judge: …}` in touchstone.yaml.",
      ],
    ],
    [
      "a judge that cannot be read",
      { "models/judge.model.yaml": "provider: simulated\n" },
      ['models/judge.model.yaml:1:1 model/missing-key The key "model" is missing. Add "model: …".'],
    ],
    [
      "what is wrong with touchstone.yaml",
      { "touchstone.yaml": "format: 1\ndefault: {}\n" },
      ['touchstone.yaml:2:1 project/unknown-key Unknown key "default". Did you mean "defaults"?'],
    ],
    [
      "an experiment that is not UTF-8",
      { [sampleExperiment]: Uint8Array.of(0xff) },
      [`${sampleExperiment}:1:1 file/not-utf8 This file is not UTF-8 text. Save it as UTF-8.`],
    ],
    [
      "an empty experiment",
      { [sampleExperiment]: "" },
      [
        `${sampleExperiment}:1:1 experiment/invalid-value This file is empty. Write keys and values; the keys are format, name, description, kind, collection, template, model, criteria, rating, epochs, rows, steps, variants, plan, gates.`,
      ],
    ],
    [
      "a number without an exact form",
      experimentWith({ variants: "  - {name: v, set: {main: {temperature: -0.0}}}\n" }),
      [`${sampleExperiment}:6:41 experiment/invalid-value variants[1].set.main.temperature: Minus zero has no canonical JSON form.`],
    ],
  ];
  for (const [title, changes, expected] of cases) {
    it(title, async () => {
      assert.deepEqual(await findings(changes), expected);
    });
  }

  it("warns of a value of a filter that no row has, where another one is there", async () => {
    const { value, diagnostics } = await loadExperiment(
      memoryFiles(projectWith(experimentWith({ more: "rows: {filter: {topic: [refund, refnud]}}\n" }))),
      sampleExperiment,
    );
    assert.deepEqual(
      [value === null, diagnostics.map(({ severity, code, column }) => [severity, code, column])],
      [false, [["warning", "experiment/unmatched-value", 33]]],
    );
  });

  it("takes a gate for rows that may never fail", async () => {
    assert.equal(
      (await loadSample(experimentWith({ more: "gates: [{rows: {filter: {topic: [refund]}}, must_pass: all}]\n" }))).gates.length,
      1,
    );
  });

  it("a missing experiment with the nearest one", async () => {
    assert.deepEqual(await findings({}, "experiments/tune.experiment.yaml"), [
      'experiments/tune.experiment.yaml:1:1 file/missing There is no file "experiments/tune.experiment.yaml". Did you mean "experiments/tone.experiment.yaml"?',
    ]);
  });

  it("nothing of a judge that is not asked", async () => {
    const changes = { "criteria/reply.criteria.yaml": "judge: {model: nobody}\ncriteria:\n  - {id: a, check: contains, value: x}\n" };
    assert.equal((await loadSample(changes)).judge, null);
  });

  it("the project's judge where the set names none", async () => {
    const changes = {
      "touchstone.yaml": "format: 1\ndefaults: {judge: simulated/default-judge}\n",
      "criteria/reply.criteria.yaml": "criteria:\n  - {id: a, question: Is it?}\n",
    };
    assert.equal((await loadSample(changes)).judge?.model.model, "default-judge");
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
      assert.deepEqual(await findings({ "prompts/reply.prompt": text }, "prompts/reply.prompt"), expected);
    });
  }
});

describe("the hash of an arm's configuration", () => {
  const baselineHash = async (changes: Readonly<Record<string, string | null>>) => (await loadSample(changes)).arms[0].configHash;
  const main = sampleProject["models/main.model.yaml"] as string;
  const reply = sampleProject["prompts/reply.prompt"] as string;
  const cases: readonly [string, Readonly<Record<string, string | null>>, boolean][] = [
    ["the price", { "models/main.model.yaml": `${main}price: {input: 1, output: 2}\n` }, false],
    ["the endpoint's name", { "models/main.model.yaml": `${main}endpoint: elsewhere\n` }, false],
    [
      "a comment and the order of keys in the model config",
      { "models/main.model.yaml": "# new\nmodel: main-1\nparameters: {max_tokens: 50, temperature: 0.5}\nprovider: simulated\n" },
      false,
    ],
    ["the name and comments of the experiment", experimentWith({ more: "name: Other\n# new\ndescription: new\n" }), false],
    [
      "the model config's path",
      {
        "models/moved.model.yaml": main,
        "models/main.model.yaml": null,
        [sampleExperiment]: (sampleProject[sampleExperiment] as string).replace("main.model", "moved.model"),
      },
      false,
    ],
    ["line endings of the template", { "prompts/reply.prompt": reply.replaceAll("\n", "\r\n") }, false],
    ["line endings of a partial", { "prompts/_ending.prompt": "Bye.\r\n" }, false],
    ["a partial that is not used", { "prompts/_other.prompt": "x" }, false],
    ["the rows", { "data/tickets.csv": "id,message,topic\nT9,Hi,x\n" }, false],
    ["the model's name", { "models/main.model.yaml": main.replace("main-1", "main-2") }, true],
    ["a parameter", { "models/main.model.yaml": main.replace("0.5", "0.6") }, true],
    ["a setting of the provider", { "models/main.model.yaml": `${main}rules: [{when: x, replies: [{text: y}]}]\n` }, true],
    ["the template's text", { "prompts/reply.prompt": reply.replace("kind", "brief") }, true],
    ["white space in the template", { "prompts/reply.prompt": `${reply} ` }, true],
    ["a partial's text", { "prompts/_ending.prompt": "Farewell.\n" }, true],
    ["the model's tools", { "models/main.model.yaml": `${main}tools: [{name: find}]\n` }, true],
    ["the answer's format", { "models/main.model.yaml": `${main}output: {format: json}\n` }, true],
  ];
  for (const [title, changes, isChanged] of cases) {
    it(`${isChanged ? "changes" : "does not change"} with ${title}`, async () => {
      assert.equal((await baselineHash(changes)) !== (await baselineHash({})), isChanged);
    });
  }

  it("changes with the text of a partial's partial", async () => {
    const nested = (text: string) => baselineHash({ "prompts/_ending.prompt": "{{> name}}\n", "prompts/_name.prompt": text });
    assert.notEqual(await nested("Eva"), await nested("Ada"));
  });

  it("is the baseline's for a variant that changes nothing", async () => {
    const { arms } = await loadSample(experimentWith({ variants: "  - {name: same, set: {main: {temperature: 0.5}}}\n" }));
    assert.equal(arms[1]?.configHash, arms[0].configHash);
  });
});

describe("the hash of an experiment", () => {
  const cases: readonly [string, Readonly<Record<string, string | null>>, boolean][] = [
    ["its name", experimentWith({ more: "name: Other\n" }), false],
    ["a row", { ...experimentWith({}), "data/tickets.csv": "id,message,topic\nT1,Hello,refund\nT2,Bye,other\n" }, true],
    ["a criterion", { ...experimentWith({}), "criteria/reply.criteria.yaml": "criteria:\n  - {id: a, check: contains, value: x}\n" }, true],
    ["the judge", { ...experimentWith({}), "models/judge.model.yaml": "provider: simulated\nmodel: judge-2\n" }, true],
    ["a variant's name", experimentWith({ variants: "  - {name: brief, template: ../prompts/short.prompt}\n" }), true],
    ["the margin", experimentWith({ more: "plan: {margin: 0.1}\n" }), true],
    ["a plan that says what is the default", experimentWith({ more: "plan: {margin: 0.05}\n" }), false],
    ["a gate", experimentWith({ more: "gates: [{metric: score, at_least: 0.5}]\n" }), true],
    ["the epochs", experimentWith({ more: "epochs: 2\n" }), true],
  ];
  for (const [title, changes, isChanged] of cases) {
    it(`${isChanged ? "changes" : "does not change"} with ${title}`, async () => {
      const [before, after] = [await loadSample(experimentWith({})), await loadSample(changes)];
      assert.equal(after.hash !== before.hash, isChanged);
    });
  }
});
