// The four verdicts in words, with their singulars, and points as people write them.
import assert from "node:assert/strict";
import type { MetricComparison } from "../../../src/core/comparison/compare-arms.ts";
import { points, signedPoints, verdictSentence } from "../../../src/core/comparison/sentence.ts";

const plain: MetricComparison = {
  metric: "pass_rate",
  isBinary: true,
  rows: 200,
  won: 36,
  lost: 12,
  tied: 152,
  difference: { value: 0.12, lower: 0.05, upper: 0.174 },
  verdict: "better",
  practicallyEqual: false,
  minimumDetectableEffect: 0.095,
  rowsForMargin: 783,
  p: 0.001,
  pAdjusted: 0.001,
  family: 1,
  method: "McNemar mid-p, Newcombe interval",
};

function sentence(changes: Partial<MetricComparison>, margin = 0.05): string {
  return verdictSentence("short", "baseline", { ...plain, ...changes }, margin);
}

const loss = { value: -0.12, lower: -0.174, upper: -0.05 };
const around = { value: -0.005, lower: -0.03, upper: 0.02 };

describe("verdictSentence", () => {
  for (const [what, said, expected] of [
    [
      "better",
      sentence({}),
      "short is better than baseline: 36 rows only short passed, 12 only baseline passed. The gain is +12 points (between +5 and +17.4 points).",
    ],
    [
      "better by one row",
      sentence({ won: 1, lost: 0 }),
      "short is better than baseline: 1 row only short passed, 0 only baseline passed. The gain is +12 points (between +5 and +17.4 points).",
    ],
    [
      "better in score or over epochs",
      sentence({ isBinary: false }),
      "short is better than baseline: short did better in 36 rows, baseline in 12. The gain is +12 points (between +5 and +17.4 points).",
    ],
    [
      "worse",
      sentence({ verdict: "worse", won: 12, lost: 36, difference: loss }),
      "short is worse than baseline: 36 rows only baseline passed, 12 only short passed. The change is -12 points (between -17.4 and -5 points).",
    ],
    [
      "worse by one row",
      sentence({ verdict: "worse", won: 0, lost: 1, difference: loss }),
      "short is worse than baseline: 1 row only baseline passed, 0 only short passed. The change is -12 points (between -17.4 and -5 points).",
    ],
    [
      "no evidence",
      sentence({ verdict: "no_evidence", difference: around }),
      "No evidence of a difference between short and baseline: 200 rows could have shown a change of 5 points and did not (-0.5 points, between -3 and +2 points).",
    ],
    [
      "no evidence of a change of one point",
      sentence({ verdict: "no_evidence", difference: around }, 0.01),
      "No evidence of a difference between short and baseline: 200 rows could have shown a change of 1 point and did not (-0.5 points, between -3 and +2 points).",
    ],
    [
      "not enough rows",
      sentence({ verdict: "not_enough_rows", rows: 80, minimumDetectableEffect: 0.15 }),
      "Not enough rows to tell short from baseline: these 80 rows cannot reliably show a change smaller than 15 points. About 783 rows would show 5 points.",
    ],
    [
      "not enough rows to show anything",
      sentence({ verdict: "not_enough_rows", rows: 3, minimumDetectableEffect: null, rowsForMargin: null }),
      "Not enough rows to tell short from baseline: these 3 rows cannot show any change.",
    ],
    [
      "rows that all differ alike",
      sentence({ verdict: "not_enough_rows", isBinary: false, rows: 40, minimumDetectableEffect: null, rowsForMargin: null }),
      "Not enough rows to tell short from baseline: the difference is the same in each of these 40 rows, which does not tell how small a change they could show.",
    ],
    [
      "a single row",
      sentence({ verdict: "not_enough_rows", rows: 1, minimumDetectableEffect: null, rowsForMargin: null }),
      "Not enough rows to tell short from baseline: 1 row cannot show any change.",
    ],
    [
      "not enough rows, although as many would do",
      sentence({ verdict: "not_enough_rows", rows: 15, rowsForMargin: 15 }),
      "Not enough rows to tell short from baseline: these 15 rows cannot reliably show a change smaller than 9.5 points.",
    ],
  ] as const) {
    it(`says ${what}`, () => {
      assert.equal(said, expected);
    });
  }
});

describe("points", () => {
  for (const [fraction, plainText, signedText] of [
    [0.125, "12.5 points", "+12.5 points"],
    [-0.125, "12.5 points", "-12.5 points"],
    [0.05, "5 points", "+5 points"],
    [0.01, "1 point", "+1 point"],
    [-0.01, "1 point", "-1 point"],
    [0, "0 points", "0 points"],
    [-0, "0 points", "0 points"],
    [0.0004, "0 points", "0 points"],
    [-0.0004, "0 points", "0 points"],
    [1, "100 points", "+100 points"],
    [0.1 + 0.2, "30 points", "+30 points"],
  ] as const) {
    it(`writes ${Object.is(fraction, -0) ? "-0" : fraction} as ${plainText} and ${signedText}`, () => {
      assert.deepEqual([points(fraction), signedPoints(fraction)], [plainText, signedText]);
    });
  }
});
