// The score and outcome of a sample: contracts of weights, severity, threshold and errors.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { sampleOutcome, sampleScore, type DecidingCriterion, type DecidingRating } from "../../../src/core/domain/outcome.ts";

const pass: DecidingRating = { value: 1, label: "pass" };
const fail: DecidingRating = { value: 0, label: "fail" };
const error: DecidingRating = { value: null, label: null };

function criterion(id: string, changes: Partial<DecidingCriterion> = {}): DecidingCriterion {
  return { id, severity: "hard", weight: 1, ...changes };
}

describe("sampleScore", () => {
  it("is the weighted mean over hard and soft criteria", () => {
    const criteria = [criterion("a", { weight: 3 }), criterion("b", { severity: "soft" })];
    assert.equal(
      sampleScore(
        criteria,
        new Map<string, DecidingRating>([
          ["a", pass],
          ["b", fail],
        ]),
      ),
      0.75,
    );
  });

  it("takes a rubric's value as it is", () => {
    assert.equal(sampleScore([criterion("a")], new Map<string, DecidingRating>([["a", { value: 0.4, label: "fail" }]])), 0.4);
  });

  it("is null when a rating is an error", () => {
    assert.equal(
      sampleScore(
        [criterion("a"), criterion("b")],
        new Map<string, DecidingRating>([
          ["a", pass],
          ["b", error],
        ]),
      ),
      null,
    );
  });

  it("is null when a rating is missing", () => {
    assert.equal(sampleScore([criterion("a"), criterion("b")], new Map<string, DecidingRating>([["a", pass]])), null);
  });

  it("is null without criteria", () => {
    assert.equal(sampleScore([], new Map()), null);
  });

  it("ignores ratings of other criteria", () => {
    assert.equal(
      sampleScore(
        [criterion("a")],
        new Map<string, DecidingRating>([
          ["a", pass],
          ["other", error],
        ]),
      ),
      1,
    );
  });

  it("stays between the smallest and the largest value", () => {
    const weighted = fc.record({
      weight: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      value: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(weighted, { minLength: 1, maxLength: 20 }), (entries) => {
        const criteria = entries.map(({ weight }, index) => criterion(`c${index}`, { weight }));
        const ratings = new Map(entries.map(({ value }, index): [string, DecidingRating] => [`c${index}`, { value, label: "fail" }]));
        const score = sampleScore(criteria, ratings);
        const values = entries.map(({ value }) => value);
        return score !== null && score <= 1 && score >= Math.min(...values) - 1e-9 && score <= Math.max(...values) + 1e-9;
      }),
    );
  });
});

describe("sampleOutcome", () => {
  const cases: readonly {
    title: string;
    criteria: readonly DecidingCriterion[];
    threshold: number | null;
    ratings: readonly [string, DecidingRating][];
    outcome: string;
  }[] = [
    {
      title: "passes when every hard criterion passes",
      criteria: [criterion("a"), criterion("b")],
      threshold: null,
      ratings: [
        ["a", pass],
        ["b", pass],
      ],
      outcome: "pass",
    },
    {
      title: "fails when one hard criterion fails",
      criteria: [criterion("a"), criterion("b")],
      threshold: null,
      ratings: [
        ["a", pass],
        ["b", fail],
      ],
      outcome: "fail",
    },
    {
      title: "passes when only a soft criterion fails",
      criteria: [criterion("a"), criterion("b", { severity: "soft" })],
      threshold: null,
      ratings: [
        ["a", pass],
        ["b", fail],
      ],
      outcome: "pass",
    },
    {
      title: "fails below the threshold",
      criteria: [criterion("a"), criterion("b", { severity: "soft" })],
      threshold: 0.6,
      ratings: [
        ["a", pass],
        ["b", fail],
      ],
      outcome: "fail",
    },
    {
      title: "passes at the threshold",
      criteria: [criterion("a"), criterion("b", { severity: "soft" })],
      threshold: 0.5,
      ratings: [
        ["a", pass],
        ["b", fail],
      ],
      outcome: "pass",
    },
    {
      title: "fails on a hard criterion above the threshold",
      criteria: [criterion("a", { weight: 0.1 }), criterion("b")],
      threshold: 0.5,
      ratings: [
        ["a", fail],
        ["b", pass],
      ],
      outcome: "fail",
    },
    {
      title: "is an error when a soft criterion's rating is an error",
      criteria: [criterion("a"), criterion("b", { severity: "soft" })],
      threshold: null,
      ratings: [
        ["a", pass],
        ["b", error],
      ],
      outcome: "error",
    },
    {
      title: "is an error even when a hard criterion fails beside it",
      criteria: [criterion("a"), criterion("b")],
      threshold: null,
      ratings: [
        ["a", fail],
        ["b", error],
      ],
      outcome: "error",
    },
    { title: "is an error when nothing was rated", criteria: [criterion("a")], threshold: null, ratings: [], outcome: "error" },
    { title: "is an error without criteria", criteria: [], threshold: null, ratings: [], outcome: "error" },
  ];
  for (const { title, criteria, threshold, ratings, outcome } of cases) {
    it(title, () => {
      assert.equal(sampleOutcome({ criteria, threshold }, new Map(ratings)), outcome);
    });
  }

  it("reaches a threshold of k/n with k of n equal weights, whatever the rounding", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom(0.1, 0.3, 0.7, 1.1, 3),
        (count, passing, weight) => {
          const passed = Math.min(passing, count);
          const criteria = Array.from({ length: count }, (_, index) => criterion(`c${index}`, { severity: "soft", weight }));
          const ratings = new Map(criteria.map(({ id }, index) => [id, index < passed ? pass : fail]));
          assert.equal(sampleOutcome({ criteria, threshold: passed / count }, ratings), "pass");
        },
      ),
    );
  });
});
