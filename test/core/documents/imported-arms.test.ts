// Experiments whose responses are imported: which column holds them, and every way of naming one that cannot.
import assert from "node:assert/strict";
import { loadExperiment } from "../../../src/core/documents/load-experiment.ts";
import { memoryFiles } from "../../support/memory-files.ts";

const file = "rate.experiment.yaml";

interface Given {
  readonly experiment?: string;
  readonly manifest?: string;
  readonly csv?: string;
  readonly criteria?: string;
}

function load({ experiment = "", manifest = "answer: {role: response}, other: {type: text}, n: {type: number}", csv, criteria }: Given) {
  const contents = {
    "rows.csv": csv ?? "id,question,answer,other,n\na,Why?,Because.,So.,1\nb,How?,Like this.,Thus.,2\n",
    "rows.collection.yaml": `{format: 1, data: rows.csv, columns: {id: {role: id}, ${manifest}}}`,
    "rate.criteria.yaml": criteria ?? "criteria:\n  - {id: ends, check: ends-with, value: .}\n",
    [file]: `kind: imported\ncollection: rows.collection.yaml\ncriteria: rate.criteria.yaml\n${experiment}`,
  };
  return loadExperiment(memoryFiles(contents), file);
}

async function findings(given: Given): Promise<string[]> {
  const { diagnostics } = await load(given);
  return diagnostics.map(({ file: where, line, code, message, hint }) => `${where}:${line} ${code} ${message} ${hint ?? ""}`.trim());
}

describe("an imported experiment", () => {
  it("rates the column with the role response, without template and model", async () => {
    const { value, diagnostics } = await load({});
    assert.deepEqual([value?.arms.map(({ responseColumn }) => responseColumn), diagnostics], [["answer"], []]);
  });

  it("rates the column that it names, and each variant that of its own path", async () => {
    const variants = "variants:\n  - {name: one, response: answer}\n  - {name: two, from: one}\n  - {name: same}\n";
    const { value, diagnostics } = await load({ experiment: `response: other\n${variants}` });
    assert.deepEqual(
      [value?.arms.map(({ name, responseColumn, axes }) => [name, responseColumn, axes]), diagnostics],
      [
        [
          ["baseline", "other", []],
          ["one", "answer", ["response"]],
          ["two", "answer", []],
          ["same", "other", []],
        ],
        [],
      ],
    );
  });

  it("has arms of other configurations where their columns differ, and equal ones where they do not", async () => {
    const { value } = await load({ experiment: "variants: [{name: one, response: other}, {name: same}]\n" });
    const [base, one, same] = value?.arms.map(({ configHash }) => configHash) ?? [];
    assert.deepEqual([base === one, base === same], [false, true]);
  });

  const cases: readonly [string, Given, readonly string[]][] = [
    [
      "a misspelt column",
      { experiment: "response: anwser\n" },
      [`${file}:4 experiment/unknown-response rows.csv has no column "anwser". Did you mean "answer"?`],
    ],
    [
      "a column of numbers",
      { experiment: "response: n\n" },
      [`${file}:4 experiment/response-type The column "n" of rows.csv holds number, not text. Name one of question, answer, other.`],
    ],
    [
      "the column of ids",
      { experiment: "response: id\n" },
      [
        `${file}:4 experiment/response-type The column "id" of rows.csv holds the ids of the rows, not text. Name one of question, answer, other.`,
      ],
    ],
    [
      "a column that only a variant misspells",
      { experiment: "variants:\n  - {name: one, response: othr}\n" },
      [`${file}:5 experiment/unknown-response rows.csv has no column "othr". Did you mean "other"?`],
    ],
    [
      "no column named, and none with the role",
      { manifest: "n: {type: number}" },
      [
        `${file}:1 experiment/no-response No column of rows.csv is named that holds the responses, and none has the role response. Add \`response: …\` with one of question, answer, other.`,
      ],
    ],
    [
      "a collection without text",
      { manifest: "n: {type: number}", csv: "id,n\na,1\nb,2\n" },
      [
        `${file}:1 experiment/no-response rows.csv has no column of text, so there are no responses to rate. Add a column with the responses, or leave \`kind: imported\` out and name a template and a model that generate them.`,
      ],
    ],
    [
      "a model, which would never be asked",
      { experiment: "model: openai/gpt-5-mini\n" },
      [
        `${file}:4 experiment/nothing-generated An imported experiment generates nothing, so \`model\` has no effect. Leave it out; a variant names another column with \`response: …\`.`,
      ],
    ],
    [
      "a gate on the latency, which nobody knows",
      { experiment: "gates:\n  - {metric: latency_p95, no_more_than: 400ms}\n" },
      [
        `${file}:5 experiment/nothing-generated An imported experiment generates nothing, so there is no latency_p95 to decide about. Leave this rule out.`,
      ],
    ],
  ];
  for (const [what, given, expected] of cases) it(`finds ${what}`, async () => assert.deepEqual(await findings(given), expected));

  for (const criterion of [
    "check: latency, max_ms: 100",
    "check: cost, max_usd: 1",
    "check: finish-reason, value: stop",
    "check: length, unit: tokens, max: 5",
    "check: tool-called, tool: search",
  ]) {
    it(`finds that "${criterion}" can never apply`, async () => {
      const found = await findings({ criteria: `criteria:\n  - {id: one, ${criterion}}\n` });
      assert.deepEqual(
        found.map((finding) => finding.split(" ").slice(0, 2).join(" ")),
        ["rate.criteria.yaml:2 criteria/never-applies"],
      );
    });
  }

  it("lets pass a limit on the length in words", async () => {
    assert.deepEqual(await findings({ criteria: "criteria:\n  - {id: one, check: length, unit: words, max: 5}\n" }), []);
  });
});

describe("an experiment that generates", () => {
  it("has no use for a column of responses", async () => {
    const contents = {
      "rows.csv": "id,question\na,Why?\n",
      "ask.prompt": "{{question}}",
      "rate.criteria.yaml": "criteria:\n  - {id: ends, check: ends-with, value: .}\n",
      [file]: "collection: rows.csv\ncriteria: rate.criteria.yaml\ntemplate: ask.prompt\nmodel: openai/gpt-5-mini\nresponse: question\n",
    };
    const { diagnostics } = await loadExperiment(memoryFiles(contents), file);
    assert.deepEqual(
      diagnostics.map(({ line, code }) => [line, code]),
      [[5, "experiment/stray-response"]],
    );
  });
});
