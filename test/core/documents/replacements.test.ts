// The replacement of a finding, written in place of its range, makes it go away: for every kind of misspelt word.
import assert from "node:assert/strict";
import { checkDocuments } from "../../../src/core/documents/check-project.ts";
import type { Diagnostic } from "../../../src/core/domain/diagnostic.ts";
import { createSourceText } from "../../../src/core/domain/source-text.ts";
import { memoryFiles } from "../../support/memory-files.ts";
import { experimentWith, projectWith, sampleExperiment } from "./sample-project.ts";

type Changes = Readonly<Record<string, string>>;

const criteriaFile = "criteria/reply.criteria.yaml";
const short = "prompts/short.prompt";
const lowRows = { "data/tickets.csv": "id,message,topic,odd name,if\nT1,Hello,refund,a,b\nT2,Bye,shipping,c,d\n" };

async function findings(changes: Changes): Promise<readonly Diagnostic[]> {
  return checkDocuments(memoryFiles(projectWith(changes)), null);
}

/** The text of a file once its first finding is mended, and how many findings the project has then. */
async function mended(changes: Changes, file: string): Promise<{ text: string; left: number } | null> {
  const text = changes[file] ?? "";
  const finding = (await findings(changes)).find((diagnostic) => diagnostic.file === file);
  assert.ok(finding, "there is a finding");
  if (finding.replacement === null) return null;
  const source = createSourceText(file, text);
  const start = source.offsetAt(finding.line, finding.column);
  const end = source.offsetAt(finding.endLine, finding.endColumn);
  const after = text.slice(0, start) + finding.replacement + text.slice(end);
  return { text: after, left: (await findings({ ...changes, [file]: after })).length };
}

const templates: readonly [string, string, string][] = [
  ["a placeholder", "{{mesage}} In short.", "{{message}} In short."],
  ["a placeholder inside a path", "{{mesage.first}}", "{{message.first}}"],
  ["a placeholder below this", "{{this.mesage}}", "{{this.message}}"],
  ["a placeholder in brackets", "{{[mesage]}}", "{{[message]}}"],
  ["a placeholder in quotes", '{{"mesage"}}', '{{"message"}}'],
  ["a placeholder in single quotes", "{{'mesage'}}", "{{'message'}}"],
  ["an odd name", "{{[od name]}}", "{{[odd name]}}"],
  ["an odd name that was written as a plain one", "{{odd_name}}", "{{[odd name]}}"],
  ["an odd name in quotes", '{{"od name"}}', '{{"odd name"}}'],
  ["a value of a helper", "{{#if mesage}}x{{/if}}", "{{#if message}}x{{/if}}"],
  ["a helper", "{{jsn message}}", "{{json message}}"],
  ["a helper inside a helper", "{{#if (jsno message)}}x{{/if}}", "{{#if (json message)}}x{{/if}}"],
  ["a partial", "{{> endign}}", "{{> ending}}"],
  ["a partial in quotes", '{{> "endign"}}', '{{> "ending"}}'],
  ["a role", '{{role "systm"}}{{message}}', '{{role "system"}}{{message}}'],
  ["a role of another format", "{{role 'assistant'}}{{message}}", "{{role 'model'}}{{message}}"],
  ["an @ name", "{{#each topic}}{{@indx}}{{/each}}", "{{#each topic}}{{@index}}{{/each}}"],
  ["a key of the front matter", "---\nnmae: x\n---\n{{message}}", "---\nname: x\n---\n{{message}}"],
  ["a key inside the front matter", "---\noutput: {fromat: json}\n---\n{{message}}", "---\noutput: {format: json}\n---\n{{message}}"],
  [
    "a file in the front matter",
    "---\nmodel: ../models/mian.model.yaml\n---\n{{message}}",
    "---\nmodel: ../models/main.model.yaml\n---\n{{message}}",
  ],
];

