// How often a gate passes that should not: simulated with a fixed seed at the edge of what is accepted, where alpha is the promise.
import assert from "node:assert/strict";
import { readFigures, smallestLevel } from "../../../src/core/gates/reading.ts";
import type { Reading, RowFigures } from "../../../src/core/gates/row-figures.ts";
import { isShown, type Claim } from "../../../src/core/gates/claim.ts";
import { holm } from "../../../src/core/stats/adjust.ts";
import { seededRandom } from "../../../src/core/stats/random.ts";

const alpha = 0.05;
const rounds = 2000;
/** Three standard errors of a share of 5% in so many rounds. */
const slack = 3 * Math.sqrt((0.05 * 0.95) / rounds);
const yesOrNo = { factor: 1, quantile: null, isFraction: true, isYesOrNo: true, seed: 1 };

interface Split {
  readonly onlyVariant: number;
  readonly onlyBaseline: number;
  readonly bothPass: number;
}

function drawRows(count: number, { onlyVariant, onlyBaseline, bothPass }: Split, random: () => number): RowFigures[] {
  return Array.from({ length: count }, () => {
    const share = random();
    const isVariantOnly = share < onlyVariant;
    const isBaselineOnly = !isVariantOnly && share < onlyVariant + onlyBaseline;
    const isBoth = !isVariantOnly && !isBaselineOnly && share < onlyVariant + onlyBaseline + bothPass;
    return { variant: [isVariantOnly || isBoth ? 1 : 0], baseline: [isBaselineOnly || isBoth ? 1 : 0] };
  });
}

function passes(reading: Reading, claim: Pick<Claim, "kind" | "side" | "limit">): boolean {
  return isShown(claim, reading.interval(1 - 2 * alpha));
}

function shareOf(isSo: (round: number) => boolean): number {
  return Array.from({ length: rounds }, (_, round) => (isSo(round) ? 1 : 0)).reduce<number>((sum, one) => sum + one, 0) / rounds;
}

describe("gates: false passes", () => {
  const margin = { kind: "no_worse_than", side: "at-least", limit: -0.05 } as const;

  for (const rows of [50, 200]) {
    it(`a true loss as large as the margin passes in at most 5% of runs of ${rows} rows`, () => {
      const random = seededRandom(rows);
      const split = { onlyVariant: 0.05, onlyBaseline: 0.1, bothPass: 0.7 };
      const share = shareOf(() => passes(readFigures(drawRows(rows, split, random), yesOrNo), margin));
      assert.ok(share <= alpha + slack, `${share}`);
      assert.ok(share > 0.01, `${share}: a gate that never passes proves nothing`);
    });
  }

  it("an equal variant passes about as often as the design says: 56% at 200 rows, 15% of them discordant", () => {
    const random = seededRandom(3);
    const split = { onlyVariant: 0.075, onlyBaseline: 0.075, bothPass: 0.7 };
    const share = shareOf(() => passes(readFigures(drawRows(200, split, random), yesOrNo), margin));
    assert.ok(Math.abs(share - 0.56) < 0.04, `${share}`);
  });

  it("scores that lose as much as the margin pass in at most 5%", () => {
    const random = seededRandom(4);
    const share = shareOf(() => {
      const rows = Array.from({ length: 60 }, () => ({ variant: [0.45 + 0.4 * random()], baseline: [0.5 + 0.4 * random()] }));
      return passes(readFigures(rows, { ...yesOrNo, isYesOrNo: false }), margin);
    });
    assert.ok(share <= alpha + slack, `${share}`);
    assert.ok(share > 0.02, `${share}`);
  });

  it("any of three gains that are none passes in at most 5%, and unadjusted in more", () => {
    const random = seededRandom(5);
    const claim = { kind: "better_by", side: "at-least", limit: 0 } as const;
    const split = { onlyVariant: 0.1, onlyBaseline: 0.1, bothPass: 0.7 };
    let unadjusted = 0;
    const rounds = 400;
    const slackOf = 3 * Math.sqrt((0.05 * 0.95) / rounds);
    let adjusted = 0;
    for (let round = 0; round < rounds; round += 1) {
      const levels = Array.from({ length: 3 }, () =>
        smallestLevel(readFigures(drawRows(100, split, random), yesOrNo), (bounds) => isShown(claim, bounds)),
      );
      if (levels.some((level) => level <= alpha)) unadjusted += 1;
      if (holm(levels).some((level) => (level ?? 1) <= alpha)) adjusted += 1;
    }
    assert.ok(adjusted / rounds <= alpha + slackOf, `${adjusted / rounds}`);
    assert.ok(unadjusted / rounds > 0.09, `${unadjusted / rounds}`);
  });
});
