// Prediction-powered means: a perfect judge, a judge that is off by a constant, coverage.
import assert from "node:assert/strict";
import fc from "fast-check";
import { predictionPoweredMean } from "../../../src/core/stats/prediction-powered.ts";
import { seededRandom } from "../../../src/core/stats/random.ts";
import { assertClose } from "./reference-values.ts";

const scores = fc.array(
  fc.integer({ min: 0, max: 20 }).map((value) => value / 20),
  { minLength: 2, maxLength: 40 },
);

describe("predictionPoweredMean", () => {
  it("is the judge's mean where the judge is perfect", () => {
    const { theta, rectifier, classicalMean } = predictionPoweredMean(
      { human: [1, 0, 1], judgeOnHumanRows: [1, 0, 1], judgeOnOtherRows: [1, 0, 0, 0] },
      0.95,
    );
    assert.deepEqual([theta, rectifier, classicalMean], [0.25, 0, 2 / 3]);
  });

  it("does not mind a judge that is off by a constant", () => {
    fc.assert(
      fc.property(scores, scores, (human, judgeOnOtherRows) => {
        const honest = predictionPoweredMean({ human, judgeOnHumanRows: human.map((score) => score / 2), judgeOnOtherRows }, 0.95);
        const lenient = predictionPoweredMean(
          { human, judgeOnHumanRows: human.map((score) => score / 2 + 3), judgeOnOtherRows: judgeOnOtherRows.map((score) => score + 3) },
          0.95,
        );
        assertClose(lenient.theta, honest.theta, 1e-9, 1e-12);
        assertClose(lenient.standardError, honest.standardError, 1e-9, 1e-12);
      }),
    );
  });

  it("covers the true mean in about 95 % of 2,000 simulated samples", () => {
    const random = seededRandom(5);
    let covered = 0;
    for (let sample = 0; sample < 2000; sample += 1) {
      // A person passes 70 % of rows, and the judge says the same in 85 %.
      const people = Array.from({ length: 400 }, () => (random() < 0.7 ? 1 : 0));
      const judge = people.map((score) => (random() < 0.85 ? score : 1 - score));
      const input = { human: people.slice(0, 100), judgeOnHumanRows: judge.slice(0, 100), judgeOnOtherRows: judge.slice(100) };
      const { lower, upper } = predictionPoweredMean(input, 0.95);
      if (lower <= 0.7 && upper >= 0.7) covered += 1;
    }
    assert.ok(covered > 1870 && covered < 1930, String(covered));
  });

  for (const [name, change, rule] of [
    ["lists of different length", { judgeOnHumanRows: [1, 0] }, /^judgeOnHumanRows must be as long as human$/],
    ["one human score", { human: [1] }, /^human must hold at least 2 values$/],
    ["one other row", { judgeOnOtherRows: [1] }, /^judgeOnOtherRows must hold at least 2 values$/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(
        () => predictionPoweredMean({ human: [1, 0, 1], judgeOnHumanRows: [1, 0, 0], judgeOnOtherRows: [1, 0], ...change }, 0.95),
        {
          name: "RangeError",
          message: rule,
        },
      );
    });
  }
});
