// The verdict rule: its four answers, the adjusted p, practical equality, its false alarm rate, and both kinds of data.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { PairedTable } from "../../../src/core/stats/paired-proportions.ts";
import { clusteredMean } from "../../../src/core/stats/clusters.ts";
import { newcombePairedDifference } from "../../../src/core/stats/paired-proportions.ts";
import { pairedT } from "../../../src/core/stats/paired-means.ts";
import { seededRandom } from "../../../src/core/stats/random.ts";
import { decideVerdict, verdictBinary, verdictClustered, verdictMean } from "../../../src/core/stats/verdict.ts";
import type { Verdict } from "../../../src/core/stats/verdict.ts";
import { likelyTables } from "./likely-tables.ts";

const options = { margin: 0.1, alpha: 0.05, minimumRows: 20 };
const opposite: Record<Verdict, Verdict> = {
  better: "worse",
  worse: "better",
  not_enough_rows: "not_enough_rows",
  no_evidence: "no_evidence",
};

function table(bothPass: number, onlyVariant: number, onlyBaseline: number, bothFail: number): PairedTable {
  return { bothPass, onlyVariant, onlyBaseline, bothFail };
}

/** How often two equal arms are called different, by full enumeration of the tables. */
function falseAlarmRate(rows: number, shares: readonly [number, number, number, number]): number {
  let rate = 0;
  for (const { table: counts, probability } of likelyTables(rows, shares)) {
    const { verdict } = verdictBinary(counts, options);
    if (verdict === "better" || verdict === "worse") rate += probability;
  }
  return rate;
}

describe("decideVerdict", () => {
  const gain = { rows: 50, lower: 0.05, upper: 0.3, p: 0.01, minimumDetectableEffect: 0.15 };
  const loss = { ...gain, lower: -0.3, upper: -0.05 };
  for (const [name, evidence, verdict] of [
    ["a small p and an interval above 0", gain, "better"],
    ["a small p and an interval below 0", loss, "worse"],
    ["a gain whose p is too large", { ...gain, p: 0.06 }, "not_enough_rows"],
    ["a loss whose p is too large", { ...loss, p: 0.06 }, "not_enough_rows"],
    ["a small p and an interval around 0", { ...gain, lower: -0.01 }, "not_enough_rows"],
    ["a gain in too few rows", { ...gain, rows: 19 }, "not_enough_rows"],
    ["no gain where no effect could be seen", { ...gain, p: 1, minimumDetectableEffect: null }, "not_enough_rows"],
    ["no gain where the margin could be seen", { ...gain, p: 1, minimumDetectableEffect: 0.1 }, "no_evidence"],
  ] as const) {
    it(`calls ${name} ${verdict}`, () => {
      assert.equal(decideVerdict(evidence, options), verdict);
    });
  }

  it("refuses a p above 1", () => {
    assert.throws(() => decideVerdict({ ...gain, p: 2 }, options), { name: "RangeError", message: /^p must lie between 0 and 1$/ });
  });
});

