// What an exit code of the gate makes of check and job: only an inconclusive gate may be let through, and nothing unknown ever is.
import assert from "node:assert/strict";
import { conclusionOf, jobExitCode, verdictOf, worstOf } from "../../../src/action/verdict.ts";

describe("a verdict", () => {
  for (const [exitCode, onInconclusive, verdict, conclusion, job] of [
    [0, "neutral", "pass", "success", 0],
    [1, "neutral", "fail", "failure", 1],
    [1, "pass", "fail", "failure", 1],
    [2, "neutral", "inconclusive", "neutral", 0],
    [2, "fail", "inconclusive", "failure", 2],
    [2, "pass", "inconclusive", "success", 0],
    [3, "pass", "incomplete", "failure", 3],
    [4, "neutral", "invalid", "failure", 4],
    [5, "neutral", "crashed", "failure", 5],
    [130, "pass", "cancelled", "cancelled", 130],
    [77, "pass", "crashed", "failure", 5],
    [null, "pass", "crashed", "failure", 5],
  ] as const) {
    it(`of exit code ${exitCode} is ${verdict}, and where an inconclusive one is ${onInconclusive} the job ends with ${job}`, () => {
      const found = verdictOf(exitCode);
      assert.deepEqual([found, conclusionOf(found, onInconclusive), jobExitCode(found, onInconclusive)], [verdict, conclusion, job]);
    });
  }

  it("of several experiments is the worst one, whatever their order", () => {
    assert.deepEqual(
      [worstOf(["pass", "fail", "inconclusive"]), worstOf(["incomplete", "fail"]), worstOf(["pass", "cancelled", "crashed"])],
      ["fail", "incomplete", "cancelled"],
    );
  });
});
