// Columns of text: every line as wide as the widest, words to the left, figures to the right.
import assert from "node:assert/strict";
import { textTable } from "../../../src/core/report/text-table.ts";

describe("textTable", () => {
  it("sets words to the left and figures to the right", () => {
    assert.deepEqual(
      textTable(
        ["variant", "samples", "cost", "note"],
        [
          ["baseline", "80", "$0.01", "fine"],
          ["short", "1,200", "–", "not so"],
        ],
      ),
      [
        "variant   samples   cost  note", //
        "────────  ───────  ─────  ──────",
        "baseline       80  $0.01  fine",
        "short       1,200      –  not so",
      ],
    );
  });

  it("has a head without rows", () => {
    assert.deepEqual(textTable(["a", "bb"], []), ["a  bb", "─  ──"]);
  });

  it("leaves no space at the end of a line", () => {
    assert.deepEqual(textTable(["a", "note"], [["1", ""]]), ["a  note", "─  ────", "1"]);
  });
});
