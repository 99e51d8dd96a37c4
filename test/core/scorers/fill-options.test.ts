// `{{column}}` in the options of a criterion.
import assert from "node:assert/strict";
import { columnsUsed, fillOptions } from "../../../src/core/scorers/fill-options.ts";

describe("fillOptions", () => {
  it("fills texts at any depth and leaves all else", () => {
    const options = { values: ["{{a}}", "x {{b}} y", 3], schema: { properties: { deep: { const: "{{a}}" } }, required: ["deep"], minimum: 1 } };
    assert.deepEqual(fillOptions(options, { a: "A", b: 2 }, "contains-any"), {
      options: { values: ["A", "x 2 y", 3], schema: { properties: { deep: { const: "A" } }, required: ["deep"], minimum: 1 } },
    });
  });

  it("writes values that are no text as JSON", () => {
    assert.deepEqual(fillOptions({ value: "{{a}} {{b}} {{c}}" }, { a: false, b: 0, c: { d: [1] } }, "equals"), { options: { value: 'false 0 {"d":[1]}' } });
  });

  it("never fills a value's own braces", () => {
    assert.deepEqual(fillOptions({ value: "{{a}}" }, { a: "{{b}}", b: "B" }, "equals"), { options: { value: "{{b}}" } });
  });

  it("escapes columns in a regular expression", () => {
    assert.deepEqual(fillOptions({ value: "^{{a}}$", flags: "i" }, { a: "1.5 (net)" }, "regex"), { options: { value: "^1\\.5 \\(net\\)$", flags: "i" } });
  });

  it("escapes columns in the patterns of a schema, and only there", () => {
    assert.deepEqual(fillOptions({ schema: { pattern: "{{a}}", const: "{{a}}" } }, { a: "1.5" }, "json-schema"), { options: { schema: { pattern: "1\\.5", const: "1.5" } } });
  });

  it("names every column that is absent, null, empty or blank, once", () => {
    assert.deepEqual(fillOptions({ values: ["{{a}} {{b}}", "{{c}}{{d}}", "{{a}}", "{{e}}"] }, { b: null, c: "", d: " \n", e: "E" }, "contains-any"), { missing: ["a", "b", "c", "d"] });
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
