// Model configs by their provider's schema.
import assert from "node:assert/strict";
import { readModel } from "../../../src/core/documents/read-model.ts";
import { createReader } from "../../../src/core/documents/reader.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import { diagnosticLines } from "./sample-project.ts";

const path = "a.model.yaml";

async function read(text: string) {
  const reader = createReader(memoryFiles({ [path]: text }));
  const model = await readModel(reader, path);
  return { model, findings: diagnosticLines(reader.diagnostics).map((line) => line.slice(path.length + 1)) };
}

describe("readModel", () => {
  it("reads the common keys and sets the provider's own apart", async () => {
    const text =
      "provider: simulated\nmodel: m\nparameters: {temperature: 0}\nendpoint: e\nprice: {input: 1, output: 2}\nlatency: {median_ms: 1, p95_ms: 2}\n";
    assert.deepEqual(await read(text), {
      model: {
        provider: "simulated",
        model: "m",
        parameters: { temperature: 0 },
        endpoint: "e",
        output: null,
        tools: [],
        price: { input: 1, output: 2 },
        settings: { latency: { median_ms: 1, p95_ms: 2 } },
      },
      findings: [],
    });
  });

  const cases: readonly [string, string, readonly string[]][] = [
    [
      "a missing provider",
      "model: m\n",
      ['1:1 model/missing-key The key "provider" is missing. Add "provider: …". Known: openai, anthropic, simulated.'],
    ],
    ["an empty file", "", ['1:1 model/missing-key The key "provider" is missing. Add "provider: …". Known: openai, anthropic, simulated.']],
    [
      "an unknown provider",
      "provider: antropic\nmodel: m\n",
      ['1:11 model/unknown-provider Unknown provider "antropic". Did you mean "anthropic"?'],
    ],
    [
      "a provider that objects inherit",
      "provider: toString\nmodel: m\n",
      ['1:11 model/unknown-provider Unknown provider "toString". Known: openai, anthropic, simulated.'],
    ],
    [
      "a misspelt parameter",
      "provider: openai\nmodel: m\nparameters: {temprature: 1}\n",
      ['3:14 model/unknown-key Unknown key "temprature" in parameters. Did you mean "temperature"?'],
    ],
    [
      "a parameter out of its range",
      "provider: openai\nmodel: m\nparameters: {temperature: 3}\n",
      ["3:27 model/invalid-value parameters.temperature must be at most 2."],
    ],
    [
      "a key of another provider",
      "provider: openai\nmodel: m\nrules: []\n",
      ['3:1 model/unknown-key Unknown key "rules". Known: provider, format, model, parameters, endpoint, output, tools, price, api.'],
    ],
    [
      "a bad pattern of a simulated model",
      "provider: simulated\nmodel: m\nrules: [{when: '(', replies: [{text: x}]}]\n",
      ["3:16 model/invalid-value rules[1].when: Invalid regular expression: /(/su: Unterminated group."],
    ],
  ];
  for (const [title, text, expected] of cases) {
    it(`reports ${title}`, async () => {
      assert.deepEqual(await read(text), { model: null, findings: expected });
    });
  }
});
