// The check `script`: what a script is given, and what its answers mean.
import assert from "node:assert/strict";
import type { ScriptOutcome } from "../../../src/core/base/ports.ts";
import { rateCheck } from "../../../src/core/scorers/rate-check.ts";
import type { Rated, Subject } from "../../../src/core/scorers/scorer.ts";
import { scriptedScripts } from "../../support/scripts.ts";
import { criterionOf, echoScript, outcomeOf, problemsOf, rate, subjectOf, toolsOf, wordsOf } from "./scorer-fixtures.ts";

function rateAnswer(answer: unknown, options: object = {}): Promise<Rated> {
  const scripts = scriptedScripts(() => ({ kind: "answered", answer }));
  return rate("script", "yes", { file: "rate.mjs", ...options }, {}, toolsOf({ scripts }));
}

/** What the script is called with. */
async function inputFor(changes: Partial<Subject>): Promise<unknown> {
  let given: unknown = null;
  const scripts = scriptedScripts((input): ScriptOutcome => {
    given = input;
    return { kind: "answered", answer: true };
  });
  await rate("script", "yes", { file: "rate.mjs" }, changes, toolsOf({ scripts }));
  return given;
}

describe("script", () => {
  const answers: readonly [answer: unknown, options: object, rated: Partial<Rated>][] = [
    [true, {}, { value: 1, label: "pass", reason: null }],
    [false, {}, { value: 0, label: "fail", reason: null }],
    [0.5, {}, { value: 0.5, label: "pass", reason: null }],
    [0.49, {}, { value: 0.49, label: "fail", reason: null }],
    [0.7, { at_least: 0.8 }, { value: 0.7, label: "fail", reason: null }],
    [{ pass: true, reason: "kind" }, {}, { value: 1, label: "pass", reason: "kind" }],
    [{ value: 0, reason: "rude" }, {}, { value: 0, label: "fail", reason: "rude" }],
    [{ value: 0.2, pass: true }, {}, { value: 0.2, label: "pass", reason: null }],
  ];
  for (const [answer, options, rated] of answers) {
    it(`takes ${JSON.stringify(answer)} with ${JSON.stringify(options)} as ${rated.kind ?? JSON.stringify(rated)}`, async () => {
      assert.deepEqual(await rateAnswer(answer, options), { kind: "rated", ...rated });
    });
  }

  const unusable: readonly unknown[] = [
    "NaN",
    "true",
    null,
    [true],
    1.1,
    -0.1,
    {},
    { reason: "why" },
    { passed: true },
    { pass: "yes" },
    { value: "1" },
    { value: 2 },
    { pass: true, reason: 1 },
    { pass: true, extra: 1 },
  ];
  for (const answer of unusable) {
    it(`makes an error of the answer ${JSON.stringify(answer)}`, async () => {
      assert.equal(outcomeOf(await rateAnswer(answer)), "scorer/script-answer");
    });
  }

  it("turns a value around with not-, and leaves an error one", async () => {
    const criterion = { ...criterionOf("script", { file: "rate.mjs" }, { isNegated: true }), script: echoScript };
    const negated = async (outcome: ScriptOutcome): Promise<Rated> =>
      rateCheck(criterion, subjectOf("yes"), toolsOf({ scripts: scriptedScripts(() => outcome) }));
    assert.deepEqual(await negated({ kind: "answered", answer: { value: 0.75, reason: "kind" } }), {
      kind: "rated",
      value: 0.25,
      label: "fail",
      reason: "not-script: kind",
    });
    const failed = await negated({ kind: "failed", code: "scorer/script-threw", message: "The script threw Error: no" });
    assert.deepEqual([outcomeOf(failed), wordsOf(failed)], ["scorer/script-threw", "The script threw Error: no"]);
  });

  it("gives the script the row, the only input and expected value, and the tool calls", async () => {
    const row = { question: "2+2", answer: "4", lang: "en" };
    const toolCalls = [{ id: "call_1", name: "add", arguments: "{}" }];
    assert.deepEqual(await inputFor({ row, columns: { input: ["question"], expected: ["answer"] }, toolCalls }), {
      input: "2+2",
      output: "yes",
      expected: "4",
      row,
      toolCalls: [{ name: "add", arguments: "{}" }],
    });
  });

  it("gives several inputs by name, and null for what there is none of", async () => {
    const given = await inputFor({ row: { a: "1" }, columns: { input: ["a", "b"], expected: [] } });
    assert.deepEqual(given, { input: { a: "1", b: null }, output: "yes", expected: null, row: { a: "1" }, toolCalls: [] });
  });

  it("runs no script on more than a million characters", async () => {
    assert.equal(outcomeOf(await rate("script", "a".repeat(1_000_000), { file: "rate.mjs" })), "scorer/too-long");
  });

  const options: readonly [file: string, problems: readonly string[]][] = [
    ["rate.mjs", []],
    ["../a/rate.js", []],
    ["rate.cjs", []],
    ["rate.ts", ['file: "rate.ts" is not a script.']],
    ["rate.py", ['file: "rate.py" is not a script.']],
    ["mjs", ['file: "mjs" is not a script.']],
    ["{{lang}}.mjs", ["file: The name of a script holds no {{column}}."]],
  ];
  for (const [file, problems] of options) {
    it(`finds ${problems.length === 0 ? "nothing" : "a problem"} in the file ${file}`, async () => {
      assert.deepEqual(await problemsOf("script", { file }), problems);
    });
  }
});
