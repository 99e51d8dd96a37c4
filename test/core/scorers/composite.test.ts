// composite: what other criteria said, put together.
import assert from "node:assert/strict";
import * as z from "zod";
import type { PartRating } from "../../../src/core/scorers/scorer.ts";
import { partsOf, scorers } from "../../../src/core/scorers/registry.ts";
import { outcomeOf, rate, wordsOf } from "./scorer-fixtures.ts";

const ratings: ReadonlyMap<string, PartRating> = new Map<string, PartRating>([
  ["polite", { weight: 1, value: 1, label: "pass" }],
  ["short", { weight: 3, value: 0, label: "fail" }],
  ["rubric", { weight: 1, value: 0.5, label: "fail" }],
  ["a", { weight: 0.1, value: 1, label: "pass" }],
  ["b", { weight: 0.7, value: 1, label: "pass" }],
  ["c", { weight: 0.2, value: 0, label: "fail" }],
  ["broken", { weight: 1, value: null, label: null }],
]);

const cases: readonly (readonly [of: readonly string[], rule: unknown, outcome: string, words: string])[] = [
  [["polite", "a"], "all", "pass", "2 of 2 pass; all must."],
  [["polite", "short"], "all", "fail", '1 of 2 pass, not "short"; all must.'],
  [["polite", "short"], "any", "pass", '1 of 2 pass, not "short"; one must.'],
  [["short", "c"], "any", "fail", '0 of 2 pass, not "short", "c"; one must.'],
  [["polite", "short"], { at_least: 0.25 }, "pass", '1 of 2 pass, not "short"; by weight that is 0.25, and at least 0.25 passes.'],
  [["polite", "short"], { at_least: 0.26 }, "fail", '1 of 2 pass, not "short"; by weight that is 0.25, and at least 0.26 passes.'],
  [["polite", "rubric"], { at_least: 0.75 }, "pass", '1 of 2 pass, not "rubric"; by weight that is 0.75, and at least 0.75 passes.'],
  // In binary 0.1 + 0.7 over 0.1 + 0.7 + 0.2 is 0.7999999999999999.
  [["a", "b", "c"], { at_least: 0.8 }, "pass", '2 of 3 pass, not "c"; by weight that is 0.8, and at least 0.8 passes.'],
  [["polite", "broken"], "any", "scorer/part-errored", 'It cannot be decided: "broken" ended in an error.'],
  [["polite", "unrated"], "all", "scorer/part-errored", 'It cannot be decided: "unrated" ended in an error.'],
];

describe("composite", () => {
  for (const [of, rule, outcome, words] of cases) {
    it(`${JSON.stringify(rule)} of ${of.join(", ")} is ${outcome}`, async () => {
      const rated = await rate("composite", "", { of, rule }, { ratings });
      assert.deepEqual([outcomeOf(rated), wordsOf(rated)], [outcome, words]);
    });
  }

  it("is made of what it names; other checks and questions of nothing", () => {
    assert.deepEqual(
      [
        partsOf({ scorer: "composite", options: { of: ["a", "b"], rule: "all" } }),
        partsOf({ scorer: "contains", options: { value: "a" } }),
        partsOf({ scorer: "judge", options: { question: "Is it?" } }),
      ],
      [["a", "b"], [], []],
    );
  });

  for (const options of [
    { of: [], rule: "all" },
    { of: ["a"] },
    { of: ["a"], rule: "most" },
    { of: ["a"], rule: { at_least: 0 } },
    { of: ["a"], rule: { at_least: 1.5 } },
    { of: ["a"], rule: { no_more_than: 1 } },
    { of: "a", rule: "all" },
  ]) {
    it(`refuses the options ${JSON.stringify(options)}`, () => {
      assert.equal(z.strictObject(scorers.composite.options).safeParse(options).success, false);
    });
  }
});