describe("verdictBinary", () => {
  for (const [name, counts, verdict] of [
    ["more wins than chance gives", table(36, 12, 2, 0), "better"],
    ["more losses than chance gives", table(36, 2, 12, 0), "worse"],
    ["too few rows, however clear", table(2, 15, 0, 2), "not_enough_rows"],
    ["rows that cannot show the margin", table(50, 4, 4, 2), "not_enough_rows"],
    ["rows that cannot show any effect", table(20, 0, 0, 0), "not_enough_rows"],
    ["rows that could have shown the margin", table(400, 20, 22, 58), "no_evidence"],
  ] as const) {
    it(`calls ${name} ${verdict}`, () => {
      assert.equal(verdictBinary(counts, options).verdict, verdict);
    });
  }

  it("reports the mid-p and the limits of Newcombe at 1 - alpha", () => {
    const { difference, lower, upper, pMid } = verdictBinary(table(36, 12, 2, 0), options);
    const { phi: _, ...interval } = newcombePairedDifference(table(36, 12, 2, 0), 0.95);
    assert.deepEqual({ difference, lower, upper, pMid: pMid.toFixed(6) }, { ...interval, pMid: "0.007385" });
  });

  it("plans with a discordance of at least 0.1", () => {
    const { minimumDetectableEffect } = verdictBinary(table(500, 0, 0, 0), options);
    assert.equal(minimumDetectableEffect, verdictBinary(table(450, 25, 25, 0), options).minimumDetectableEffect);
  });

  it("has no detectable effect on a handful of rows", () => {
    assert.equal(verdictBinary(table(9, 0, 0, 0), options).minimumDetectableEffect, null);
  });

  it("is practically equal when the interval at 1 - 2·alpha lies inside the margin", () => {
    assert.equal(verdictBinary(table(400, 20, 22, 58), options).practicallyEqual, true);
  });

  it("can be better and practically equal at once", () => {
    const { verdict, practicallyEqual } = verdictBinary(table(900, 40, 10, 50), options);
    assert.deepEqual({ verdict, practicallyEqual }, { verdict: "better", practicallyEqual: true });
  });

  it("is not practically equal when the interval reaches the margin", () => {
    assert.equal(verdictBinary(table(36, 12, 2, 0), options).practicallyEqual, false);
  });

  it("decides at a level far below what a double tells from 1", () => {
    const { lower, upper, verdict } = verdictBinary(table(36, 12, 2, 0), { ...options, alpha: 1e-20 });
    assert.deepEqual({ verdict, containsZero: lower < 0 && upper > 0 }, { verdict: "not_enough_rows", containsZero: true });
  });

  it("takes a p that equals the level as significant", () => {
    const clear = { ...options, alpha: 0.03125, minimumRows: 5 };
    assert.deepEqual(
      [verdictBinary(table(0, 5, 0, 20), clear).pMid, verdictBinary(table(0, 5, 0, 20), clear).verdict],
      [0.03125, "better"],
    );
  });

  it("turns round when the arms are swapped", () => {
    const count = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(count, count, count, count, (bothPass, onlyVariant, onlyBaseline, bothFail) => {
        const { verdict } = verdictBinary(table(bothPass, onlyVariant, onlyBaseline, bothFail), options);
        assert.equal(verdictBinary(table(bothPass, onlyBaseline, onlyVariant, bothFail), options).verdict, opposite[verdict]);
      }),
    );
  });

  it("is practically equal by the interval at 1 - 2·alpha though the one at 1 - alpha reaches the margin", () => {
    const { upper, practicallyEqual } = verdictBinary(table(140, 10, 10, 20), { ...options, margin: 0.05 });
    assert.deepEqual({ reachesMargin: upper > 0.05, practicallyEqual }, { reachesMargin: true, practicallyEqual: true });
  });

  for (const [rows, shares, percent] of [
    [20, [0.7, 0.1, 0.1, 0.1], "1.7"],
    [50, [0.7, 0.1, 0.1, 0.1], "4.1"],
    [100, [0.7, 0.1, 0.1, 0.1], "4.3"],
    [200, [0.7, 0.1, 0.1, 0.1], "4.8"],
    [50, [0.85, 0.05, 0.05, 0.05], "2.5"],
    [200, [0.85, 0.05, 0.05, 0.05], "4.2"],
    [50, [0.25, 0.25, 0.25, 0.25], "4.4"],
    [50, [0.4, 0.3, 0.3, 0], "4.5"],
    [200, [0.4, 0.3, 0.3, 0], "4.9"],
  ] as const) {
    it(`raises a false alarm in ${percent} % of comparisons of ${rows} rows that split ${shares.join("/")}`, () => {
      assert.equal((100 * falseAlarmRate(rows, shares)).toFixed(1), percent);
    });
  }

  for (const [name, change, rule] of [
    ["a margin of 0", { margin: 0 }, /^margin must be a finite number greater than 0$/],
    ["an alpha of 0.5", { alpha: 0.5 }, /^alpha must lie strictly between 0 and 0.5$/],
    ["half a minimum row", { minimumRows: 0.5 }, /^minimumRows must be a whole number of at least 0$/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => verdictBinary(table(36, 12, 2, 0), { ...options, ...change }), { name: "RangeError", message: rule });
    });
  }
});

