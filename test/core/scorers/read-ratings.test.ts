// A judge's answer, read strictly.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { AskedCriterion } from "../../../src/core/scorers/asked-criterion.ts";
import { readRatings } from "../../../src/core/scorers/read-ratings.ts";
import type { Rated } from "../../../src/core/scorers/scorer.ts";
import { outcomeOf, wordsOf } from "./scorer-fixtures.ts";

const question = (id: string): AskedCriterion => ({ id, question: `Is it ${id}?`, threshold: null, isNegated: false });
const rubric: AskedCriterion = { id: "a", question: "How much?", threshold: 0.7, isNegated: false };

function outcomes(text: string, mode: "detailed" | "fast" = "fast", ids: readonly string[] = ["a", "b"]): Record<string, string> {
  return Object.fromEntries([...readRatings(text, ids.map(question), mode)].map(([id, rated]) => [id, outcomeOf(rated)]));
}

const all = "judge/invalid-answer";

describe("readRatings", () => {
  it("reads verdicts and reasons", () => {
    const text = '{"ratings":[{"id":"b","reason":"No.","verdict":"fail"},{"id":"a","reason":"Yes.","verdict":"pass"}]}';
    assert.deepEqual(
      [...readRatings(text, [question("a"), question("b")], "detailed")],
      [
        ["a", { kind: "rated", value: 1, label: "pass", reason: "Yes." }],
        ["b", { kind: "rated", value: 0, label: "fail", reason: "No." }],
      ],
    );
  });

  it("gives no reason in fast mode", () => {
    assert.deepEqual(readRatings('{"ratings":[{"id":"a","verdict":"pass"}]}', [question("a")], "fast").get("a"), {
      kind: "rated",
      value: 1,
      label: "pass",
      reason: null,
    });
  });

  const cases: readonly (readonly [title: string, text: string, a: string, b: string])[] = [
    ["a missing id", '{"ratings":[{"id":"a","verdict":"pass"}]}', "pass", "judge/missing-verdict"],
    [
      "a repeated id",
      '{"ratings":[{"id":"a","verdict":"pass"},{"id":"b","verdict":"pass"},{"id":"a","verdict":"pass"}]}',
      "judge/repeated-verdict",
      "pass",
    ],
    ["another verdict", '{"ratings":[{"id":"a","verdict":"PASS"},{"id":"b","verdict":"fail"}]}', "judge/invalid-verdict", "fail"],
    [
      "a verdict of another type",
      '{"ratings":[{"id":"a","verdict":true},{"id":"b","verdict":["pass"]}]}',
      "judge/invalid-verdict",
      "judge/invalid-verdict",
    ],
    ["a key too many", '{"ratings":[{"id":"a","verdict":"pass","score":1},{"id":"b","verdict":"pass"}]}', "judge/invalid-verdict", "pass"],
    ["no ratings", '{"ratings":[]}', "judge/missing-verdict", "judge/missing-verdict"],
    ["half a JSON", '{"ratings":[{"id":"a","verdict":"pass"},{"id":"b"', all, all],
    ["text before the JSON", 'Sure: {"ratings":[{"id":"a","verdict":"pass"},{"id":"b","verdict":"pass"}]}', all, all],
    ["a code fence", '```json\n{"ratings":[]}\n```', all, all],
    ["a list", '[{"id":"a","verdict":"pass"}]', all, all],
    ["a key beside ratings", '{"ratings":[{"id":"a","verdict":"pass"}],"note":"x"}', all, all],
    ["null", "null", all, all],
    [
      "an unknown id",
      '{"ratings":[{"id":"a","verdict":"pass"},{"id":"x","verdict":"pass"},{"id":"b","verdict":"fail"}]}',
      "judge/unknown-id",
      "judge/unknown-id",
    ],
    ["an entry without an id", '{"ratings":[{"id":"a","verdict":"pass"},{"verdict":"fail"}]}', "judge/unknown-id", "judge/unknown-id"],
    ["an entry that is no object", '{"ratings":[{"id":"a","verdict":"pass"},7]}', "judge/unknown-id", "judge/unknown-id"],
    ["an id from the prototype", '{"ratings":[{"id":"__proto__","verdict":"pass"}]}', "judge/unknown-id", "judge/unknown-id"],
    [
      "two verdicts in one entry",
      '{"ratings":[{"id":"a","verdict":"fail","verdict":"pass"},{"id":"b","verdict":"pass"}]}',
      "judge/repeated-key",
      "judge/repeated-key",
    ],
    [
      "two lists of ratings",
      '{"ratings":[{"id":"a","verdict":"fail"}],"ratings":[{"id":"a","verdict":"pass"},{"id":"b","verdict":"pass"}]}',
      "judge/repeated-key",
      "judge/repeated-key",
    ],
    ["nothing", "", all, all],
    ["plain text", "pass", all, all],
  ];
  for (const [title, text, a, b] of cases) {
    it(`takes ${title} as an error of the criteria concerned`, () => {
      assert.deepEqual(outcomes(text), { a, b });
    });
  }

  it("takes a missing reason as an error in detailed mode", () => {
    assert.deepEqual(outcomes('{"ratings":[{"id":"a","verdict":"pass"},{"id":"b","verdict":"pass","reason":"ok"}]}', "detailed"), {
      a: "judge/invalid-verdict",
      b: "pass",
    });
  });

  it("takes a reason that is no text as an error in detailed mode", () => {
    assert.deepEqual(outcomes('{"ratings":[{"id":"a","verdict":"pass","reason":null}]}', "detailed", ["a"]), {
      a: "judge/invalid-verdict",
    });
  });

  it("names the id that it was not asked about", () => {
    const rated = readRatings('{"ratings":[{"id":"x","verdict":"pass"}]}', [question("a")], "fast").get("a");
    assert.equal(rated && wordsOf(rated), 'The judge rated "x", which it was not asked about, so none of its ratings can be relied on.');
  });

  it("cuts a reason at 2,000 characters", () => {
    const text = JSON.stringify({ ratings: [{ id: "a", reason: "x".repeat(3_000), verdict: "pass" }] });
    const rated = readRatings(text, [question("a")], "detailed").get("a");
    assert.equal(rated && wordsOf(rated), `${"x".repeat(2_000)}…`);
  });

  it("has one rating for every id and never throws, whatever the answer", () => {
    const entry = fc.record(
      { id: fc.constantFrom("a", "b", "x"), verdict: fc.constantFrom("pass", "fail", "maybe"), reason: fc.string() },
      { requiredKeys: [] },
    );
    const answer = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(fc.oneof(entry, fc.jsonValue())).map((ratings) => JSON.stringify({ ratings })),
    );
    fc.assert(
      fc.property(answer, fc.constantFrom("fast" as const, "detailed" as const), (text, mode) => {
        assert.deepEqual([...readRatings(text, [question("a"), question("b")], mode).keys()], ["a", "b"]);
      }),
    );
  });

  it("survives an answer that nests 10,000 deep", () => {
    const bomb = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;
    assert.deepEqual(outcomes(`{"ratings":[{"id":"a","verdict":${bomb}}]}`, "fast", ["a"]), { a: "judge/invalid-verdict" });
  });
});

