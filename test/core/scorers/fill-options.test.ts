// `{{column}}` in the options of a criterion.
import assert from "node:assert/strict";
import { columnProblem, columnsUsed, fillOptions } from "../../../src/core/scorers/fill-options.ts";

describe("fillOptions", () => {
  it("fills texts at any depth and leaves all else", () => {
    const options = {
      values: ["{{a}}", "x {{b}} y", 3],
      schema: { properties: { deep: { const: "{{a}}" } }, required: ["deep"], minimum: 1 },
    };
    assert.deepEqual(fillOptions(options, { a: "A", b: 2 }, "contains-any"), {
      options: { values: ["A", "x 2 y", 3], schema: { properties: { deep: { const: "A" } }, required: ["deep"], minimum: 1 } },
    });
  });

  it("writes values that are no text as JSON", () => {
    assert.deepEqual(fillOptions({ value: "{{a}} {{b}} {{c}}" }, { a: false, b: 0, c: { d: [1] } }, "equals"), {
      options: { value: 'false 0 {"d":[1]}' },
    });
  });

  it("never fills a value's own braces", () => {
    assert.deepEqual(fillOptions({ value: "{{a}}" }, { a: "{{b}}", b: "B" }, "equals"), { options: { value: "{{b}}" } });
  });

  it("escapes columns in a regular expression", () => {
    assert.deepEqual(fillOptions({ value: "^{{a}}$", flags: "i" }, { a: "1.5 (net)" }, "regex"), {
      options: { value: "^1\\.5 \\(net\\)$", flags: "i" },
    });
  });

  it("escapes columns in the patterns of a schema, and only there", () => {
    assert.deepEqual(fillOptions({ schema: { pattern: "{{a}}", const: "{{a}}" } }, { a: "1.5" }, "json-schema"), {
      options: { schema: { pattern: "1\\.5", const: "1.5" } },
    });
  });

  it("names every column that is absent, null, empty or blank, once", () => {
    assert.deepEqual(
      fillOptions({ values: ["{{a}} {{b}}", "{{c}}{{d}}", "{{a}}", "{{e}}"] }, { b: null, c: "", d: " \n", e: "E" }, "contains-any"),
      { missing: ["a", "b", "c", "d"] },
    );
  });

  it("does not read a column from the prototype", () => {
    assert.deepEqual(fillOptions({ value: "{{constructor}}" }, {}, "equals"), { missing: ["constructor"] });
  });
});

describe("columnsUsed", () => {
  it("names the columns at any depth, once, in order", () => {
    assert.deepEqual(columnsUsed({ values: ["{{b}}", { deep: "{{a}} {{b}}" }], other: 1 }), ["b", "a"]);
  });
});

describe("columnProblem", () => {
  const cases: readonly (readonly [title: string, options: Record<string, unknown>, scorer: string, problem: RegExp | null])[] = [
    ["a backslash before a column", { value: "^\\{{a}}$" }, "regex", /backslash before \{\{a\}\}/],
    ["an escaped backslash and one more", { value: "\\\\\\{{a}}" }, "regex", /backslash before/],
    ["an escaped backslash before a column", { value: "\\\\{{a}}" }, "regex", null],
    ["a backslash elsewhere", { value: "\\d{{a}}\\." }, "regex", null],
    [
      "a backslash before a column in a pattern of a schema",
      { schema: { items: { pattern: "\\{{a}}" } } },
      "json-schema",
      /backslash before/,
    ],
    ["a backslash before a column in plain text", { schema: { const: "\\{{a}}" } }, "json-schema", null],
    [
      "a column as the name of a property",
      { schema: { properties: { "{{a}}": {} } } },
      "json-schema",
      /\{\{a\}\} stands in the name of a key/,
    ],
    [
      "a column as the name of a property inside a list",
      { schema: { anyOf: [{ properties: { "x {{a}}": {} } }] } },
      "json-schema",
      /name of a key/,
    ],
    ["a column as a required name", { schema: { required: ["{{a}}"] } }, "json-schema", null],
  ];
  for (const [title, options, scorer, problem] of cases) {
    it(`judges ${title}`, () => assert.match(String(columnProblem(options, scorer)), problem ?? /^null$/));
  }
});
