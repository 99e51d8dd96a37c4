// Variants that branch: what is set on the path from the baseline, what differs, and paths that lead nowhere.
import assert from "node:assert/strict";
import { experimentWith, loadSample, sampleExperiment, findingsOf } from "./sample-project.ts";

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
      assert.deepEqual(await findingsOf(experimentWith({ variants })), expected);
    });
  }
});
