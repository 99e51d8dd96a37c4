// The corrected pass rate of a judge: a perfect judge, mirror images, judges that say nothing.
import assert from "node:assert/strict";
import fc from "fast-check";
import { roganGladen } from "../../../src/core/stats/judge-correction.ts";
import type { JudgeCounts } from "../../../src/core/stats/judge-correction.ts";
import { assertClose } from "./reference-values.ts";

const counts: JudgeCounts = { judgePass: 70, rows: 100, truePassJudgedPass: 45, truePass: 50, trueFailJudgedFail: 40, trueFail: 50 };
const informative = fc
  .record({
    rows: fc.integer({ min: 1, max: 500 }),
    truePass: fc.integer({ min: 10, max: 200 }),
    trueFail: fc.integer({ min: 10, max: 200 }),
    passShare: fc.double({ min: 0, max: 1, noNaN: true }),
    sensitivity: fc.double({ min: 0.7, max: 1, noNaN: true }),
    specificity: fc.double({ min: 0.7, max: 1, noNaN: true }),
  })
  .map(({ rows, truePass, trueFail, passShare, sensitivity, specificity }) => ({
    judgePass: Math.round(rows * passShare),
    rows,
    truePassJudgedPass: Math.ceil(truePass * sensitivity),
    truePass,
    trueFailJudgedFail: Math.ceil(trueFail * specificity),
    trueFail,
  }));

/** The same rows with pass and fail exchanged. */
function mirror({ judgePass, rows, truePassJudgedPass, truePass, trueFailJudgedFail, trueFail }: JudgeCounts): JudgeCounts {
  return {
    judgePass: rows - judgePass,
    rows,
    truePassJudgedPass: trueFailJudgedFail,
    truePass: trueFail,
    trueFailJudgedFail: truePassJudgedPass,
    trueFail: truePass,
  };
}

describe("roganGladen", () => {
  it("leaves the rate of a perfect judge as it is", () => {
    const { raw, theta, unclipped } = roganGladen({ ...counts, truePassJudgedPass: 50, trueFailJudgedFail: 50 }, 0.95);
    assert.deepEqual([raw, theta, unclipped], [0.7, 0.7, 0.7]);
  });

  it("takes off what a lenient judge adds: 70 % by a judge of 90 and 80 % is 71.4 %", () => {
    // (0.7 + 0.8 - 1) / (0.9 + 0.8 - 1)
    assertClose(roganGladen(counts, 0.95).theta, 0.5 / 0.7);
  });

  it("clips what lies beyond 1, and shows it beside", () => {
    const { theta, unclipped } = roganGladen({ ...counts, judgePass: 100 }, 0.95);
    assert.deepEqual([theta, unclipped > 1], [1, true]);
  });

  it("turns round when pass and fail are exchanged", () => {
    fc.assert(
      fc.property(informative, (each) => {
        const one = roganGladen(each, 0.9);
        const other = roganGladen(mirror(each), 0.9);
        assertClose(other.unclipped, 1 - one.unclipped, 1e-9, 1e-12);
        assertClose(other.standardError, one.standardError, 1e-9);
        assertClose(other.langReiczigel!.lower, 1 - one.langReiczigel!.upper, 1e-9, 1e-9);
      }),
    );
  });

  it("has limits in order and within 0 and 1, wider with more confidence", () => {
    fc.assert(
      fc.property(informative, (each) => {
        const narrow = roganGladen(each, 0.8);
        const wide = roganGladen(each, 0.99);
        for (const { lower, upper } of [narrow.wald, narrow.langReiczigel!, wide.wald])
          assert.ok(lower >= 0 && lower <= upper && upper <= 1);
        assert.ok(wide.wald.lower <= narrow.wald.lower && wide.wald.upper >= narrow.wald.upper);
      }),
    );
  });

  it("has no Lang-Reiczigel limits where one calibration row says too little", () => {
    const { langReiczigel, theta } = roganGladen(
      { judgePass: 10, rows: 20, truePassJudgedPass: 1, truePass: 1, trueFailJudgedFail: 200, trueFail: 1000 },
      0.95,
    );
    assert.deepEqual([langReiczigel, theta], [null, 0]);
  });

  for (const [name, change, rule] of [
    [
      "a judge no better than chance",
      { truePassJudgedPass: 10, trueFailJudgedFail: 40 },
      /^sensitivity \+ specificity must be greater than 1$/,
    ],
    ["more passes than rows", { judgePass: 101 }, /^judgePass must be a whole number between 0 and rows$/],
    ["a calibration without passes", { truePassJudgedPass: 0, truePass: 0 }, /^truePass must be a whole number of at least 1$/],
    ["more agreement than rows", { trueFailJudgedFail: 51 }, /^trueFailJudgedFail must be a whole number between 0 and trueFail$/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => roganGladen({ ...counts, ...change }, 0.95), { name: "RangeError", message: rule });
    });
  }
});