const others: readonly [string, string, Changes, string][] = [
  [
    "a check",
    criteriaFile,
    { [criteriaFile]: "criteria:\n  - {id: a, check: cotnains, value: x}\n" },
    "criteria:\n  - {id: a, check: contains, value: x}\n",
  ],
  [
    "a key of a criterion",
    criteriaFile,
    { [criteriaFile]: "criteria:\n  - {id: a, check: contains, value: x, wieght: 2}\n" },
    "criteria:\n  - {id: a, check: contains, value: x, weight: 2}\n",
  ],
  [
    "one of a few words",
    criteriaFile,
    { [criteriaFile]: "criteria:\n  - {id: a, check: contains, value: x, severity: 'sotf'}\n" },
    "criteria:\n  - {id: a, check: contains, value: x, severity: 'soft'}\n",
  ],
  [
    "a column in a criterion",
    criteriaFile,
    { [criteriaFile]: 'criteria:\n  - {id: a, check: contains, value: "of { topic } {{ topci }}"}\n' },
    'criteria:\n  - {id: a, check: contains, value: "of { topic } {{ topic }}"}\n',
  ],
  [
    "a column in a list of a criterion",
    criteriaFile,
    { [criteriaFile]: "criteria:\n  - {id: a, check: contains-any, values: [x, '{{[topci]}}']}\n" },
    "criteria:\n  - {id: a, check: contains-any, values: [x, '{{[topic]}}']}\n",
  ],
  [
    "a variant",
    sampleExperiment,
    experimentWith({ variants: "  - {name: one}\n  - {name: two, from: oen}\n" }),
    experimentWith({ variants: "  - {name: one}\n  - {name: two, from: one}\n" })[sampleExperiment] ?? "",
  ],
  [
    "a key of an experiment",
    sampleExperiment,
    experimentWith({ more: "epcohs: 3\n" }),
    experimentWith({ more: "epochs: 3\n" })[sampleExperiment] ?? "",
  ],
  [
    "a file",
    sampleExperiment,
    experimentWith({ model: 'model: "../models/mian.model.yaml"\n' }),
    experimentWith({ model: 'model: "../models/main.model.yaml"\n' })[sampleExperiment] ?? "",
  ],
  [
    "a provider before a slash",
    sampleExperiment,
    experimentWith({ model: "model: simulatd/m\n" }),
    experimentWith({ model: "model: simulated/m\n" })[sampleExperiment] ?? "",
  ],
  [
    "a column in a filter",
    sampleExperiment,
    experimentWith({ more: "rows: {filter: {topci: [refund]}}\n" }),
    experimentWith({ more: "rows: {filter: {topic: [refund]}}\n" })[sampleExperiment] ?? "",
  ],
  [
    "a value in a filter",
    sampleExperiment,
    experimentWith({ more: "rows: {filter: {topic: [refnud]}}\n" }),
    experimentWith({ more: "rows: {filter: {topic: [refund]}}\n" })[sampleExperiment] ?? "",
  ],
  [
    "a metric",
    sampleExperiment,
    experimentWith({ more: "plan: {primary: pas_rate}\n" }),
    experimentWith({ more: "plan: {primary: pass_rate}\n" })[sampleExperiment] ?? "",
  ],
  [
    "a column in a manifest",
    "data/tickets.collection.yaml",
    { "data/tickets.collection.yaml": "format: 1\ndata: tickets.csv\ncolumns: {mesage: {type: text}}\n" },
    "format: 1\ndata: tickets.csv\ncolumns: {message: {type: text}}\n",
  ],
  [
    "a provider",
    "models/main.model.yaml",
    { "models/main.model.yaml": "provider: simulatd\nmodel: m\n" },
    "provider: simulated\nmodel: m\n",
  ],
  ["a number that stands for a version", "touchstone.yaml", { "touchstone.yaml": "format: 2\n" }, "format: 1\n"],
];

describe("the replacement of a misspelt word", () => {
  for (const [title, wrong, right] of templates) {
    it(`mends ${title}`, async () => {
      assert.deepEqual(await mended({ ...lowRows, [short]: wrong }, short), { text: right, left: 0 });
    });
  }
  for (const [title, file, changes, right] of others) {
    it(`mends ${title}`, async () => {
      assert.deepEqual(await mended(changes, file), { text: right, left: 0 });
    });
  }

  const without: readonly [string, string, Changes][] = [
    ["a word that nothing is near", short, { [short]: "{{whatever}}" }],
    ["the head of a block, which its end repeats", short, { [short]: "{{#eahc topic}}x{{/eahc}}" }],
    ["a column that is named like a helper", short, { ...lowRows, [short]: "{{iff}}" }],
    ["a declared input", short, { [short]: "---\ninput: {schema: {mesage: string}}\n---\n{{mesage}}" }],
    [
      "a column that YAML writes in another way",
      criteriaFile,
      { [criteriaFile]: 'criteria:\n  - {id: a, check: contains, value: "{{top\\x63i}}"}\n' },
    ],
    ["a missing key", "touchstone.yaml", { "touchstone.yaml": "defaults: {}\n" }],
    ["a system of a variant", sampleExperiment, experimentWith({ variants: '  - {name: a, set: {main: {system: "{{mesage}}"}}}\n' })],
  ];
  for (const [title, file, changes] of without) {
    it(`is none for ${title}`, async () => {
      assert.equal(await mended(changes, file), null);
    });
  }

  it("is none for the finding that counts the others", async () => {
    const found = await findings({ [short]: "{{mesage}}".repeat(101) });
    assert.deepEqual([found.length, found.at(-1)?.code, found.at(-1)?.replacement], [101, "file/more-findings", null]);
  });
});