/** `rows` differences that alternate around `center`. */
function spread(rows: number, center: number, distance: number): number[] {
  return Array.from({ length: rows }, (_, index) => center + (index % 2 === 0 ? distance : -distance));
}

describe("verdictMean", () => {
  for (const [name, differences, verdict] of [
    ["a clear gain in 40 rows", spread(40, 0.3, 0.2), "better"],
    ["a clear loss in 40 rows", spread(40, -0.3, 0.2), "worse"],
    ["a clear gain in 24 rows", spread(24, 0.3, 0.2), "better"],
    ["the same gain in every row", spread(24, 0.1, 0), "better"],
    ["too few rows, however clear", spread(12, 0.3, 0.1), "not_enough_rows"],
    ["one row", [0.5], "not_enough_rows"],
    ["rows that vary too much to show the margin", spread(40, 0, 0.5), "not_enough_rows"],
    ["rows that could have shown the margin", spread(40, 0, 0.1), "no_evidence"],
    ["no difference in any row", spread(400, 0, 0), "not_enough_rows"],
  ] as const) {
    it(`calls ${name} ${verdict}`, () => {
      assert.equal(verdictMean(differences, { ...options, random: seededRandom(1) }).verdict, verdict);
    });
  }

  for (const [rows, method] of [
    [14, "sign-flip-exact-bca"],
    [15, "sign-flip-drawn-bca"],
    [29, "sign-flip-drawn-bca"],
    [30, "sign-flip-drawn-t"],
  ] as const) {
    it(`judges ${rows} rows by ${method}`, () => {
      assert.equal(verdictMean(spread(rows, 0.1, 0.2), { ...options, random: seededRandom(1) }).method, method);
    });
  }

  it("reports Student's limits at 1 - alpha from 30 rows", () => {
    const differences = spread(40, 0.3, 0.2);
    const { difference, lower, upper } = verdictMean(differences, { ...options, random: seededRandom(1) });
    const student = pairedT(differences, 0.95);
    assert.deepEqual({ difference, lower, upper }, { difference: student.mean, lower: student.lower, upper: student.upper });
  });

  it("reports the effect that the spread of the differences lets these rows show", () => {
    const { minimumDetectableEffect } = verdictMean(spread(40, 0, 0.5), { ...options, random: seededRandom(1) });
    // (1.959964 + 0.841621) · 0.5 · √(40/39) / √40
    assert.equal(minimumDetectableEffect?.toFixed(6), "0.224306");
  });

  for (const center of [0, 0.05]) {
    it(`learns nothing of the spread from rows that all differ by ${center}`, () => {
      const { minimumDetectableEffect, practicallyEqual } = verdictMean(spread(24, center, 0), { ...options, random: seededRandom(1) });
      assert.deepEqual({ minimumDetectableEffect, practicallyEqual }, { minimumDetectableEffect: null, practicallyEqual: false });
    });
  }

  for (const [name, differences] of [
    ["hardly differ", spread(40, 0, 0.1)],
    ["all differ alike", spread(40, 0, 0)],
  ] as const) {
    it(`plans with the least standard deviation where rows ${name}`, () => {
      const { minimumDetectableEffect } = verdictMean(differences, { ...options, random: seededRandom(1), leastStandardDeviation: 0.5 });
      // (1.959964 + 0.841621) · 0.5 / √40
      assert.equal(minimumDetectableEffect?.toFixed(6), "0.221485");
    });
  }

  it("plans with the spread of the rows where it is larger than the least", () => {
    const { minimumDetectableEffect } = verdictMean(spread(40, 0, 0.5), {
      ...options,
      random: seededRandom(1),
      leastStandardDeviation: 0.3,
    });
    assert.equal(minimumDetectableEffect?.toFixed(6), "0.224306");
  });

  it("is not practically equal where rows all differ alike, whatever the least standard deviation", () => {
    assert.equal(
      verdictMean(spread(400, 0, 0), { ...options, random: seededRandom(1), leastStandardDeviation: 0.3 }).practicallyEqual,
      false,
    );
  });

  it("has no detectable effect on one row, whatever the least standard deviation", () => {
    assert.equal(verdictMean([0.5], { ...options, random: seededRandom(1), leastStandardDeviation: 0.3 }).minimumDetectableEffect, null);
  });

  it("refuses a negative least standard deviation", () => {
    assert.throws(() => verdictMean([0, 1], { ...options, random: seededRandom(1), leastStandardDeviation: -1 }), {
      name: "RangeError",
      message: /^leastStandardDeviation must be a finite number of at least 0$/,
    });
  });

  it("is practically equal when the interval at 1 - 2·alpha lies inside the margin", () => {
    assert.equal(verdictMean(spread(24, 0.01, 0.05), { ...options, random: seededRandom(1) }).practicallyEqual, true);
  });

  it("repeats itself with the same seed", () => {
    const act = (): unknown => verdictMean(spread(24, 0.1, 0.3), { ...options, random: seededRandom(8) });
    assert.deepEqual(act(), act());
  });

  for (const [name, differences, rule] of [
    ["an empty list", [], /^differences must hold at least 1 value$/],
    ["a non-finite difference", [0, NaN], /^differences\[1\] must be a finite number$/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => verdictMean(differences, { ...options, random: seededRandom(1) }), { name: "RangeError", message: rule });
    });
  }
});

