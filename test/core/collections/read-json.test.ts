// JSON and JSONL: types kept, every row with its line, every broken row named.
import assert from "node:assert/strict";
import fc from "fast-check";
import { readTable } from "../../../src/core/collections/read-table.ts";
import { encode, findings, places, plainRows } from "./plain.ts";

const readJson = (text: string) => readTable("rows.json", encode(text));
const readJsonl = (text: string) => readTable("rows.jsonl", encode(text));

describe("readTable of JSON", () => {
  it("keeps the type of every value", () => {
    const text = '[{"a": "01", "b": 1.5, "c": true, "d": null, "e": [1, {"f": "x"}]}]';
    assert.deepEqual(plainRows(readJson(text).value), [{ a: "01", b: 1.5, c: true, d: null, e: [1, { f: "x" }] }]);
  });

  it("knows the line of each row, whatever its texts contain", () => {
    assert.deepEqual(
      readJson('[\n {"a": "]},{\\""},\n\n {"a":\n [1,\n2]}, {"a": 3}\n]\n').value?.rows.map((row) => row.line),
      [2, 4, 6],
    );
  });

  it("takes columns in the order of their first appearance", () => {
    assert.deepEqual(readJson('[{"b": 1}, {"a": 1, "b": 2}, {"c": 1}]').value?.columns, ["b", "a", "c"]);
  });

  it("turns minus zero into zero", () => {
    assert.equal(Object.is(readJson('[{"a": -0}]').value?.rows[0]?.values["a"], 0), true);
  });

  it("refuses numbers beyond 2^53 wherever they stand", () => {
    assert.deepEqual(findings(readJson('[{"a": 9007199254740991},\n{"a": [1, {"b": 9007199254740993}]}]')), [
      '2:1 collection/invalid-value In the row at line 2, "a[2].b" is a number beyond 2^53 (about 9007199254740992), which would lose digits.',
    ]);
  });

  it("refuses numbers that overflow", () => {
    assert.deepEqual(findings(readJson('[{"a": 1e999}]')), [
      '1:2 collection/invalid-value In the row at line 1, "a" is a number that is not finite.',
    ]);
  });

  it("refuses lone surrogates in values and in keys", () => {
    assert.deepEqual(places(readJson('[{"a": "\\ud800"}, {"a": {"\\udc00": 1}}, {"\\udc00": 1}]')), [
      "1:2 collection/invalid-value",
      "1:19 collection/invalid-value",
      "1:41 collection/forbidden-name",
    ]);
  });

  it("refuses keys that objects keep for themselves, in rows and inside values", () => {
    assert.deepEqual(places(readJson('[{"__proto__": 1},\n{"a": {"constructor": 1}},\n{"prototype": 1}]')), [
      "1:2 collection/forbidden-name",
      "2:1 collection/invalid-value",
      "3:1 collection/forbidden-name",
    ]);
  });

  it("refuses a key that stands twice in a row or inside a value, instead of letting the last one win", () => {
    assert.deepEqual(findings(readJson('[{"a": 1, "a": 2},\n{"a": {"b": 1, "\\u0062": 2}},\n{"a": 3}]')), [
      '1:2 collection/repeated-key The row at line 1 has the key "a" twice in one object.',
      '2:1 collection/repeated-key The row at line 2 has the key "b" twice in one object.',
    ]);
  });

  it("refuses a column without a name", () => {
    assert.deepEqual(places(readJson('[{"": 1}]')), ["1:2 collection/empty-header"]);
  });

  it("refuses rows that are no objects and keeps the others", () => {
    const table = readJson('[{"a": 1},\n"x",\nnull,\n[1],\n2]');
    assert.deepEqual(
      { rows: plainRows(table.value), messages: table.diagnostics.map((diagnostic) => diagnostic.message) },
      {
        rows: [{ a: 1 }],
        messages: [
          "The row at line 2 is a text, not an object.",
          "The row at line 3 is null, not an object.",
          "The row at line 4 is a list, not an object.",
          "The row at line 5 is a number, not an object.",
        ],
      },
    );
  });

  it("refuses values that nest too deep", () => {
    assert.deepEqual(places(readJson(`[{"a": ${"[".repeat(65)}${"]".repeat(65)}}]`)), ["1:2 collection/invalid-value"]);
  });

  it("refuses what is not a list", () => {
    assert.deepEqual(places(readJson('\n{"rows": []}')), ["2:1 collection/not-a-list"]);
  });

  it("points at the place in a broken row and reads the rows around it", () => {
    const table = readJson('[{"a": 1},\n {"a": x1, "b": 2},\n {"a": 3}]');
    assert.deepEqual([plainRows(table.value), places(table).map((place) => place.split(":")[0])], [[{ a: 1 }, { a: 3 }], ["2"]]);
  });

  it("reports a comma without a row", () => {
    assert.deepEqual(findings(readJson('[{"a": 1},\n]')), ["2:1 collection/json-syntax A comma stands here without a row beside it."]);
  });

  it("reports a list that is not closed", () => {
    assert.deepEqual(findings(readJson('[{"a": 1}\n')), ["1:10 collection/json-syntax The list of rows is never closed with ]."]);
  });

  it("reports what follows the list", () => {
    assert.deepEqual(findings(readJson('[{"a": 1}]\n[]')), ["1:11 collection/json-syntax Something follows the end of the list."]);
  });

  it("gives back any rows that JSON.stringify wrote", () => {
    const name = fc
      .string({ unit: "grapheme" })
      .filter((key) => key.trim() !== "" && !["__proto__", "constructor", "prototype"].includes(key));
    const row = fc.dictionary(name, fc.oneof(fc.string({ unit: "grapheme" }), fc.integer(), fc.array(fc.boolean())), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.constantFrom(0, 1, "\t"), (rows, indentation) => {
        assert.deepEqual(plainRows(readJson(JSON.stringify(rows, null, indentation)).value), rows);
      }),
    );
  });

  it("finds nothing wrong only with what JSON.parse accepts", () => {
    const unit = fc.constantFrom("{}", '{"a":1}', ",", "]", "[", "}", "{", " ", '"', "\n", '"a"', ":", "1");
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 8 }), (units) => {
        const text = `[${units.join("")}]`;
        assert.ok(readJson(text).diagnostics.length > 0 || Array.isArray(JSON.parse(text)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("readTable of JSONL", () => {
  it("refuses a line with a key that stands twice", () => {
    assert.deepEqual(findings(readJsonl('{"a": 1}\n{"a": 1, "a": 2}\n')), [
      '2:1 collection/repeated-key The row at line 2 has the key "a" twice in one object.',
    ]);
  });

  it("reads one object per line and skips blank lines", () => {
    assert.deepEqual(
      readJsonl('{"a": 1}\r\n\n  \n{"a": 2}\n').value?.rows.map((row) => [row.line, row.values["a"]]),
      [
        [1, 1],
        [4, 2],
      ],
    );
  });

  it("reports a broken line and keeps the others", () => {
    const table = readJsonl('{"a": 1}\n{"a" 2}\n{"a": 3}\n');
    assert.deepEqual([plainRows(table.value), places(table)], [[{ a: 1 }, { a: 3 }], ["2:6 collection/json-syntax"]]);
  });

  it("does not repeat the text of a broken line", () => {
    assert.deepEqual(findings(readJsonl('{"a": secret}\n')), [
      "1:1 collection/json-syntax Line 1 is not valid JSON: Unexpected token 's'.",
    ]);
  });

  it("reports a last line that is cut off as torn", () => {
    assert.deepEqual(places(readJsonl('{"a": 1}\n{"a": "2')), ["2:1 collection/torn-line"]);
  });

  it("reports a broken last line that ends properly as broken", () => {
    assert.deepEqual(places(readJsonl('{"a": 1}\n{"a"\n')), ["2:5 collection/json-syntax"]);
  });

  it("sorts findings by line, whatever their kind", () => {
    assert.deepEqual(places(readJsonl('[1]\n{"a"\n2\n')), [
      "1:1 collection/row-shape",
      "2:5 collection/json-syntax",
      "3:1 collection/row-shape",
    ]);
  });

  it("takes a line separator inside a text for a character", () => {
    assert.deepEqual(plainRows(readJsonl('{"a": "x\u2028y"}').value), [{ a: "x\u2028y" }]);
  });
});
