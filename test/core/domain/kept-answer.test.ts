// The line of a kept answer: whole and about the request that was asked for, or nothing.
import assert from "node:assert/strict";
import { answerLine, longestHead, readAnswerHead, readAnswerLine } from "../../../src/core/domain/kept-answer.ts";
import { completionOf, hashOf } from "../../support/factories.ts";

const key = hashOf("request");
const facts = { t: "2026-01-01T00:00:00.000Z", run: "019b7777-0000-7000-8000-000000000001-0123abcd" };
const line = answerLine(key, completionOf("yes"), facts).slice(0, -1);

describe("the line of a kept answer", () => {
  it("reads what was written", () => {
    assert.deepEqual([readAnswerLine(line, key), readAnswerHead(line.slice(0, longestHead))], [completionOf("yes"), { key, ...facts }]);
  });

  it("is one line, whatever the answer holds", () => {
    assert.equal(
      answerLine(key, completionOf("a\nb\r\n\u2028"), facts).indexOf("\n"),
      answerLine(key, completionOf("a\nb\r\n\u2028"), facts).length - 1,
    );
  });

  it("is none for another request", () => {
    assert.equal(readAnswerLine(line, hashOf("other")), null);
  });

  for (const end of [1, line.length - 80, line.length - 1]) {
    it(`is none when it is cut after ${end} characters`, () => {
      assert.equal(readAnswerLine(line.slice(0, end), key), null);
    });
  }
});
