// regex: through the killable runner, with flags, caps and escaped columns.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { escapePattern } from "../../../src/core/scorers/regex-pattern.ts";
import { inProcessRegex } from "../../support/in-process-regex.ts";
import { outcomeOf, problemsOf, rate, timeoutTools, toolsOf, wordsOf } from "./scorer-fixtures.ts";

describe("regex", () => {
  const cases: readonly (readonly [response: string, options: Record<string, unknown>, outcome: string])[] = [
    ["order A-12", { value: "\\b[A-Z]-\\d+\\b" }, "pass"],
    ["order a-12", { value: "^[A-Z]-\\d+$" }, "fail"],
    ["SORRY", { value: "sorry", flags: "i" }, "pass"],
    ["one\ntwo", { value: "^two$", flags: "m" }, "pass"],
    ["x".repeat(100_000), { value: "x" }, "pass"],
    ["x".repeat(100_001), { value: "x" }, "scorer/too-long"],
    ["x", { value: "(" }, "scorer/invalid-pattern"],
  ];
  for (const [response, options, outcome] of cases) {
    it(`${JSON.stringify(options)} on ${JSON.stringify(response.slice(0, 20))} is ${outcome}`, async () => {
      assert.equal(outcomeOf(await rate("regex", response, options)), outcome);
    });
  }

  it("is an error when the runner stopped it", async () => {
    assert.equal(outcomeOf(await rate("regex", "aaaa!", { value: "^(a+)+$" }, {}, timeoutTools)), "scorer/timeout");
  });

  it("finds a backslash before a column before the run", async () => {
    assert.match((await problemsOf("regex", { value: "\\{{code}}" })).join(), /^value: There is a backslash before/);
  });

  it("leaves running to the runner", async () => {
    const asked: unknown[] = [];
    const regex = {
      ...inProcessRegex,
      test: (...call: unknown[]) => (asked.push(call), Promise.resolve({ kind: "matched" as const, isMatch: true })),
    };
    await rate("regex", "text", { value: "a", flags: "i" }, {}, toolsOf({ regex }));
    assert.deepEqual(asked, [["a", "i", "text"]]);
  });

  it("shows the pattern in the reason", async () => {
    assert.equal(wordsOf(await rate("regex", "x", { value: "\\d" })), 'The regular expression "\\\\d" does not match the response.');
  });

  it("finds an invalid pattern before the run", async () => {
    assert.match((await problemsOf("regex", { value: "(" })).join(), /^value: This is not a regular expression/);
  });

  it("finds a pattern that only the flag u refuses before the run", async () => {
    assert.equal((await problemsOf("regex", { value: "\\p{Nonsense}", flags: "u" })).length, 1);
  });

  it("accepts a pattern with columns before the run", async () => {
    assert.deepEqual(await problemsOf("regex", { value: "^{{order_id}}[{{letters}}]$", flags: "u" }), []);
  });
});

describe("escapePattern", () => {
  it("makes a pattern that matches the text and nothing longer, with and without the flag u", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.constantFrom("", "u"), (text, flags) => {
        assert.equal(new RegExp(`^${escapePattern(text)}$`, flags).exec(text)?.[0], text);
      }),
    );
  });

  it("is safe between brackets", () => {
    assert.equal(new RegExp(`^[${escapePattern("a-c]^")}]+$`, "u").test("b"), false);
  });
});
