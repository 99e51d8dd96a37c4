// Ratings that samples have in common: one map for all that are alike, and never one that is changed under somebody's hands.
import assert from "node:assert/strict";
import { createSharedRatings, noRatings, shareFacts, withRating, type RatingFacts } from "../../../src/core/domain/shared-ratings.ts";

const pass: RatingFacts = { value: 1, label: "pass", error: null };
const fail: RatingFacts = { value: 0, label: "fail", error: null };
const graded: RatingFacts = { value: 0.5, label: "pass", error: null };

describe("shared ratings", () => {
  it("are one map for samples that are alike", () => {
    const shared = createSharedRatings();
    const rate = () =>
      withRating(shared, withRating(shared, noRatings, "a", shareFacts(shared, { ...pass })), "b", shareFacts(shared, fail));
    assert.equal(rate(), rate());
  });

  it("keep what was there before, and what others share", () => {
    const shared = createSharedRatings();
    const one = withRating(shared, noRatings, "a", pass);
    const two = withRating(shared, one, "b", fail);
    const replaced = withRating(shared, two, "a", fail);
    assert.deepEqual(
      [[...noRatings], [...one], [...two], [...replaced]],
      [
        [],
        [["a", pass]],
        [
          ["a", pass],
          ["b", fail],
        ],
        [
          ["a", fail],
          ["b", fail],
        ],
      ],
    );
  });

  it("remember no scores, which are as many as samples", () => {
    const shared = createSharedRatings();
    assert.equal(withRating(shared, noRatings, "a", shareFacts(shared, graded)).get("a"), graded);
    assert.deepEqual([shared.facts.size, shared.next.size], [0, 0]);
  });

  it("remember no more than a bounded number where nothing is alike", () => {
    const shared = createSharedRatings();
    for (let n = 0; n < 30_000; n++) {
      const facts = shareFacts(shared, { value: null, label: null, error: { code: "judge/x", message: `prose ${n}` } });
      assert.equal(withRating(shared, withRating(shared, noRatings, "a", facts), "b", facts).get("b"), facts);
    }
    assert.deepEqual([shared.facts.size, shared.next.size], [20_000, 20_000]);
  });
});
