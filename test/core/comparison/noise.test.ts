// The noise of a metric: from equal arms, from epochs, and what is made of it in figures and words.
import assert from "node:assert/strict";
import { scoreArm, type ScoredSample } from "../../../src/core/comparison/arm-samples.ts";
import { isInsideNoise, metricsOf, noiseFloor, noiseOf, noiseSentence, type NoiseFloor } from "../../../src/core/comparison/noise.ts";
import { summarizeRun } from "../../../src/core/comparison/summarize-run.ts";
import type { RunManifest } from "../../../src/core/domain/run-manifest.ts";
import { armEvents, recordOf } from "../../support/event-factories.ts";
import { manifestCriterionOf, manifestOf } from "../../support/factories.ts";

const { criteria } = manifestOf();

/** The samples of an arm, one text of letters for each epoch. */
function arm(...epochs: readonly string[]): ScoredSample[] {
  return scoreArm(recordOf(...epochs.flatMap((letters, epoch) => armEvents("arm", letters, { epoch }))), "arm", criteria);
}

/** Within rows 0.5 for a row that came out differently and 0 for any other, so that 8 of 40 make 0.1. */
const [once, again] = ["P".repeat(40), "P".repeat(32) + "F".repeat(8)];

function halfWidthOf(floor: NoiseFloor | null, variant: readonly ScoredSample[], baseline: readonly ScoredSample[], rows: number): string {
  return noiseOf("pass_rate", { variant, baseline, rows }, floor)?.halfWidth.toFixed(6) ?? "none";
}

describe("the noise floor of an A/A run", () => {
  const floor = noiseFloor("run-a", [arm(once), arm(again)], ["pass_rate"]);

  it("is the mean square within rows, over both arms", () => {
    assert.deepEqual(floor, { runId: "run-a", spreads: [{ metric: "pass_rate", rows: 40, meanSquare: 0.1 }] });
  });

  it("takes the epochs of both arms together, and only whole rows", () => {
    const [spread] = noiseFloor("run-a", [arm("PPPP", "PPP "), arm("PPPF", "PPFF")], ["pass_rate"])?.spreads ?? [];
    // The third row is P, P, P, F: a mean square of 0.25 in one of three rows.
    assert.deepEqual([spread?.rows, spread?.meanSquare.toFixed(6)], [3, "0.083333"]);
  });

  it("is nothing where fewer than two rows ended in both arms", () => {
    assert.equal(noiseFloor("run-a", [arm("PF"), arm("P ")], ["pass_rate"]), null);
  });

  // z·√(2·MSW/(n·K)) with z = 1.959964
  for (const [what, variant, rows, expected] of [
    ["its own rows", arm(once), 40, 1.959964 * Math.sqrt((2 * 0.1) / 40)],
    ["more rows", arm(once), 160, 1.959964 * Math.sqrt((2 * 0.1) / 160)],
    ["more epochs", arm(once, once), 40, 1.959964 * Math.sqrt((2 * 0.1) / 80)],
  ] as const) {
    it(`is drawn against a comparison by its rows and epochs: ${what}`, () => {
      assert.equal(halfWidthOf(floor, variant, variant, rows), expected.toFixed(6));
    });
  }

  it("names its run and its rows beside the band", () => {
    const noise = noiseOf("pass_rate", { variant: arm(once), baseline: arm(once), rows: 40 }, floor);
    assert.deepEqual([noise?.rows, noise?.source], [40, { kind: "aa", run: "run-a" }]);
  });

  it("covers every metric that a comparison may be about", () => {
    const items = [manifestCriterionOf("c1"), manifestCriterionOf("c2")];
    assert.deepEqual(metricsOf({ criteria: { ...criteria, items } }), ["pass_rate", "score", "criterion.c1", "criterion.c2"]);
  });
});

describe("the noise of a run without an A/A run", () => {
  it("comes from the epochs of both arms", () => {
    const noise = noiseOf("pass_rate", { variant: arm(once, once), baseline: arm(once, again), rows: 40 }, null);
    // Of 80 rows in two arms 8 came out differently: a mean square of 0.05.
    assert.equal(noise?.halfWidth.toFixed(6), (1.959964 * Math.sqrt((2 * 0.05) / 80)).toFixed(6));
    assert.deepEqual(noise.source, { kind: "epochs", epochs: 2 });
  });

  it("is not known from one epoch, nor from arms that ran unequally often", () => {
    assert.deepEqual([halfWidthOf(null, arm(once), arm(once), 40), halfWidthOf(null, arm(once, once), arm(once), 40)], ["none", "none"]);
  });
});

describe("isInsideNoise", () => {
  const noise = { halfWidth: 0.05, rows: 40, source: { kind: "epochs", epochs: 2 } } as const;
  for (const [value, known, expected] of [
    [0.05, noise, true],
    [-0.05, noise, true],
    [-0.06, noise, false],
    [0, null, false],
  ] as const) {
    it(`is ${expected} for ${value} ${known === null ? "without a band" : "in a band of 0.05"}`, () => {
      assert.equal(isInsideNoise({ difference: { value }, noise: known }), expected);
    });
  }
});

describe("noiseSentence", () => {
  const noise = { halfWidth: 0.0304, rows: 80, source: { kind: "aa", run: "run-a" } } as const;

  it("says how far a figure moves, in plain words", () => {
    assert.equal(
      noiseSentence("pass_rate", noise, 9),
      "Run again, the same prompt's pass rate differs by up to ±3.0 points (95%): 9 of 80 rows came out differently.",
    );
  });

  it("claims no width where nothing moved", () => {
    assert.equal(
      noiseSentence("criterion.polite", { ...noise, halfWidth: 0 }, 0),
      "Run again, the same prompt's pass rate on polite did not move: 0 of 80 rows came out differently.",
    );
  });
});

describe("summarizeRun of an A/A run", () => {
  const summary = (changes: Partial<RunManifest>): ReturnType<typeof summarizeRun> =>
    summarizeRun(
      manifestOf(["baseline", "baseline-again"], { samples: 80, ...changes }),
      recordOf(...armEvents("baseline", once), ...armEvents("baseline-again", again)),
    );

  it("says the noise where another run says the verdict", () => {
    const comparison = summary({ purpose: "aa" }).variants[1]?.comparison;
    assert.match(comparison?.sentence ?? "", /^Run again, the same prompt's pass rate differs by up to ±13\.9 points/);
    assert.match(summary({}).variants[1]?.comparison?.sentence ?? "", /^baseline-again is worse/);
  });

  it("gives each criterion its noise too", () => {
    assert.deepEqual(
      summary({ purpose: "aa" }).variants[1]?.comparison?.criteria.map(({ metric, noise }) => [metric, noise?.rows]),
      [["criterion.c1", 40]],
    );
  });
});
