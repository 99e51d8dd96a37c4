// What an answer brings along beside its text reaches the checks: tool calls, tokens, price, time and how it ended, through each API.
import assert from "node:assert/strict";
import type { RunJson } from "../support/cli-json.ts";
import type { Behaviour } from "../support/provider-server/behaviour.ts";
import { startProviderServer } from "../support/provider-server.ts";
import { runCli } from "../support/run-cli.ts";
import { sumsProject } from "../support/sums-project.ts";
import { createProject } from "../support/temporary-project.ts";

const apis = [
  { api: "openai chat", model: "provider: openai\nmodel: adder-1\napi: chat\n" },
  { api: "openai responses", model: "provider: openai\nmodel: adder-1\napi: responses\n" },
  { api: "anthropic messages", model: "provider: anthropic\nmodel: adder-1\n" },
] as const;

const config = "price: {input: 1000, output: 10000}\ntools: [{name: add, input: {type: object}}]\n";

const criteria = `criteria:
  - {id: called, check: tool-called, tool: add, times: 1}
  - {id: terms, check: tool-args, tool: add, args: {terms: ["{{left}}", "{{right}}"]}}
  - {id: shape, check: tool-args, tool: add, schema: {properties: {terms: {items: {type: number}}}, required: [terms]}}
  - {id: asked, check: finish-reason, value: tool-calls}
  - {id: brief, check: length, unit: tokens, max: 50}
  - {id: cheap, check: cost, max_usd: 0.001}
  - {id: quick, check: latency, max_ms: 600000}
  - {id: open, check: not-refusal}
  - {id: right, check: composite, of: [called, terms, cheap], rule: {at_least: 0.6}}
`;

/** How many samples of the only arm passed each criterion, when every answer is this one. */
async function passedBy(model: string, answer: Behaviour): Promise<Record<string, number>> {
  await using server = await startProviderServer({ handler: () => answer });
  await using project = await createProject({ ...sumsProject(1), "adder.model.yaml": `${model}${config}`, "sums.criteria.yaml": criteria });
  const endpoints = ["--endpoint", `openai=${server.url}/v1`, "--endpoint", `anthropic=${server.url}`];
  const environment = { OPENAI_API_KEY: "sk-test", ANTHROPIC_API_KEY: "sk-test" };
  const { json } = await runCli(["run", "sums.experiment.yaml", "--json", ...endpoints], { folder: project.folder, environment });
  const figures = json<RunJson>().variants[0]?.criteria ?? [];
  assert.deepEqual(
    figures.filter(({ errors }) => errors > 0),
    [],
  );
  return Object.fromEntries(figures.map(({ id, passed }) => [id, passed]));
}

describe("checks of what comes beside the text", () => {
  for (const { api, model } of apis) {
    it(`see a tool call, its tokens and its price, through ${api}`, async () => {
      const toolCalls = [{ id: "call_1", name: "add", arguments: '{"terms": [1, 10]}' }];
      assert.deepEqual(await passedBy(model, { kind: "answer", text: "", toolCalls }), {
        called: 1,
        terms: 1,
        shape: 1,
        asked: 1,
        brief: 1,
        cheap: 0,
        quick: 1,
        open: 1,
        right: 1,
      });
    });

    it(`see a refusal and no tool call, through ${api}`, async () => {
      assert.deepEqual(await passedBy(model, { kind: "answer", text: "I can't help with that.", finishReason: "content_filter" }), {
        called: 0,
        terms: 0,
        shape: 0,
        asked: 0,
        brief: 1,
        cheap: 0,
        quick: 1,
        open: 0,
        right: 0,
      });
    });
  }
});