describe("readRatings of a rubric", () => {
  function rated(entry: string, asked: AskedCriterion = rubric): Rated | undefined {
    return readRatings(`{"ratings":[${entry}]}`, [asked], "fast").get("a");
  }

  const scores: readonly (readonly [score: string, value: number, label: "pass" | "fail"])[] = [
    ["0", 0, "fail"],
    ["0.69", 0.69, "fail"],
    ["0.7", 0.7, "pass"],
    ["7e-1", 0.7, "pass"],
    ["1", 1, "pass"],
  ];
  for (const [score, value, label] of scores) {
    it(`takes ${score} for its value, and ${label} by the threshold of 0.7`, () => {
      assert.deepEqual(rated(`{"id":"a","score":${score}}`), { kind: "rated", value, label, reason: null });
    });
  }

  const errors: readonly (readonly [title: string, entry: string, code: string])[] = [
    ["a score above 1", '{"id":"a","score":1.01}', "judge/invalid-score"],
    ["a score below 0", '{"id":"a","score":-0.1}', "judge/invalid-score"],
    ["a score of infinite size", '{"id":"a","score":1e999}', "judge/invalid-score"],
    ["a text", '{"id":"a","score":"0.9"}', "judge/invalid-score"],
    ["no number", '{"id":"a","score":null}', "judge/invalid-score"],
    ["NaN, which is no JSON", '{"id":"a","score":NaN}', "judge/invalid-answer"],
    ["a verdict in its place", '{"id":"a","verdict":"pass"}', "judge/invalid-score"],
    ["a verdict beside it", '{"id":"a","score":0.9,"verdict":"pass"}', "judge/invalid-score"],
    ["nothing", '{"id":"a"}', "judge/invalid-score"],
    ["two scores", '{"id":"a","score":0.1,"score":0.9}', "judge/repeated-key"],
    ["half a JSON", '{"id":"a","score":0.9', "judge/invalid-answer"],
  ];
  for (const [title, entry, code] of errors) {
    it(`takes ${title} for an error and not for a fail`, () => {
      const outcome = rated(entry);
      assert.equal(outcome && outcomeOf(outcome), code);
    });
  }

  it("is the complement where it is negated", () => {
    assert.deepEqual(rated('{"id":"a","score":0.75}', { ...rubric, isNegated: true }), {
      kind: "rated",
      value: 0.25,
      label: "fail",
      reason: null,
    });
  });

  it("keeps an error an error where it is negated", () => {
    const outcome = rated('{"id":"a"}', { ...rubric, isNegated: true });
    assert.equal(outcome && outcomeOf(outcome), "judge/invalid-score");
  });

  it("takes a score for a question as an error", () => {
    const outcome = rated('{"id":"a","score":1}', question("a"));
    assert.equal(outcome && outcomeOf(outcome), "judge/invalid-verdict");
  });

  it("stands in one answer with questions, its reason beside it", () => {
    const text = '{"ratings":[{"id":"b","reason":"Yes.","verdict":"pass"},{"id":"a","reason":"Most of it.","score":0.8}]}';
    assert.deepEqual(
      [...readRatings(text, [rubric, question("b")], "detailed").values()],
      [
        { kind: "rated", value: 0.8, label: "pass", reason: "Most of it." },
        { kind: "rated", value: 1, label: "pass", reason: "Yes." },
      ],
    );
  });
});
