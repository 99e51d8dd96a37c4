// What intervals and tests promise, measured: by enumeration of everything that can happen, or by seeded simulation where that is endless.
import assert from "node:assert/strict";
import { binomialLogPmf } from "../../../src/core/stats/binomial.ts";
import { clusteredMean, sumByCluster } from "../../../src/core/stats/clusters.ts";
import { pairedT, signFlipExact } from "../../../src/core/stats/paired-means.ts";
import { newcombePairedDifference, tangoPairedDifference } from "../../../src/core/stats/paired-proportions.ts";
import { normalQuantile } from "../../../src/core/stats/quantile-functions.ts";
import { seededRandom } from "../../../src/core/stats/random.ts";
import { verdictMean } from "../../../src/core/stats/verdict.ts";
import { wilsonInterval } from "../../../src/core/stats/wilson.ts";
import { likelyTables } from "./likely-tables.ts";

function wilsonCoverage(rows: number, rate: number): number {
  let covered = 0;
  for (let passed = 0; passed <= rows; passed += 1) {
    const { lower, upper } = wilsonInterval(passed, rows, 0.95);
    if (lower <= rate && rate <= upper) covered += Math.exp(binomialLogPmf(passed, rows, rate));
  }
  return covered;
}

describe("the Wilson interval", () => {
  for (const rows of [20, 50, 200]) {
    it(`covers the true rate in 95 % of samples of ${rows} rows, on average over rates from 5 to 95 %`, () => {
      const rates = Array.from({ length: 91 }, (_, index) => 0.05 + index / 100);
      const average = rates.reduce((total, rate) => total + wilsonCoverage(rows, rate), 0) / rates.length;
      assert.ok(Math.abs(average - 0.95) < 0.006, String(average));
    });
  }
});

describe("intervals of a paired difference", () => {
  for (const [name, interval] of [
    ["Newcombe's", newcombePairedDifference],
    ["Tango's", tangoPairedDifference],
  ] as const) {
    for (const shares of [
      [0.7, 0.1, 0.1, 0.1],
      [0.6, 0.2, 0.05, 0.15],
    ] as const) {
      it(`${name} covers the true one in 94 to 97 % of comparisons of 50 rows that split ${shares.join("/")}`, () => {
        let covered = 0;
        for (const { table, probability } of likelyTables(50, shares)) {
          const { lower, upper } = interval(table, 0.95);
          const truth = shares[1] - shares[2];
          if (lower <= truth && truth <= upper) covered += probability;
        }
        assert.ok(covered > 0.94 && covered < 0.97, String(covered));
      });
    }
  }
});

/** Equal arms in `clusters` conversations of 5 turns, half of whose spread is between conversations. */
function drawConversations(clusters: number, random: () => number): { readonly values: number[]; readonly labels: string[] } {
  const normal = (): number => normalQuantile(random() || 2 ** -33);
  const values: number[] = [];
  const labels: string[] = [];
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    const shared = normal();
    for (let turn = 0; turn < 5; turn += 1) {
      values.push((shared + normal()) / Math.SQRT2);
      labels.push(`conversation ${cluster}`);
    }
  }
  return { values, labels };
}

describe("rows that share conversations", () => {
  const samples = 2000;
  let [naive, clustered, flipped] = [0, 0, 0];

  before(() => {
    const random = seededRandom(11);
    for (let sample = 0; sample < samples; sample += 1) {
      const { values, labels } = drawConversations(10, random);
      if ((pairedT(values, 0.95).pTwoSided ?? 1) <= 0.05) naive += 1;
      const { lower, upper } = clusteredMean(values, labels, 0.95);
      if (lower > 0 || upper < 0) clustered += 1;
      if (signFlipExact(sumByCluster(values, labels)).p <= 0.05) flipped += 1;
    }
  });

  // Two standard errors of a rate of 5 % in 2,000 samples are one point.
  it("make a naive test raise a false alarm in about a quarter of the comparisons", () => {
    assert.ok(naive / samples > 0.2 && naive / samples < 0.3, String(naive));
  });

  it("leave the interval by clusters at its 5 %", () => {
    assert.ok(clustered / samples > 0.035 && clustered / samples < 0.06, String(clustered));
  });

  it("leave the sign-flip test by clusters at its 5 %", () => {
    assert.ok(flipped / samples > 0.035 && flipped / samples < 0.06, String(flipped));
  });
});

describe("the verdict on means over two epochs", () => {
  it("raises a false alarm in about 5 % of 300 simulated comparisons of 50 rows at most", () => {
    const random = seededRandom(17);
    const drawScore = (rate: number): number => (Number(random() < rate) + Number(random() < rate)) / 2;
    let alarms = 0;
    for (let sample = 0; sample < 300; sample += 1) {
      const differences = Array.from({ length: 50 }, () => {
        const rate = 0.3 + 0.7 * random();
        return drawScore(rate) - drawScore(rate);
      });
      const { verdict } = verdictMean(differences, { margin: 0.1, alpha: 0.05, minimumRows: 20, random });
      if (verdict === "better" || verdict === "worse") alarms += 1;
    }
    // Two standard errors of 5 % in 300 samples are 2.5 points.
    assert.ok(alarms > 0 && alarms <= 22, String(alarms));
  });
});
