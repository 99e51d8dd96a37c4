// The hashes of configurations and experiments: what changes them and what does not.
import assert from "node:assert/strict";
import { experimentWith, loadSample, sampleExperiment, sampleProject } from "./sample-project.ts";

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
