// From a record to scored samples: which have ended, and what their ratings come to.
import assert from "node:assert/strict";
import { scoreArm, scoreSample, type CriteriaFacts } from "../../../src/core/comparison/arm-samples.ts";
import type { ResponseStatus, RunEvent } from "../../../src/core/domain/run-event.ts";
import { armEvents, ratingOf, recordOf, responseOf } from "../../support/event-factories.ts";
import { manifestCriterionOf } from "../../support/factories.ts";

const oneCriterion: CriteriaFacts = { items: [manifestCriterionOf("c1")], threshold: null };
const row = { row: "r01" };

/** Outcome and score of the only sample of `events`, or null while it has not ended. */
function scoredBy(criteria: CriteriaFacts, ...events: readonly RunEvent[]): [string, number | null] | null {
  const [sample] = recordOf(...events).samples.values();
  const scored = sample === undefined ? null : scoreSample(sample, criteria);
  return scored === null ? null : [scored.outcome, scored.score];
}

describe("scoreArm", () => {
  it("takes the samples of one variant that have ended", () => {
    const record = recordOf(...armEvents("baseline", "PFU"), ...armEvents("short", "PEJF"));
    assert.deepEqual(
      scoreArm(record, "short", oneCriterion).map((sample) => [sample.row, sample.outcome, sample.score]),
      [
        ["r01", "pass", 1],
        ["r02", "error", null],
        ["r03", "error", null],
        ["r04", "fail", 0],
      ],
    );
  });

  it("orders samples by row and epoch, whichever came first", () => {
    const [later, earlier, first] = [{ row: "r02" }, { row: "r01", epoch: 1 }, { row: "r01" }];
    const record = recordOf(...[later, earlier, first].flatMap((sample) => [responseOf(sample), ratingOf(sample)]));
    assert.deepEqual(
      scoreArm(record, "baseline", oneCriterion).map(({ row: id, epoch }) => [id, epoch]),
      [
        ["r01", 0],
        ["r01", 1],
        ["r02", 0],
      ],
    );
  });

  it("leaves out a sample that is answered but not yet rated", () => {
    assert.deepEqual(
      scoreArm(recordOf(...armEvents("baseline", "PUF")), "baseline", oneCriterion).map((sample) => sample.row),
      ["r01", "r03"],
    );
  });

  it("has no sample of a variant that never ran", () => {
    assert.deepEqual(scoreArm(recordOf(...armEvents("baseline", "P")), "short", oneCriterion), []);
  });
});

describe("scoreSample", () => {
  for (const [status, outcome] of [
    ["ok", "pass"],
    ["refused", "pass"],
    ["filtered", "pass"],
    ["error", "error"],
    ["incomplete", "error"],
  ] as [ResponseStatus, string][]) {
    it(`is ${outcome} for a response that is ${status} and a rating that passes`, () => {
      assert.equal(scoredBy(oneCriterion, responseOf(row, { status }), ratingOf(row))?.[0], outcome);
    });
  }

  it("counts the last rating of a criterion", () => {
    assert.deepEqual(scoredBy(oneCriterion, responseOf(row), ratingOf(row, { value: 0, label: "fail" }), ratingOf(row)), ["pass", 1]);
  });

  it("weighs every criterion, and only hard ones fail a sample", () => {
    const criteria = {
      items: [manifestCriterionOf("c1", { weight: 3 }), manifestCriterionOf("c2", { severity: "soft" })],
      threshold: null,
    };
    assert.deepEqual(scoredBy(criteria, responseOf(row), ratingOf(row), ratingOf(row, { criterion: "c2", value: 0, label: "fail" })), [
      "pass",
      0.75,
    ]);
  });

  it("fails a sample whose score is below the threshold", () => {
    const criteria = { items: [manifestCriterionOf("c1"), manifestCriterionOf("c2", { severity: "soft" })], threshold: 0.6 };
    assert.deepEqual(scoredBy(criteria, responseOf(row), ratingOf(row), ratingOf(row, { criterion: "c2", value: 0, label: "fail" })), [
      "fail",
      0.5,
    ]);
  });

  it("is an error as soon as one rating is, soft ones included", () => {
    const criteria = { items: [manifestCriterionOf("c1"), manifestCriterionOf("c2", { severity: "soft" })], threshold: null };
    const failed = { criterion: "c2", value: null, label: null, error: { code: "judge/invalid-answer", message: "prose" } };
    assert.deepEqual(scoredBy(criteria, responseOf(row), ratingOf(row), ratingOf(row, failed)), ["error", null]);
  });

  it("has not ended while a criterion has no rating", () => {
    const criteria = { items: [manifestCriterionOf("c1"), manifestCriterionOf("c2")], threshold: null };
    assert.equal(scoredBy(criteria, responseOf(row), ratingOf(row)), null);
  });
});
