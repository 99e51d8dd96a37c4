// Placeholders in short texts.
import assert from "node:assert/strict";
import { fillText, placeholdersIn } from "../../../src/core/template/fill.ts";

describe("placeholdersIn", () => {
  it("finds names and places", () =>
    assert.deepEqual(placeholdersIn("in {{ days }} of {{[odd name]}}?"), [
      { name: "days", start: 3, end: 13 },
      { name: "odd name", start: 17, end: 31 },
    ]));
  it("ignores single and empty braces", () => assert.deepEqual(placeholdersIn("{a} {{}} {{ }} {{a"), []));
  it("is quick on hostile braces", () => assert.deepEqual(placeholdersIn("{{".repeat(50_000) + "{{a".repeat(50_000)), []));
});

describe("fillText", () => {
  it("puts values in", () =>
    assert.deepEqual(fillText("{{a}}-{{ b }}-{{c}}", { a: "x", b: 0, c: false }), { text: "x-0-false", missing: [] }));
  it("keeps what is missing as written, and names it once", () =>
    assert.deepEqual(fillText("{{a}} {{b}} {{c}} {{ a }}", { b: null, c: "" }), {
      text: "{{a}} {{b}} {{c}} {{ a }}",
      missing: ["a", "b", "c"],
    }));
  it("writes lists as JSON", () => assert.deepEqual(fillText("{{a}}", { a: [1, "x"] }), { text: '[1,"x"]', missing: [] }));
  it("does not fill what a value brings", () =>
    assert.deepEqual(fillText("{{a}}", { a: "{{b}}", b: "x" }), { text: "{{b}}", missing: [] }));
  it("sees own values only", () =>
    assert.deepEqual(fillText("{{toString}} {{constructor}}", {}), {
      text: "{{toString}} {{constructor}}",
      missing: ["toString", "constructor"],
    }));
  it("takes replacement patterns for text", () => assert.deepEqual(fillText("{{a}}", { a: "$& $1" }), { text: "$& $1", missing: [] }));
});