describe("verdictClustered", () => {
  const labels = (clusters: number, size: number): string[] =>
    Array.from({ length: clusters * size }, (_, row) => String(Math.floor(row / size)));
  const asked = (seed = 1): Parameters<typeof verdictClustered>[2] => ({ ...options, random: seededRandom(seed) });

  it("reports the clustered limits, and the exact p of the clusters' signs", () => {
    const differences = [1, 0, 1, 1, 0, 1, 1, 1, -1, 0, 0, 1];
    const { difference, lower, upper, p, clusters, isExact } = verdictClustered(differences, labels(6, 2), asked());
    const clustered = clusteredMean(differences, labels(6, 2), 0.95);
    assert.deepEqual({ difference, lower, upper }, { difference: clustered.mean, lower: clustered.lower, upper: clustered.upper });
    // The sums 1, 2, 1, 2, -1, 1 add up to 6 of at most 8: 2 · (1 + 4) of 64 assignments do.
    assert.deepEqual([p, clusters, isExact], [10 / 64, 6, true]);
  });

  for (const [clusters, verdict] of [
    [1, "not_enough_rows"],
    [4, "not_enough_rows"],
    [6, "better"],
  ] as const) {
    it(`calls a clear gain in ${clusters} clusters ${verdict}`, () => {
      const differences = labels(clusters, 20).map((label, row) => (row % 5 === Number(label) % 3 ? 0 : 1));
      assert.equal(verdictClustered(differences, labels(clusters, 20), asked()).verdict, verdict);
    });
  }

  it("needs rows too: six clusters of three are too few", () => {
    assert.equal(verdictClustered(Array<number>(18).fill(1), labels(6, 3), asked()).verdict, "not_enough_rows");
  });

  it("never calls equal what varied in no cluster", () => {
    assert.equal(verdictClustered(Array<number>(200).fill(0), labels(20, 10), asked()).practicallyEqual, false);
  });

  it("errs in about 5 % of 20 conversations with 5 turns that go together, where rows taken as independent would in a quarter", () => {
    const random = seededRandom(11);
    const runs = 200;
    let [clustered, naive] = [0, 0];
    for (let run = 0; run < runs; run += 1) {
      // Each conversation leans one way, and each of its turns follows it or not: an intraclass correlation of about one half.
      const differences = labels(20, 5).map(() => 0);
      for (let cluster = 0; cluster < 20; cluster += 1) {
        const lean = random() < 0.5 ? 1 : -1;
        for (let turn = 0; turn < 5; turn += 1) differences[cluster * 5 + turn] = random() < 0.71 ? lean : random() < 0.5 ? 1 : -1;
      }
      if (isDecided(verdictClustered(differences, labels(20, 5), { ...options, random }).verdict)) clustered += 1;
      if ((pairedT(differences, 0.95).pTwoSided ?? 1) <= 0.05) naive += 1;
    }
    assert.ok(clustered / runs < 0.09 && naive / runs > 0.15, `${clustered / runs} ${naive / runs}`);
  });
});

function isDecided(verdict: Verdict): boolean {
  return verdict === "better" || verdict === "worse";
}
