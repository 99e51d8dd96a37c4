// Intervals and tests for two pass rates on the same rows: published values, R, symmetry and edges.
import assert from "node:assert/strict";
import fc from "fast-check";
import { mcnemarExact, newcombePairedDifference, tangoPairedDifference } from "../../../src/core/stats/paired-proportions.ts";
import type { PairedTable } from "../../../src/core/stats/paired-proportions.ts";
import { assertAllClose, assertClose, readReference } from "./reference-values.ts";

interface Tango extends PairedTable {
  readonly confidence: number;
  readonly lower: number;
  readonly upper: number;
}

interface McNemar {
  readonly onlyVariant: number;
  readonly onlyBaseline: number;
  readonly pTwoSided: number;
  readonly pMid: number;
}

const reference = readReference<{ tango: Tango[]; mcnemar: McNemar[] }>("paired-proportions");
const newcombe: PairedTable = { bothPass: 36, onlyVariant: 12, onlyBaseline: 2, bothFail: 0 };
const airway: PairedTable = { bothPass: 1, onlyVariant: 1, onlyBaseline: 7, bothFail: 12 };
const table = fc
  .record({ bothPass: fc.nat(200), onlyVariant: fc.nat(200), onlyBaseline: fc.nat(200), bothFail: fc.nat(200) })
  .filter((counts) => counts.bothPass + counts.onlyVariant + counts.onlyBaseline + counts.bothFail > 0);

function swapArms({ bothPass, onlyVariant, onlyBaseline, bothFail }: PairedTable): PairedTable {
  return { bothPass, onlyVariant: onlyBaseline, onlyBaseline: onlyVariant, bothFail };
}

describe("newcombePairedDifference", () => {
  it("meets the published limits of Newcombe 1998, table 36/12/2/0", () => {
    const { lower, upper } = newcombePairedDifference(newcombe, 0.95);
    assert.deepEqual([lower.toFixed(4), upper.toFixed(4)], ["0.0569", "0.3404"]);
  });

  it("meets the published limits of Fagerland 2014, airway table", () => {
    const { lower, upper } = newcombePairedDifference(airway, 0.95);
    assert.deepEqual([lower.toFixed(3), upper.toFixed(3)], ["-0.507", "-0.026"]);
  });

  for (const [name, counts, phi] of [
    ["is 0 when a margin is empty", { bothPass: 5, onlyVariant: 5, onlyBaseline: 0, bothFail: 0 }, 0],
    ["is drawn towards 0 by half a row per margin when positive", { bothPass: 10, onlyVariant: 0, onlyBaseline: 0, bothFail: 10 }, 0.9],
    ["is 0 when positive but within the correction", { bothPass: 2, onlyVariant: 1, onlyBaseline: 1, bothFail: 1 }, 0],
    ["is not corrected when negative", { bothPass: 1, onlyVariant: 4, onlyBaseline: 4, bothFail: 1 }, -0.6],
  ] as const) {
    it(`phi ${name}`, () => {
      assertClose(newcombePairedDifference(counts, 0.95).phi, phi);
    });
  }

  it("has a width without any discordant row", () => {
    const { lower, upper } = newcombePairedDifference({ bothPass: 10, onlyVariant: 0, onlyBaseline: 0, bothFail: 10 }, 0.95);
    assert.ok(lower < 0 && upper > 0);
  });
});

describe("tangoPairedDifference", () => {
  for (const { lower, upper, confidence, ...counts } of reference.tango) {
    it(`${Object.values(counts).join("/")} at ${confidence} has the limits of the likelihood maximised in R`, () => {
      const difference = (counts.onlyVariant - counts.onlyBaseline) / Object.values(counts).reduce((a, b) => a + b);
      assertAllClose(tangoPairedDifference(counts, confidence), { difference, lower, upper }, 1e-6);
    });
  }

  it("meets the published limits of Fagerland 2014, airway table", () => {
    const { lower, upper } = tangoPairedDifference(airway, 0.95);
    assert.deepEqual([lower.toFixed(3), upper.toFixed(3)], ["-0.517", "-0.026"]);
  });

  it("is z² / (n + z²) on either side without any discordant row", () => {
    const { lower, upper } = tangoPairedDifference({ bothPass: 7, onlyVariant: 0, onlyBaseline: 0, bothFail: 3 }, 0.95);
    const limit = 1.959963984540054 ** 2 / (10 + 1.959963984540054 ** 2);
    assertAllClose({ lower, upper }, { lower: -limit, upper: limit });
  });

  it("ends at 1 when only the variant passes anything", () => {
    assert.equal(tangoPairedDifference({ bothPass: 0, onlyVariant: 9, onlyBaseline: 0, bothFail: 0 }, 0.95).upper, 1);
  });
});

