// Where two responses differ, word by word.
import assert from "node:assert/strict";
import fc from "fast-check";
import { wordDiff } from "../../../../src/core/report/results/word-diff.ts";
import { hostileCharacters } from "./results-fixtures.ts";

type Pieces = NonNullable<ReturnType<typeof wordDiff>["diff"]>["pieces"];

function joined(pieces: Pieces, without: "removed" | "inserted"): string {
  return pieces.flatMap(({ text, kind }) => (kind === without ? [] : [text])).join("");
}

const word = fc.constantFrom("yes", "no", "über", "слово", "漢字", " ", "  ", "\n", ".", ",", ...hostileCharacters);
const text = fc.array(word, { maxLength: 80 }).map((words) => words.join(""));

describe("wordDiff", () => {
  it("marks the words that differ", () => {
    assert.deepEqual(wordDiff("You have thirty days.", "You have fourteen days.").diff, {
      pieces: [
        { text: "You have ", kind: "same" },
        { text: "thirty", kind: "removed" },
        { text: "fourteen", kind: "inserted" },
        { text: " days.", kind: "same" },
      ],
      isJson: false,
    });
  });

  it("marks neighbouring words as one change, the space between them included", () => {
    assert.deepEqual(wordDiff("Say the first thing.", "Say another word.").diff?.pieces, [
      { text: "Say ", kind: "same" },
      { text: "the first thing", kind: "removed" },
      { text: "another word", kind: "inserted" },
      { text: ".", kind: "same" },
    ]);
  });

  it("does not tear words of other alphabets apart", () => {
    assert.deepEqual(wordDiff("это слово", "это словарь").diff?.pieces, [
      { text: "это ", kind: "same" },
      { text: "слово", kind: "removed" },
      { text: "словарь", kind: "inserted" },
    ]);
  });

  it("marks single characters where a script has no spaces", () => {
    assert.deepEqual(wordDiff("東京都", "東都").diff?.pieces, [
      { text: "東", kind: "same" },
      { text: "京", kind: "removed" },
      { text: "都", kind: "same" },
    ]);
  });

  it("has nothing to mark in equal texts", () => {
    assert.deepEqual(wordDiff("same", "same"), { diff: null, note: "Both responses are the same." });
  });

  it("says so where JSON differs in its writing only", () => {
    assert.deepEqual(wordDiff('{"a":1,"b":2}', '{ "b": 2, "a": 1 }'), {
      diff: null,
      note: "Both responses are the same JSON; only the order of keys, the spaces or the escapes differ.",
    });
  });

  it("compares JSON with its keys in one order", () => {
    assert.deepEqual(wordDiff('{"b":"yes","a":1}', '{"a":1,"b":"no"}').diff, {
      pieces: [
        { text: '{\n  "a": 1,\n  "b": "', kind: "same" },
        { text: "yes", kind: "removed" },
        { text: "no", kind: "inserted" },
        { text: '"\n}', kind: "same" },
      ],
      isJson: true,
    });
  });

  it("takes JSON against prose as texts", () => {
    assert.equal(wordDiff('{"b":1,"a":2}', "Sorry, no JSON.").diff?.isJson, false);
  });

  it("goes by lines where too many words differ", () => {
    const lines = (name: string): string => Array.from({ length: 500 }, (_, line) => `${name}${line} x${name}${line}\n`).join("");
    assert.deepEqual(
      wordDiff(`first\n${lines("a")}last`, `first\n${lines("b")}last`).diff?.pieces.map(({ kind }) => kind),
      ["same", "removed", "inserted", "same"],
    );
  });

  it("gives up in words where the lines say nothing either", () => {
    const words = (name: string): string => Array.from({ length: 3000 }, (_, index) => name + String(index)).join(" ");
    assert.deepEqual(wordDiff(words("a"), words("b")), { diff: null, note: "These texts differ too much to mark the words." });
  });

  it("does not begin with texts that are too long to compare", () => {
    assert.deepEqual(wordDiff("a".repeat(400_001), "b"), { diff: null, note: "These texts differ too much to mark the words." });
  });

  it("joins to exactly the texts it was given", () => {
    fc.assert(
      fc.property(text, text, (baseline, variant) => {
        fc.pre(baseline !== variant);
        const { diff } = wordDiff(baseline, variant);
        assert.ok(diff !== null);
        assert.deepEqual([joined(diff.pieces, "inserted"), joined(diff.pieces, "removed")], [baseline, variant]);
      }),
    );
  });
});
