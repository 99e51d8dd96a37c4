// The checks that compare texts and lengths.
import assert from "node:assert/strict";
import * as z from "zod";
import { scorers } from "../../../src/core/scorers/registry.ts";
import { outcomeOf, problemsOf, rate, wordsOf } from "./scorer-fixtures.ts";

const cases: readonly (readonly [scorer: string, response: string, options: Record<string, unknown>, outcome: string])[] = [
  ["equals", "Yes", { value: "Yes" }, "pass"],
  ["equals", "yes", { value: "Yes" }, "fail"],
  ["equals", "Yes\n", { value: "Yes" }, "fail"],
  ["equals", "42", { value: 42 }, "pass"],
  ["equals", "true", { value: true }, "pass"],
  ["equals", "", { value: "" }, "pass"],
  ["iequals", "YES", { value: "yes" }, "pass"],
  ["iequals", "yes!", { value: "yes" }, "fail"],
  ["contains", "within 30 days", { value: 30 }, "pass"],
  ["contains", "within 30 days", { value: "Days" }, "fail"],
  ["icontains", "within 30 DAYS", { value: "days" }, "pass"],
  ["icontains", "within 30 weeks", { value: "days" }, "fail"],
  ["contains-any", "a refund", { values: ["return", "refund"] }, "pass"],
  ["contains-any", "a repair", { values: ["return", "refund"] }, "fail"],
  ["contains-all", "a refund or return", { values: ["return", "refund"] }, "pass"],
  ["contains-all", "a refund", { values: ["return", "refund"] }, "fail"],
  ["starts-with", "Dear Ada", { value: "Dear" }, "pass"],
  ["starts-with", " Dear Ada", { value: "Dear" }, "fail"],
  ["ends-with", "Regards, Bo", { value: "Bo" }, "pass"],
  ["ends-with", "Regards, Bo.", { value: "Bo" }, "fail"],
  ["length", "four", { max: 4 }, "pass"],
  ["length", "fives", { unit: "chars", max: 4 }, "fail"],
  ["length", "👍👍", { unit: "chars", min: 2, max: 2 }, "pass"],
  ["length", " one  two\nthree ", { unit: "words", min: 3, max: 3 }, "pass"],
  ["length", "", { unit: "words", min: 1 }, "fail"],
  ["length", "", { unit: "words", max: 1 }, "pass"],
];

describe("text scorers", () => {
  for (const [scorer, response, options, outcome] of cases) {
    it(`${scorer} ${JSON.stringify(options)} on ${JSON.stringify(response)} is a ${outcome}`, async () => {
      assert.equal(outcomeOf(await rate(scorer, response, options)), outcome);
    });
  }

  it("says when only white space at the ends differs", async () => {
    assert.equal(
      wordsOf(await rate("equals", "Yes\n", { value: "Yes" })),
      'The response is "Yes\\n", not "Yes"; only spaces or line breaks at the ends differ.',
    );
  });

  it("names the texts that are missing, and only these", async () => {
    assert.equal(wordsOf(await rate("contains-all", "a b", { values: ["a", "c", "d"] })), 'The response does not contain "c", "d".');
  });

  it("cuts a long response in the reason without half a character", async () => {
    assert.equal(
      wordsOf(await rate("equals", `${"x".repeat(79)}👍${"y".repeat(100)}`, { value: "z" })),
      `The response is "${"x".repeat(79)}…", not "z".`,
    );
  });

  it("finds a length check without limits before the run", async () => {
    assert.deepEqual(await problemsOf("length", {}), ["max: Neither min nor max is given, so any length would pass."]);
  });

  it("finds limits that no response can keep before the run", async () => {
    assert.deepEqual(await problemsOf("length", { min: 5, max: 4 }), ["min: min (5) is larger than max (4), so no response could pass."]);
  });

  const refused: readonly (readonly [scorer: keyof typeof scorers, options: unknown])[] = [
    ["contains", { value: "" }],
    ["contains", { values: ["a"] }],
    ["contains-any", { values: [] }],
    ["contains-all", { values: ["a", ""] }],
    ["starts-with", {}],
    ["length", { unit: "letters", max: 3 }],
    ["length", { max: 3.5 }],
    ["numeric", { value: "forty" }],
    ["numeric", { value: 1, tolerance: -1 }],
    ["regex", { value: "a", flags: "g" }],
    ["regex", { value: "a", flags: "ii" }],
    ["json-schema", { schema: true }],
    ["is-json", { value: 1 }],
  ];
  for (const [scorer, options] of refused) {
    it(`${scorer} refuses the options ${JSON.stringify(options)}`, () => {
      assert.equal(z.strictObject(scorers[scorer].options).safeParse(options).success, false);
    });
  }
});
