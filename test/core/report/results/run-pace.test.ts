// How fast a live run goes, from the times of its last samples.
import assert from "node:assert/strict";
import { paceText, runPace } from "../../../../src/core/report/results/run-pace.ts";
import { ratingOf, recordOf, responseOf } from "../../../support/event-factories.ts";

const begin = Date.parse("2026-01-05T10:00:00.000Z");

function timeAt(second: number): string {
  return new Date(begin + second * 1000).toISOString();
}

/** A record of samples that ended so many seconds after the beginning. */
function endedAt(...seconds: readonly number[]): ReturnType<typeof recordOf> {
  return recordOf(...seconds.map((second, index) => responseOf({ row: `r${index}` }, { t: timeAt(second) })));
}

describe("runPace", () => {
  it("goes by the samples that have ended", () => {
    assert.deepEqual(runPace(endedAt(0, 1, 2, 3), 20, begin + 4000), { perSecond: 1, leftMs: 20_000 });
  });

  it("forgets what was long ago, as before a resume", () => {
    assert.equal(runPace(endedAt(-7200, -7199, 0, 2, 3), 20, begin + 6000)?.perSecond, 0.5);
  });

  it("says nothing of too few samples", () => {
    assert.equal(runPace(endedAt(0, 1), 20, begin + 4000), null);
  });

  it("says nothing of the first second", () => {
    assert.equal(runPace(endedAt(0, 0, 0), 20, begin + 400), null);
  });

  it("counts a sample when its last rating came", () => {
    const seconds = [0, 1, 2];
    const responses = seconds.map((second) => responseOf({ row: `r${second}` }, { t: timeAt(second) }));
    const ratings = seconds.map((second) => ratingOf({ row: `r${second}` }, { t: timeAt(3) }));
    assert.equal(runPace(recordOf(...responses, ...ratings), 1, begin + 6000)?.perSecond, 1);
  });
});

describe("paceText", () => {
  for (const [perSecond, expected] of [
    [11.2, "11 a second"],
    [1, "1 a second"],
    [0.2, "12 a minute"],
    [0.001, "1 a minute"],
  ] as const)
    it(`says ${expected}`, () => {
      assert.equal(paceText({ perSecond, leftMs: 0 }), expected);
    });
});
