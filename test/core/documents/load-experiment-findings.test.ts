// Every finding on the way from an experiment's files to a setup.
import assert from "node:assert/strict";
import { loadExperiment } from "../../../src/core/documents/load-experiment.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import { experimentWith, loadSample, projectWith, sampleExperiment, findingsOf } from "./sample-project.ts";

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
      "a misspelt reducer",
      experimentWith({ more: "reduce: meen\n" }),
      [`${sampleExperiment}:7:9 experiment/invalid-value reduce must be one of mean, mode, not meen. Did you mean "mean"?`],
    ],
    [
      "a misspelt key of a reducer",
      experimentWith({ more: "epochs: 3\nreduce: {passat: 2}\n" }),
      [
        `${sampleExperiment}:8:10 experiment/unknown-key Unknown key "passat" in reduce. Did you mean "pass_at"?`,
        `${sampleExperiment}:8:9 experiment/invalid-value reduce must hold either at_least or pass_at.`,
      ],
    ],
    [
      "a reducer that asks for more epochs than a row has",
      experimentWith({ more: "epochs: 2\nreduce: {at_least: 3}\n" }),
      [
        `${sampleExperiment}:8:9 experiment/reducer-range at_least: 3 takes at least 3 epochs, and a row has 2. Write \`epochs: 3\` or more, or a smaller number here.`,
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
      "limits of gates that are out of range",
      experimentWith({
        more: "gates:\n  - {metric: pass_rate, no_worse_than: 5}\n  - {metric: score, at_least: -0.1}\n  - {metric: tokens, no_more_than: -1}\n  - {metric: cost_per_sample, no_more_than: -100%}\n",
      }),
      [
        `${sampleExperiment}:8:40 experiment/gate-range 5 is out of range: pass_rate is a fraction between 0 and 1. 5 points are 0.05.`,
        `${sampleExperiment}:9:31 experiment/gate-range -0.1 is out of range: score is a fraction between 0 and 1. 5 points are 0.05.`,
        `${sampleExperiment}:10:36 experiment/gate-range -1 is out of range: tokens is a number of tokens. Write it like 500 or +10%.`,
        `${sampleExperiment}:11:45 experiment/gate-range -100% is out of range: cost_per_sample is an amount in US dollars. Write it like 0.02, 0.02usd or +10%.`,
      ],
    ],
    [
      "ceilings in a unit that the metric does not have",
      experimentWith({
        more: "gates:\n  - {metric: latency_p95, no_more_than: 5usd}\n  - {metric: cost_per_sample, no_more_than: 10%}\n",
      }),
      [
        `${sampleExperiment}:8:41 experiment/gate-unit "5usd" is no ceiling for latency_p95, which is a time in milliseconds. Write it like 2000, 2s, +400ms or +10%.`,
        `${sampleExperiment}:9:45 experiment/gate-unit "10%" is no ceiling for cost_per_sample, which is an amount in US dollars. Write it like 0.02, 0.02usd or +10%.`,
      ],
    ],
    [
      "a gate on a criterion that is not there",
      experimentWith({ more: "gates: [{metric: criterion.says_bye, at_least: 0.5}]\n" }),
      [`${sampleExperiment}:7:18 experiment/unknown-metric Unknown metric "criterion.says_bye". Did you mean "criterion.says-bye"?`],
    ],
    [
      "a gate by a column that is no category",
      {
        ...experimentWith({ more: "gates: [{metric: pass_rate, at_least: 0.5, by: message}]\n" }),
        "data/tickets.csv": `id,message,topic\n${Array.from({ length: 101 }, (_, row) => `T${row},m${row},refund\n`).join("")}`,
      },
      [
        `${sampleExperiment}:7:48 experiment/too-many-categories The column "message" of data/tickets.csv has 101 values; a gate decides for at most 100. Name a column of categories, or leave \`by\` out.`,
      ],
    ],
    [
      "a gate on a category that is not there",
      experimentWith({ more: "gates: [{metric: pass_rate, at_least: 0.5, rows: {filter: {topic: [refunt]}}}]\n" }),
      [`${sampleExperiment}:7:68 experiment/unmatched-value No row of data/tickets.csv has "refunt" in "topic". Did you mean "refund"?`],
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
        'criteria/reply.criteria.yaml:2:40 criteria/missing-column The criterion "a" uses {{topci}}, but data/tickets.csv has no such column. Did you mean "topic"?',
      ],
    ],
    [
      "a column that is empty in every row",
      {
        "data/tickets.csv": "id,message,topic\nT1,Hello,\nT2,Bye, \n",
        "criteria/reply.criteria.yaml":
          'judge: {model: ../models/judge.model.yaml}\ncriteria:\n  - {id: a, check: contains, value: "{{topic}}"}\n  - {id: b, question: "On {{topic}}?"}\n',
      },
      [
        'criteria/reply.criteria.yaml:3:37 criteria/never-applies The criterion "a" says nothing of any response here. It can be used in none of the 2 rows. In the first one: {{topic}} is empty. Fill the column with values that fit, or name another column.',
        'criteria/reply.criteria.yaml:4:23 criteria/never-applies The criterion "b" says nothing of any response here. It can be used in none of the 2 rows. In the first one: {{topic}} is empty. Fill the column with values that fit, or name another column.',
      ],
    ],
    [
      "a column of the wrong type for a check",
      { "criteria/reply.criteria.yaml": 'criteria:\n  - {id: a, check: numeric, tolerance: 1, value: "{{topic}}"}\n' },
      [
        'criteria/reply.criteria.yaml:2:50 criteria/never-applies The criterion "a" says nothing of any response here. It can be used in none of the 2 rows. In the first one: The expected value "refund" is not a number. Fill the column with values that fit, or name another column.',
      ],
    ],
    [
      "a column that is of use only in rows that are not run",
      {
        ...experimentWith({ more: "rows: {filter: {topic: [shipping]}}\n" }),
        "data/tickets.csv": "id,message,topic,total\nT1,Hello,refund,30\nT2,Bye,shipping,none\n",
        "criteria/reply.criteria.yaml": 'criteria:\n  - {id: a, check: numeric, value: "{{total}}"}\n',
      },
      [
        'criteria/reply.criteria.yaml:2:36 criteria/never-applies The criterion "a" says nothing of any response here. In the only row: The expected value "none" is not a number. Fill the column with values that fit, or name another column.',
      ],
    ],
    [
      "a tool that no arm has",
      {
        "models/main.model.yaml": "provider: simulated\nmodel: main-1\ntools: [{name: search}]\n",
        "criteria/reply.criteria.yaml": "criteria:\n  - {id: a, check: not-tool-called, tool: serach}\n",
      },
      [
        'criteria/reply.criteria.yaml:2:43 criteria/never-applies The criterion "a" says nothing of any response here. No model here has a tool "serach" to call. The tools are "search".',
      ],
    ],
    [
      "a schema that an arm lacks",
      {
        ...experimentWith({ variants: "  - {name: v, set: {main: {output: {schema: {type: object}}}}}\n" }),
        "criteria/reply.criteria.yaml": "criteria:\n  - {id: a, check: json-schema}\n",
      },
      [
        'criteria/reply.criteria.yaml:2:20 criteria/never-applies The criterion "a" says nothing of any response here. It has no schema, and neither template nor model config of "baseline" has an output schema. Add `schema: …` to the criterion, or `output: {schema: …}` to the template or the model config.',
      ],
    ],
    [
      "a cost that nobody knows",
      {
        ...experimentWith({ variants: "  - {name: v, model: openai/my-own}\n" }),
        "criteria/reply.criteria.yaml": "criteria:\n  - {id: a, check: cost, max_usd: 0.01}\n",
      },
      [
        'criteria/reply.criteria.yaml:2:20 criteria/never-applies The criterion "a" says nothing of any response here. Nobody knows the price of the model of "v". Add `price: {input: …, output: …}` to the model config.',
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
        `${sampleExperiment}:1:1 experiment/invalid-value This file is empty. Write keys and values; the keys are format, name, description, kind, collection, template, model, response, criteria, rating, epochs, reduce, rows, steps, variants, plan, gates, on_inconclusive.`,
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
      assert.deepEqual(await findingsOf(changes), expected);
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
    assert.deepEqual(await findingsOf({}, "experiments/tune.experiment.yaml"), [
      'experiments/tune.experiment.yaml:1:1 file/missing There is no file "experiments/tune.experiment.yaml". Did you mean "experiments/tone.experiment.yaml"?',
    ]);
  });

  it("nothing of criteria that apply to some row and some arm", async () => {
    const changes = {
      "data/tickets.csv": "id,message,topic,total\nT1,Hello,refund,\nT2,Bye,shipping,12\n",
      ...experimentWith({ variants: "  - {name: v, set: {main: {tools: [{name: search}]}}}\n" }),
      "criteria/reply.criteria.yaml":
        'criteria:\n  - {id: a, check: numeric, value: "{{total}}"}\n  - {id: b, check: tool-called, tool: search}\n  - {id: c, check: cost, max_usd: 1}\n',
    };
    assert.equal((await loadSample(changes)).criteria.criteria.length, 3);
  });

  it("nothing of tools and prices where a variant cannot be read", async () => {
    const changes = {
      ...experimentWith({ variants: "  - {name: v, model: gone.model.yaml}\n" }),
      "criteria/reply.criteria.yaml": "criteria:\n  - {id: b, check: tool-called, tool: search}\n",
    };
    assert.deepEqual(
      (await findingsOf(changes)).map((line) => line.split(" ")[1]),
      ["file/missing"],
    );
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
