// Similarity of meaning: the cosine, what is kept of it, and the rating it means.
import assert from "node:assert/strict";
import { cosineOf, cosineText, rateCosine, rateEmptyResponse } from "../../../src/core/scorers/embedding-similarity.ts";
import { outcomeOf } from "./scorer-fixtures.ts";

const criterion = { isNegated: false, options: { value: "x", at_least: 0.8, model: "m" } };

describe("cosineOf", () => {
  for (const [a, b, cosine] of [
    [[1, 0], [1, 0], 1],
    [[1, 0], [0, 1], 0],
    [[1, 2], [-1, -2], -1],
    [[3, 4], [4, 3], 0.96],
    [[0, 0], [1, 0], null],
    [[1e200], [1e200], null],
  ] as const) {
    it(`of ${JSON.stringify(a)} and ${JSON.stringify(b)} is ${cosine}`, () => {
      const found = cosineOf(a, b);
      assert.equal(found === null ? null : Number(found.toFixed(12)), cosine);
    });
  }
});

describe("rateCosine", () => {
  for (const [cosine, outcome] of [
    [0.8, "pass"],
    [0.79, "fail"],
    [-1, "fail"],
  ] as const) {
    it(`is a ${outcome} for ${cosine} where 0.8 passes`, () => {
      assert.equal(outcomeOf(rateCosine(cosineText(cosine), criterion)), outcome);
    });
  }

  it("is turned round where it is negated", () => {
    assert.equal(outcomeOf(rateCosine(cosineText(0.9), { ...criterion, isNegated: true })), "fail");
  });

  for (const text of [cosineText(null), '{"cosine":2}', '{"cosine":"1"}', "0.9", "{", ""]) {
    it(`is an error for ${text}, negated or not`, () => {
      const outcomes = [criterion, { ...criterion, isNegated: true }].map((each) => outcomeOf(rateCosine(text, each)));
      assert.deepEqual(outcomes, ["scorer/no-embedding", "scorer/no-embedding"]);
    });
  }

  it("is a fail for an empty response", () => {
    assert.equal(outcomeOf(rateEmptyResponse(criterion)), "fail");
  });
});
