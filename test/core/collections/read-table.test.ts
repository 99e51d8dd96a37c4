// Which reader a file gets, and what holds for all of them.
import assert from "node:assert/strict";
import fc from "fast-check";
import { readTable } from "../../../src/core/collections/read-table.ts";
import { encode, findings, places } from "./plain.ts";

const extensions = ["csv", "tsv", "jsonl", "json", "yaml", "yml"];

describe("readTable", () => {
  it("refuses an unknown extension and lists the known ones", () => {
    const [diagnostic] = readTable("data/rows.xlsx", encode("")).diagnostics;
    assert.deepEqual([diagnostic?.code, diagnostic?.hint], ["collection/format", "Use one of .csv, .tsv, .jsonl, .json, .yaml, .yml."]);
  });

  it("looks for the extension in the file's name only", () => {
    assert.deepEqual(places(readTable("v1.csv/rows", encode("a\n1"))), ["1:1 collection/format"]);
  });

  it("takes extensions in any case", () => {
    assert.deepEqual(readTable("ROWS.CSV", encode("a\n1")).value?.columns, ["a"]);
  });

  it("says at which line a file stops being UTF-8", () => {
    assert.deepEqual(findings(readTable("rows.csv", Uint8Array.of(97, 10, 195, 164, 10, 98, 228, 10))), [
      "3:2 collection/encoding This file is not UTF-8: line 3 holds bytes that are no character.",
    ]);
  });

  it("recognises UTF-16", () => {
    assert.deepEqual(findings(readTable("rows.csv", Uint8Array.of(0xff, 0xfe, 97, 0, 10, 0))), [
      "1:1 collection/encoding This file is UTF-16, not UTF-8.",
    ]);
  });

  it("reports a character that is cut off at the end of the file", () => {
    assert.deepEqual(places(readTable("rows.csv", Uint8Array.of(97, 10, 195))), ["2:1 collection/encoding"]);
  });

  for (const extension of extensions) {
    it(`reports an empty .${extension} file as empty`, () => {
      assert.deepEqual(places(readTable(`rows.${extension}`, encode("\uFEFF \n\n"))), ["1:1 collection/empty"]);
    });

    it(`gives every finding about a .${extension} file a hint, and never throws on bytes`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
          assert.ok(readTable(`rows.${extension}`, bytes).diagnostics.every((diagnostic) => diagnostic.hint !== null));
        }),
      );
    });

    it(`never throws on text made of .${extension} punctuation`, () => {
      const unit = fc.constantFrom(
        "[",
        "]",
        "{",
        "}",
        '"',
        ",",
        ":",
        "\n",
        "\r",
        "\t",
        "-",
        " ",
        "a",
        "1",
        "\\",
        "&a",
        "*a",
        "#",
        "|",
        "?",
        "!!set",
        "__proto__",
        "\\ud800",
        "1e999",
      );
      fc.assert(
        fc.property(fc.array(unit, { maxLength: 30 }), (units) => {
          assert.ok(readTable(`rows.${extension}`, encode(units.join(""))).diagnostics.every((diagnostic) => diagnostic.line >= 1));
        }),
        { numRuns: 500 },
      );
    });
  }

  it("reports a header without rows as empty but knows its columns", () => {
    const table = readTable("rows.csv", encode("a,b\n"));
    assert.deepEqual([table.value?.columns, places(table)], [["a", "b"], ["1:1 collection/empty"]]);
  });

  it("reports an empty list as empty", () => {
    assert.deepEqual(
      ["json", "yaml"].map((extension) => places(readTable(`rows.${extension}`, encode("[]")))),
      [["1:1 collection/empty"], ["1:1 collection/empty"]],
    );
  });
});
