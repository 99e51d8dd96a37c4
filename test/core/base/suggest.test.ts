// "Did you mean": near words are offered, far ones are not.
import assert from "node:assert/strict";
import { didYouMean, suggest } from "../../../src/core/base/suggest.ts";

describe("suggest", () => {
  const cases: readonly [string, readonly string[], string | null][] = [
    ["tempalte", ["template", "temperature"], "template"],
    ["Temperature", ["temperature"], "temperature"],
    ["modle", ["node", "model"], "model"],
    ["form", ["name", "from"], "from"],
    ["fomr", ["from"], null],
    ["ab", ["ba"], "ba"],
    ["xyz", ["template"], null],
    ["id", ["name"], null],
    ["ic", ["id"], "id"],
    ["template", [], null],
    ["ab", ["ax", "ay"], "ax"],
  ];
  for (const [word, candidates, expected] of cases) {
    it(`answers ${expected ?? "nothing"} to "${word}" among [${candidates.join(", ")}]`, () => {
      assert.equal(suggest(word, candidates), expected);
    });
  }
});

describe("didYouMean", () => {
  it("asks for the nearest word", () => {
    assert.equal(didYouMean("tempalte", ["model", "template"], "key"), 'Did you mean "template"?');
  });

  it("lists what there is when nothing is near", () => {
    assert.equal(didYouMean("xyz", ["model", "template"], "key"), "Known: model, template.");
  });

  it("lists at most twelve", () => {
    const names = Array.from({ length: 13 }, (_, index) => `name-${String.fromCharCode(97 + index)}`);
    assert.equal(didYouMean("xyz", names, "key"), `Known: ${names.slice(0, 12).join(", ")}, ….`);
  });

  it("says so when there is nothing", () => {
    assert.equal(didYouMean("xyz", [], "key"), "There is no key to choose from.");
  });
});
