// Damage in journals as sentences: each of the first lines by its place, the rest by number.
import assert from "node:assert/strict";
import { describeDamage } from "../../../src/core/store/describe-damage.ts";

const lineOf = (line: number) => ({ file: "journal-w.jsonl", line, problem: "the checksum does not match" });

describe("describeDamage", () => {
  it("says nothing of whole journals", () => {
    assert.deepEqual(describeDamage({ damage: [], unknown: 0 }), []);
  });

  it("names the place of a damaged line, and the file of a torn end", () => {
    assert.deepEqual(describeDamage({ damage: [lineOf(3), { ...lineOf(0), problem: "the last line is torn" }], unknown: 0 }), [
      "journal-w.jsonl:3: the checksum does not match.",
      "journal-w.jsonl: the last line is torn.",
    ]);
  });

  it("counts what comes after five", () => {
    assert.deepEqual(describeDamage({ damage: [1, 2, 3, 4, 5, 6, 7].map(lineOf), unknown: 0 }).slice(4), [
      "journal-w.jsonl:5: the checksum does not match.",
      "2 more damaged lines were left out.",
    ]);
  });

  it("counts lines of unknown kinds", () => {
    assert.deepEqual(
      [1, 2].map((unknown) => describeDamage({ damage: [], unknown })),
      [
        ["1 journal line is of a kind that this version does not know; update Touchstone to read it."],
        ["2 journal lines are of kinds that this version does not know; update Touchstone to read them."],
      ],
    );
  });
});
