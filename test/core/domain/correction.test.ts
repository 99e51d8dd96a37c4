// A misspelt word in each of its spellings, and the text that takes its place.
import assert from "node:assert/strict";
import { advise, mend } from "../../../src/core/domain/correction.ts";

function mended(written: string, word: string, ...candidates: readonly string[]): string | null {
  const { correction } = advise(word, candidates, "word");
  return correction === null ? null : mend(written, correction);
}

describe("advise", () => {
  it("names the near word as a hint, and nothing to write when none is near", () => {
    assert.deepEqual(
      [advise("tpoic", ["topic"], "column"), advise("x", ["topic"], "column")].map(({ hint, correction }) => [hint, correction?.meant]),
      [
        ['Did you mean "topic"?', "topic"],
        ["Known: topic.", undefined],
      ],
    );
  });
});

describe("mend in YAML", () => {
  const cases: readonly [string, string | null, string | null][] = [
    ["a plain word", mended("tpoic", "tpoic", "topic"), "topic"],
    ["double quotes", mended('"tpoic"', "tpoic", "topic"), '"topic"'],
    ["single quotes", mended("'tpoic'", "tpoic", "topic"), "'topic'"],
    ["a path", mended("../modles/a.model.yaml", "../modles/a.model.yaml", "../models/a.model.yaml"), "../models/a.model.yaml"],
    ["a word that would be a number", mended("12e", "12e", "12e3"), '"12e3"'],
    ["a word that would be a truth value", mended("treu", "treu", "true"), '"true"'],
    ["a word with a comma, which ends a value between brackets", mended("ab, c", "ab, c", "ab, d"), '"ab, d"'],
    ["a word with a quote, in single quotes", mended("'its'", "its", "it's"), "'it''s'"],
    ["a word that begins a comment", mended("aa", "aa", "#aa"), '"#aa"'],
    ["a place that holds more than the word", mended("a tpoic", "tpoic", "topic"), null],
    ["a place that holds less than the word", mended("tpo", "tpoic", "topic"), null],
  ];
  for (const [title, actual, expected] of cases) it(`writes ${title}`, () => assert.equal(actual, expected));
});
