// Damage in journals as sentences: each of the first lines by its place, the rest by number.
import assert from "node:assert/strict";
import { describeDamage } from "../../../src/core/store/describe-damage.ts";
import type { JournalReading } from "../../../src/core/store/journal-reader.ts";

const sound: JournalReading = { damage: [], damaged: 0, unknown: 0, newerFormat: null };
const damagedAt = (...damage: JournalReading["damage"]): JournalReading => ({ ...sound, damage, damaged: damage.length });
const lineOf = (line: number) => ({ file: "journal-w.jsonl", line, problem: "the checksum does not match" });

describe("describeDamage", () => {
  it("says nothing of whole journals", () => {
    assert.deepEqual(describeDamage(sound), []);
  });

  it("names the place of a damaged line, and the file of a torn end", () => {
    assert.deepEqual(describeDamage(damagedAt(lineOf(3), { ...lineOf(0), problem: "the last line is torn" })), [
      "journal-w.jsonl:3: the checksum does not match.",
      "journal-w.jsonl: the last line is torn.",
    ]);
  });

  it("counts what comes after five", () => {
    assert.deepEqual(describeDamage(damagedAt(...[1, 2, 3, 4, 5, 6, 7].map(lineOf))).slice(4), [
      "journal-w.jsonl:5: the checksum does not match.",
      "2 more damaged lines were left out.",
    ]);
  });

  it("counts damaged lines that were not kept", () => {
    assert.deepEqual(describeDamage({ ...damagedAt(lineOf(1)), damaged: 3 }).slice(1), ["2 more damaged lines were left out."]);
  });

  it("says that a newer version made the run", () => {
    assert.match(
      describeDamage({ ...sound, newerFormat: "touchstone.run/2.0" }).join(),
      /newer version .*touchstone\.run\/2\.0.*only read/,
    );
  });

  it("counts lines of unknown kinds", () => {
    assert.deepEqual(
      [1, 2].map((unknown) => describeDamage({ ...sound, unknown })),
      [
        ["1 journal line is of a kind that this version does not know; update Touchstone to read it."],
        ["2 journal lines are of kinds that this version does not know; update Touchstone to read them."],
      ],
    );
  });
});