for (const [name, method] of [
  ["newcombePairedDifference", newcombePairedDifference],
  ["tangoPairedDifference", tangoPairedDifference],
] as const) {
  describe(`${name}, any table`, () => {
    it("contains the difference and stays within -1 and 1", () => {
      fc.assert(
        fc.property(table, (counts) => {
          const { difference, lower, upper } = method(counts, 0.95);
          assert.ok(lower >= -1 - 1e-15 && lower <= difference && difference <= upper && upper <= 1 + 1e-15);
        }),
      );
    });

    it("changes sign when the arms are swapped", () => {
      fc.assert(
        fc.property(table, (counts) => {
          const { lower, upper } = method(counts, 0.9);
          const swapped = method(swapArms(counts), 0.9);
          assert.ok(Math.abs(swapped.lower + upper) < 1e-12 && Math.abs(swapped.upper + lower) < 1e-12);
        }),
      );
    });

    it("grows with the confidence", () => {
      fc.assert(
        fc.property(table, (counts) => {
          const narrow = method(counts, 0.8);
          const wide = method(counts, 0.99);
          assert.ok(wide.lower <= narrow.lower && wide.upper >= narrow.upper);
        }),
      );
    });

    it("refuses an empty table", () => {
      assert.throws(() => method({ bothPass: 0, onlyVariant: 0, onlyBaseline: 0, bothFail: 0 }, 0.95), {
        name: "RangeError",
        message: /at least one row/,
      });
    });

    it("refuses a negative count", () => {
      assert.throws(() => method({ ...newcombe, onlyBaseline: -1 }, 0.95), {
        name: "RangeError",
        message: /^onlyBaseline must be a whole number/,
      });
    });

    it("refuses a confidence of 95", () => {
      assert.throws(() => method(newcombe, 95), { name: "RangeError", message: /^confidence must lie strictly between 0 and 1$/ });
    });
  });
}

describe("mcnemarExact", () => {
  for (const { onlyVariant, onlyBaseline, pTwoSided, pMid } of reference.mcnemar) {
    it(`${onlyVariant} against ${onlyBaseline} has R's p-values`, () => {
      assertAllClose(mcnemarExact(onlyVariant, onlyBaseline), { pTwoSided, pMid });
    });
  }

  it("meets the published mid-p of Fagerland 2014, airway table", () => {
    assert.equal(mcnemarExact(1, 7).pMid.toFixed(3), "0.039");
  });

  it("gives exactly 1 without a discordant row", () => {
    assert.deepEqual(mcnemarExact(0, 0), { pTwoSided: 1, pMid: 1 });
  });

  it("gives exactly 1 for equal counts, however many", () => {
    fc.assert(fc.property(fc.nat(1_000_000), (count) => assert.deepEqual(mcnemarExact(count, count), { pTwoSided: 1, pMid: 1 })));
  });

  it("lies in (0, 1], the mid-p below the exact one, whichever arm is named first", () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (onlyVariant, onlyBaseline) => {
        const { pTwoSided, pMid } = mcnemarExact(onlyVariant, onlyBaseline);
        assert.ok(pMid > 0 && pMid <= pTwoSided && pTwoSided <= 1);
        assert.deepEqual(mcnemarExact(onlyBaseline, onlyVariant), { pTwoSided, pMid });
      }),
    );
  });

  it("refuses half a row", () => {
    assert.throws(() => mcnemarExact(0.5, 2), { name: "RangeError", message: /^onlyVariant must be a whole number of at least 0$/ });
  });
});
