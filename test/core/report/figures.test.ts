// Numbers as people read them.
import assert from "node:assert/strict";
import {
  formatClock,
  formatCount,
  formatDuration,
  formatMilliseconds,
  formatMoment,
  formatPercent,
  formatSeconds,
  formatSigned,
  formatUsd,
  formatUsdShort,
  withMinusSigns,
} from "../../../src/core/report/figures.ts";

const now = new Date(2026, 2, 1, 14, 2).getTime();

/** Local times as they stand in a record. */
function local(...parts: [year: number, month: number, day: number, hour: number, minute: number]): string {
  return new Date(...parts).toISOString();
}

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
    [formatUsdShort(null), "unknown"],
    [formatUsdShort(0), "$0"],
    [formatUsdShort(0.00031), "$0.00031"],
    [formatUsdShort(0.236), "$0.24"],
    [formatUsdShort(12), "$12.00"],
    [formatSeconds(null), "–"],
    [formatSeconds(408), "0.41 s"],
    [formatSigned(12, formatCount), "+12"],
    [formatSigned(-1200, formatCount), "−1,200"],
    [formatSigned(-0.2, (number) => number.toFixed(0)), "0"],
    [formatDuration(200), "about 1 s"],
    [formatDuration(15_200), "about 15 s"],
    [formatDuration(170_000), "about 3 min"],
    [formatDuration(2 * 3_600_000), "about 2 h"],
    [formatMoment(local(2026, 2, 1, 9, 5), now), "today 09:05"],
    [formatMoment(local(2026, 1, 28, 23, 59), now), "yesterday 23:59"],
    [formatMoment(local(2026, 0, 9, 4, 0), now), "9 Jan 04:00"],
    [formatMoment(local(2025, 10, 11, 4, 0), now), "11 Nov 2025"],
    [formatMoment("no time", now), "at an unknown time"],
    [formatClock(new Date(2026, 2, 1, 14, 2, 9, 7).getTime()), "14:02:09.007"],
    [formatClock(Number.NaN), "–"],
    [formatClock(null), "–"],
    [withMinusSigns("between -6.1 and +1.1 points (-2.5)"), "between −6.1 and +1.1 points (−2.5)"],
    [withMinusSigns("short-2 is worse than gpt-5"), "short-2 is worse than gpt-5"],
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
