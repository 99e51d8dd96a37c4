// Rows that ended in an error: they count as fails, and what they change is shown beside.
import assert from "node:assert/strict";
import { handleErrors } from "../../../src/core/stats/error-handling.ts";

describe("handleErrors", () => {
  it("counts an error as a fail and drops its pair from the complete cases", () => {
    assert.deepEqual(handleErrors([1, "error", 0, 1], [0, 1, "error", 1]), {
      primary: { variantRate: 0.5, baselineRate: 0.5, onlyVariant: 1, onlyBaseline: 1, rows: 4 },
      completeCase: { variantRate: 1, baselineRate: 0.5, onlyVariant: 1, onlyBaseline: 0, rows: 2 },
      signFlips: false,
    });
  });

  it("tells when errors turn a gain into a loss", () => {
    assert.equal(handleErrors(["error", "error", 1, 0], [1, 1, 0, 0]).signFlips, true);
  });

  it("does not call it a turn when one of the differences is 0", () => {
    assert.equal(handleErrors(["error", 1], [1, 0]).signFlips, false);
  });

  it("has no rates where every pair has an error", () => {
    assert.deepEqual(handleErrors(["error"], [1]).completeCase, {
      variantRate: null,
      baselineRate: null,
      onlyVariant: 0,
      onlyBaseline: 0,
      rows: 0,
    });
  });

  it("refuses lists of different length", () => {
    assert.throws(() => handleErrors([1, 0], [1]), { name: "RangeError", message: /^baseline must be as long as variant$/ });
  });

  it("refuses empty lists", () => {
    assert.throws(() => handleErrors([], []), { name: "RangeError", message: /^variant must hold at least 1 value$/ });
  });
});
