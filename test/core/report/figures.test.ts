// Numbers as people read them.
import assert from "node:assert/strict";
import { formatCount, formatMilliseconds, formatPercent, formatUsd } from "../../../src/core/report/figures.ts";

describe("figures", () => {
  for (const [written, expected] of [
    [formatPercent(0), "0.0%"],
    [formatPercent(0.6875), "68.8%"],
    [formatPercent(1), "100.0%"],
    [formatUsd(null), "unknown"],
    [formatUsd(0), "$0"],
    [formatUsd(0.0000123), "$0.000012"],
    [formatUsd(0.0012), "$0.0012"],
    [formatUsd(0.0123), "$0.0123"],
    [formatUsd(0.5), "$0.5000"],
    [formatUsd(1.5), "$1.50"],
    [formatUsd(1234.5), "$1234.50"],
    [formatMilliseconds(null), "–"],
    [formatMilliseconds(0), "0 ms"],
    [formatMilliseconds(339.6), "340 ms"],
    [formatMilliseconds(999), "999 ms"],
    [formatMilliseconds(2_449), "2.4 s"],
    [formatMilliseconds(90_000), "90.0 s"],
    [formatCount(0), "0"],
    [formatCount(12_345), "12,345"],
    [formatCount(1_000_000), "1,000,000"],
  ] as const) {
    it(`writes ${expected}`, () => {
      assert.equal(written, expected);
    });
  }

  it("never writes the mantissa and exponent of a small sum", () => {
    assert.equal(formatUsd(0.00000012), "$0.00000012");
  });

  it("goes over to seconds where milliseconds would round to a thousand", () => {
    assert.equal(formatMilliseconds(999.6), "1.0 s");
  });
});
