// What a plan says of itself before anything is spent: how small a change its rows can show.
import assert from "node:assert/strict";
import type { Setup } from "../../../../src/core/documents/setup.ts";
import { defaultOptions, type RunOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { plannedPower, powerText } from "../../../../src/core/engine/planning/power.ts";
import { armOf, collectionOf, rowsOf, setupOf } from "../../../support/factories.ts";
import { noEndpoints } from "../engine-fixtures.ts";

const plan = { primary: "pass_rate", margin: 0.05, alpha: 0.05 };

function powerOf(rows: number, changes: Partial<Setup> = {}, options: Partial<RunOptions> = {}): ReturnType<typeof plannedPower> {
  const setup = setupOf({ collection: collectionOf(rowsOf(rows)), arms: [armOf(), armOf("short")], plan, ...changes });
  return plannedPower(planRun(setup, { ...defaultOptions, ...options }, noEndpoints));
}

describe("plannedPower", () => {
  it("knows how small a change the rows can show, and how many would show the margin", () => {
    const { rows, detectable, rowsForMargin } = powerOf(80) ?? assert.fail();
    assert.deepEqual([rows, detectable?.toFixed(3), rowsForMargin], [80, "0.154", 783]);
  });

  it("expects rows below the fewest of a verdict to show nothing", () => {
    assert.deepEqual(powerOf(19), { rows: 19, detectable: null, rowsForMargin: 783 });
  });

  it("asks for no fewer rows than a verdict needs, however large the margin", () => {
    assert.equal(powerOf(80, { plan: { ...plan, margin: 0.9 } })?.rowsForMargin, 20);
  });

  for (const [what, changes, options] of [
    ["without a variant", { arms: [armOf()] }, {}],
    ["of a score, whose spread nobody knows", { plan: { ...plan, primary: "score" } }, {}],
    ["of the baseline against itself", {}, { purpose: "aa" }],
  ] as const) {
    it(`says nothing of a run ${what}`, () => {
      assert.equal(powerOf(80, changes, options), null);
    });
  }
});

describe("powerText", () => {
  for (const [power, margin, text] of [
    [
      { rows: 80, detectable: 0.1543, rowsForMargin: 783 },
      0.05,
      "80 rows can show a change of 15.4 points, where the arms disagree on a quarter of them; 783 would show 5 points.",
    ],
    [
      { rows: 800, detectable: 0.0495, rowsForMargin: 783 },
      0.05,
      "800 rows can show a change of 5 points, where the arms disagree on a quarter of them.",
    ],
    [{ rows: 1, detectable: null, rowsForMargin: 85 }, 0.15, "1 row cannot show a change; 85 would show 15 points."],
  ] as const) {
    it(`says of ${power.rows} rows what they can show`, () => {
      assert.equal(powerText(power, margin), text);
    });
  }
});
