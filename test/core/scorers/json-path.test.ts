// json-path-equals and its paths.
import assert from "node:assert/strict";
import { followJsonPath, parseJsonPath } from "../../../src/core/scorers/json-path.ts";
import { findScorer } from "../../../src/core/scorers/registry.ts";
import { rateCheck } from "../../../src/core/scorers/rate-check.ts";
import { criterionOf, outcomeOf, problemsOf, rate, subjectOf, toolsOf, wordsOf } from "./scorer-fixtures.ts";

describe("parseJsonPath", () => {
  const paths: readonly (readonly [path: string, steps: readonly (string | number)[]])[] = [
    ["$", []],
    ["$.order.items[0].price", ["order", "items", 0, "price"]],
    ["$[-1]", [-1]],
    ["$[\"unit price\"]['a \"b\" \\'c\\'']", ["unit price", "a \"b\" 'c'"]],
    ['$["\\u00e9\\n"]', ["é\n"]],
    ["$.größe._1", ["größe", "_1"]],
  ];
  for (const [path, steps] of paths) {
    it(`reads ${path}`, () => {
      assert.deepEqual(parseJsonPath(path), steps);
    });
  }

  const broken: readonly (readonly [path: string, problem: string])[] = [
    ["order.id", "A path starts with $, which is the whole response."],
    ["$order", 'The path cannot be read at "order".'],
    ["$..id", 'The path cannot be read at "..id".'],
    ["$.items[*]", 'The path cannot be read at "[*]".'],
    ["$.items[?(@.a)]", 'The path cannot be read at "[?(@.a)]".'],
    ["$.items[0", 'The path cannot be read at "[0".'],
    ["$.items[1:2]", 'The path cannot be read at "[1:2]".'],
    ["$.", 'The path cannot be read at ".".'],
    ["$.a b", 'The path cannot be read at " b".'],
    ['$["\\x"]', 'The path cannot be read at "[\\"\\\\x\\"]".'],
  ];
  for (const [path, problem] of broken) {
    it(`says what is wrong with ${path}`, () => {
      assert.deepEqual(parseJsonPath(path), { problem });
    });
  }
});

describe("followJsonPath", () => {
  const value: unknown = JSON.parse('{"a":[{"b c":1},null],"__proto__":{"x":2},"e":""}');

  const found: readonly (readonly [path: readonly (string | number)[], answer: unknown])[] = [
    [[], { value }],
    [["a", 0, "b c"], { value: 1 }],
    [["a", -1], { value: null }],
    [["__proto__", "x"], { value: 2 }],
    [["e"], { value: "" }],
    [["a", 2], { endsAt: "$.a" }],
    [["a", -3], { endsAt: "$.a" }],
    [["a", "length"], { endsAt: "$.a" }],
    [["e", 0], { endsAt: "$.e" }],
    [["constructor"], { endsAt: "$" }],
    [["a", 0, "b c", "d"], { endsAt: '$.a[0]["b c"]' }],
    [["a", 1, "d"], { endsAt: "$.a[1]" }],
  ];
  for (const [path, answer] of found) {
    it(`finds at ${JSON.stringify(path)}: ${JSON.stringify(answer)}`, () => {
      assert.deepEqual(followJsonPath(value, path), answer);
    });
  }
});

describe("json-path-equals", () => {
  const response = '{"order":{"id":"A-1","total":30,"items":[{"sku":"x"}],"note":null}}';

  const cases: readonly (readonly [path: string, value: unknown, outcome: string, words: string])[] = [
    ["$.order.id", "A-1", "pass", '$.order.id is "A-1".'],
    ["$.order.id", "A-2", "fail", '$.order.id is "A-1", not "A-2".'],
    ["$.order.total", 30, "pass", "$.order.total is 30."],
    ["$.order.total", "30", "pass", "$.order.total is 30."],
    ["$.order.note", null, "pass", "$.order.note is null."],
    ["$.order.note", false, "fail", "$.order.note is null, not false."],
    ["$.order.items", [{ sku: "x" }], "pass", '$.order.items is [{"sku":"x"}].'],
    ["$.order.items[1].sku", "x", "fail", "There is nothing at $.order.items[1].sku: the way ends at $.order.items."],
    ["$", {}, "fail", '$ is {"order":{"id":"A-1","total":30,"items":[{"sku":"x"}],"note":null}}, not {}.'],
  ];
  for (const [path, value, outcome, words] of cases) {
    it(`${path} against ${JSON.stringify(value)} is a ${outcome}`, async () => {
      const rated = await rate("json-path-equals", response, { path, value });
      assert.deepEqual([outcomeOf(rated), wordsOf(rated)], [outcome, words]);
    });
  }

  it("fails a response that is no JSON, and says so", async () => {
    assert.equal(wordsOf(await rate("json-path-equals", "", { path: "$.a", value: 1 })), "The response is empty.");
  });

  it("takes path and value from columns", async () => {
    const subject = subjectOf('{"list":[5,7]}', { row: { at: 1, expected: "7" } });
    const rated = await rateCheck(criterionOf("json-path-equals", { path: "$.list[{{at}}]", value: "{{expected}}" }), subject, toolsOf());
    assert.equal(outcomeOf(rated), "pass");
  });

  it("leaves a path with a column to the rows", async () => {
    const { checkFilled } = findScorer("json-path-equals") ?? {};
    assert.deepEqual(
      [
        await problemsOf("json-path-equals", { path: "$[{{at}}]", value: 1 }),
        checkFilled?.({ path: "$[1]" }),
        checkFilled?.({ path: "$[one]" }),
      ],
      [[], null, 'The path cannot be read at "[one]".'],
    );
  });

  it("is an error where a column makes no path of it", async () => {
    const subject = subjectOf("[]", { row: { at: "first" } });
    const rated = await rateCheck(criterionOf("json-path-equals", { path: "$[{{at}}]", value: 1 }), subject, toolsOf());
    assert.deepEqual([outcomeOf(rated), wordsOf(rated)], ["scorer/invalid-path", 'The path cannot be read at "[first]".']);
  });

  it("finds a broken path, and a column in a key, before the run", async () => {
    assert.deepEqual(
      [
        await problemsOf("json-path-equals", { path: "$..a", value: 1 }),
        await problemsOf("json-path-equals", { path: "$", value: { "{{a}}": 1 } }),
      ],
      [['path: The path cannot be read at "..a".'], ["value: {{a}} stands in the name of a key, where columns are not filled."]],
    );
  });
});
