// Figures that the panel writes: short sums, seconds, signs, durations, local times.
import assert from "node:assert/strict";
import {
  formatClock,
  formatCount,
  formatDuration,
  formatMoment,
  formatSeconds,
  formatSigned,
  formatUsdShort,
} from "../../../../src/core/report/figures.ts";

const now = new Date(2026, 2, 1, 14, 2).getTime();

/** Local times as they stand in a record. */
function local(...parts: [year: number, month: number, day: number, hour: number, minute: number]): string {
  return new Date(...parts).toISOString();
}

describe("figures of the panel", () => {
  for (const [written, expected] of [
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
  ] as const)
    it(`writes ${expected}`, () => {
      assert.equal(written, expected);
    });
});
