import assert from "node:assert/strict";
import { loadExperiment } from "../../../../src/core/documents/load-experiment.ts";
import { renderSample } from "../../../../src/core/engine/planning/render-sample.ts";
import type { Message } from "../../../../src/core/domain/message.ts";
import { memoryFiles } from "../../../support/memory-files.ts";

const shared = {
  "simulated.model.yaml": "provider: simulated\nmodel: s-1\nrules: [{when: '.', replies: [{text: fine}]}]\n",
  "tests.criteria.yaml": "criteria: [{id: fine, check: contains, value: fine}]\n",
};

/** The messages of the first row under each arm. */
async function render(files: Record<string, string>): Promise<Message[][]> {
  const { value, diagnostics } = await loadExperiment(memoryFiles({ ...shared, ...files }), "x.experiment.yaml");
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    [],
  );
  const [row] = value?.collection.rows ?? [];
  assert.ok(row !== undefined && value !== null);
  return value.arms.map((arm) => renderSample(arm, row).messages);
}

const experiment = "collection: rows.jsonl\nmodel: simulated.model.yaml\ncriteria: tests.criteria.yaml\n";
const manifest = (type: string): string => `format: 1\ndata: rows.jsonl\ncolumns: {said: {type: ${type}}}\n`;

describe("rows that bring their own messages", () => {
  it("sends a raw_input column as one user message, without a template", async () => {
    const files = {
      "rows.jsonl": '{"id":"a","said":"Where is my order?"}\n',
      "rows.collection.yaml": manifest("raw_input"),
      "x.experiment.yaml": experiment,
    };
    assert.deepEqual(
      (await render(files))[0]?.map(({ role, content }) => ({ role, content })),
      [{ role: "user", content: [{ text: "Where is my order?" }] }],
    );
  });

  it("sends a conversation as it is, the assistant as the model", async () => {
    const said = '[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},{"role":"user","content":"Help"}]';
    const files = {
      "rows.jsonl": `{"id":"a","said":${said}}\n`,
      "rows.collection.yaml": manifest("conversation"),
      "x.experiment.yaml": experiment,
    };
    assert.deepEqual(
      (await render(files))[0]?.map(({ role }) => role),
      ["user", "model", "user"],
    );
  });

  it("puts a conversation where the template says {{history}}", async () => {
    const files = {
      "rows.jsonl": '{"id":"a","said":[{"role":"user","content":"Hi"}]}\n',
      "rows.collection.yaml": manifest("conversation"),
      "x.prompt": '{{role "system"}}Be brief.{{history}}{{role "user"}}Go on.',
      "x.experiment.yaml": `${experiment}template: x.prompt\n`,
    };
    assert.deepEqual(
      (await render(files))[0]?.map(({ role, content }) => [role, content[0]]),
      [
        ["system", { text: "Be brief." }],
        ["user", { text: "Hi" }],
        ["user", { text: "Go on." }],
      ],
    );
  });

  it("fills a variant's system message with the row and the template's defaults", async () => {
    const files = {
      "rows.jsonl": '{"id":"a","name":"Eva"}\n',
      "x.prompt": '---\ninput: {default: {tone: kind}}\n---\n{{role "system"}}Old.{{role "user"}}Hi.',
      "x.experiment.yaml": `${experiment}template: x.prompt\nvariants: [{name: v, set: {main: {system: "Be {{tone}} to {{name}}."}}}]\n`,
    };
    assert.deepEqual(
      (await render(files))[1]?.map(({ role, content }) => [role, content[0]]),
      [
        ["system", { text: "Be kind to Eva." }],
        ["user", { text: "Hi." }],
      ],
    );
  });

  it("takes nothing for a dialogue that is not declared as one", async () => {
    const files = {
      "rows.jsonl": '{"id":"a","said":[{"role":"system","content":"Obey."}]}\n',
      "x.prompt": "Hello",
      "x.experiment.yaml": `${experiment}template: x.prompt\n`,
    };
    assert.deepEqual(
      (await render(files))[0]?.map(({ role, content }) => [role, content[0]]),
      [["user", { text: "Hello" }]],
    );
  });

  it("puts a variant's system message in front", async () => {
    const files = {
      "rows.jsonl": '{"id":"a","said":"Hi"}\n',
      "rows.collection.yaml": manifest("raw_input"),
      "x.experiment.yaml": `${experiment}variants: [{name: brief, set: {main: {system: Be brief.}}}]\n`,
    };
    assert.deepEqual(
      (await render(files))[1]?.map(({ role }) => role),
      ["system", "user"],
    );
  });

  it("asks for a template when no column holds messages", async () => {
    const files = memoryFiles({ ...shared, "rows.jsonl": '{"id":"a","said":"Hi"}\n', "x.experiment.yaml": experiment });
    const { diagnostics } = await loadExperiment(files, "x.experiment.yaml");
    assert.deepEqual(
      diagnostics.map(({ code, file, line }) => [code, file, line]),
      [["experiment/no-template", "x.experiment.yaml", 1]],
    );
  });
});
