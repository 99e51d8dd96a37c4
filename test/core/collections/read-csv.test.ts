// CSV and TSV through the door that users have, `readTable`.
import assert from "node:assert/strict";
import fc from "fast-check";
import { readTable } from "../../../src/core/collections/read-table.ts";
import { encode, findings, places, plainRows } from "./plain.ts";

const read = (text: string) => readTable("rows.csv", encode(text));

describe("readTable of CSV", () => {
  it("reads every value as text, however it looks", () => {
    assert.deepEqual(plainRows(read("id,n,t\n0123,1.50,\n").value), [{ id: "0123", n: "1.50", t: "" }]);
  });

  it("reads quotes and delimiters inside quotes as they are, and every line break as LF", () => {
    assert.deepEqual(plainRows(read('a,b\n"x, ""y""","1\r\n2\n3\r4"\n').value), [{ a: 'x, "y"', b: "1\n2\n3\n4" }]);
  });

  it("separates TSV by tabs", () => {
    assert.deepEqual(plainRows(readTable("rows.tsv", encode("a\tb\n1,2\t3\n")).value), [{ a: "1,2", b: "3" }]);
  });

  for (const [name, lineBreak] of [
    ["LF", "\n"],
    ["CRLF", "\r\n"],
    ["CR", "\r"],
  ] as const) {
    it(`counts lines with ${name}, blank lines and quoted line breaks`, () => {
      const lines = ["", "a,b", '1,"x', "y", 'z"', "", "2,k", "3,k"];
      assert.deepEqual(
        read(lines.join(lineBreak)).value?.rows.map((row) => row.line),
        [3, 7, 8],
      );
    });
  }

  it("counts lines in bytes that are more than one per character", () => {
    assert.deepEqual(
      read('é,😀\n"ü\nü",1\nß,2').value?.rows.map((row) => row.line),
      [2, 4],
    );
  });

  it("skips blank lines but keeps a quoted empty value", () => {
    assert.deepEqual(plainRows(read('a\n\n""\n\nx\n').value), [{ a: "" }, { a: "x" }]);
  });

  it("drops a byte order mark", () => {
    assert.deepEqual(read("\uFEFFid\n1\n").value?.columns, ["id"]);
  });

  it("keeps spaces around values", () => {
    assert.deepEqual(plainRows(read("a,b\n x , y\n").value), [{ a: " x ", b: " y" }]);
  });

  it("gives rows no prototype, so that a column may be called toString", () => {
    assert.equal(Object.getPrototypeOf(read("toString,b\nx,y\n").value?.rows[0]?.values), null);
  });

  it("reports rows with too few and too many fields with line and both counts, and keeps the others", () => {
    const table = read('a,b\n"1\n1",2\n3\n4,5\n6,7,8\n');
    assert.deepEqual(
      { rows: plainRows(table.value), findings: findings(table) },
      {
        rows: [
          { a: "1\n1", b: "2" },
          { a: "4", b: "5" },
        ],
        findings: [
          "4:1 collection/field-count The row at line 4 has 1 field, but the header has 2.",
          "6:1 collection/field-count The row at line 6 has 3 fields, but the header has 2.",
        ],
      },
    );
  });

  it("names both positions of a duplicate header", () => {
    assert.deepEqual(findings(read("a,b,a,a\n1,2,3,4\n")), [
      '1:1 collection/duplicate-header The header names "a" twice: as field 1 and as field 3.',
      '1:1 collection/duplicate-header The header names "a" twice: as field 1 and as field 4.',
    ]);
  });

  it("refuses an empty header name", () => {
    assert.deepEqual(findings(read("a,\n1,2\n")), ["1:1 collection/empty-header Field 2 of the header has no name."]);
  });

  for (const name of ["__proto__", "constructor", "prototype"]) {
    it(`refuses the header ${name}`, () => {
      assert.deepEqual(places(read(`a,${name}\n1,2\n`)), ["1:1 collection/forbidden-name"]);
    });
  }

  it("reports a quote that is never closed from the line where its row begins, and keeps the rows before it", () => {
    const table = read('a,b\n1,2\n3,"x\n5,6\n7,8\n');
    assert.deepEqual(
      { rows: plainRows(table.value), findings: findings(table) },
      {
        rows: [{ a: "1", b: "2" }],
        findings: ["3:1 collection/stray-quote The rows from line 3 on cannot be read: a double quote is opened and never closed."],
      },
    );
  });

  it("reports text after a closing quote", () => {
    assert.deepEqual(findings(read('a,b\n\n1,"x"y\n')), [
      "3:1 collection/stray-quote The rows from line 3 on cannot be read: something follows a closing double quote.",
    ]);
  });

  it("reports a quote inside a value that is not quoted", () => {
    assert.deepEqual(findings(read('a,b\n1,5" pipe\n')), [
      "2:1 collection/stray-quote The rows from line 2 on cannot be read: a double quote stands inside a value that is not quoted.",
    ]);
  });

  it("reports a broken header as a stray quote, not as an empty file", () => {
    assert.deepEqual(places(read('a,"b\n1,2\n')), ["1:1 collection/stray-quote"]);
  });

  it("gives back any cells that were written after RFC 4180, their line breaks as LF", () => {
    const cell = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "\t", " ", "x", "\uFEFF", "\0") }),
    );
    const cells = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        cells,
        fc.constantFrom(["rows.csv", ","], ["rows.tsv", "\t"]),
        fc.constantFrom("\n", "\r\n", "\r"),
        (rows, [file, delimiter], lineBreak) => {
          const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const equalLines = (cell: string) => cell.replace(/\r\n?/g, "\n");
          const text = [["a", "b"], ...rows].map((row) => row.map(quote).join(delimiter)).join(lineBreak);
          assert.deepEqual(
            plainRows(readTable(file ?? "", encode(text)).value),
            rows.map(([a, b]) => ({ a: equalLines(a), b: equalLines(b) })),
          );
        },
      ),
    );
  });
});
