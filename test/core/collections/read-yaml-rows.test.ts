// YAML rows: a list of mappings, with the lines of its rows.
import assert from "node:assert/strict";
import { readTable } from "../../../src/core/collections/read-table.ts";
import { encode, findings, places, plainRows } from "./plain.ts";

const read = (text: string) => readTable("rows.yaml", encode(text));

describe("readTable of YAML", () => {
  it("keeps the type of every value", () => {
    assert.deepEqual(plainRows(read('- id: "0123"\n  n: 1.5\n  ok: true\n  when: 2026-01-01\n  list: [a, {b: 1}]\n').value), [
      { id: "0123", n: 1.5, ok: true, when: "2026-01-01", list: ["a", { b: 1 }] },
    ]);
  });

  it("knows the line of each row", () => {
    assert.deepEqual(
      read("# comment\n- a: |\n    x\n    y\n\n-\n  a: 2\n").value?.rows.map((row) => row.line),
      [2, 7],
    );
  });

  it("refuses numbers that would lose their zeros", () => {
    assert.deepEqual(findings(read("- a: 1\n- a: [{zip: 0123}]\n")), [
      "2:13 collection/invalid-value YAML reads 0123 as the number 123 and drops its zeros.",
    ]);
  });

  it("refuses numbers beyond 2^53 and infinity", () => {
    assert.deepEqual(places(read("- a: 12345678901234567890\n- a: .inf\n")), [
      "1:3 collection/invalid-value",
      "2:3 collection/invalid-value",
    ]);
  });

  it("refuses a value that contains itself", () => {
    assert.deepEqual(places(read("- &a {x: *a}\n")), ["1:10 yaml/circular-alias"]);
  });

  it("refuses values without a JSON form", () => {
    assert.deepEqual(places(read("- a: !!set {x, y}\n")), ["1:12 yaml/tag"]);
  });

  it("refuses what is not a list", () => {
    assert.deepEqual(places(read("rows: []\n")), ["1:1 collection/not-a-list"]);
  });

  it("refuses rows that are no mappings", () => {
    assert.deepEqual(findings(read("- a: 1\n- x\n")), ["2:3 collection/row-shape The row at line 2 is a text, not an object."]);
  });

  it("passes on what YAML itself complains about", () => {
    assert.deepEqual(places(read("- a: 1\n  a: 2\n")), ["2:3 yaml/duplicate-key"]);
  });
});
