// Rows needed and detectable effects: the published planning figures, round trips and edges.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  minimumDetectableEffect,
  minimumDetectableMean,
  noninferiorityPower,
  rowsNeededNoninferiority,
  rowsNeededPairedMean,
  rowsNeededPairedProportions,
} from "../../../src/core/stats/planning.ts";
import { assertClose } from "./reference-values.ts";

const plan = { alpha: 0.05, power: 0.8 };
const meanPlan = { ...plan, delta: 0.1, omega2: 0.04, varWithinA: 0.09, varWithinB: 0.06, epochsA: 3, epochsB: 2 };

describe("rowsNeededPairedProportions", () => {
  for (const [delta, rows] of [
    [0.1, 194],
    [0.05, 783],
  ] as const) {
    it(`a change of ${delta} at a discordance of 0.25 needs ${rows} rows`, () => {
      assert.equal(rowsNeededPairedProportions({ ...plan, discordance: 0.25, delta }).rows, rows);
    });
  }

  it("gives the value of the formula beside its ceiling", () => {
    // (1.959963984540054 · √0.25 + 0.8416212335729143 · √0.24)² / 0.01
    assertClose(rowsNeededPairedProportions({ ...plan, discordance: 0.25, delta: 0.1 }).exact, 193.8472858831475, 1e-12);
  });

  for (const [name, change, rule] of [
    ["a delta above the discordance", { delta: 0.3 }, /^delta must be greater than 0 and at most discordance$/],
    ["a delta of 0", { delta: 0 }, /^delta must be greater than 0/],
    ["a discordance of 0", { discordance: 0 }, /^discordance must be greater than 0 and at most 1$/],
    ["a power of 1", { power: 1 }, /^power must lie strictly between 0 and 1$/],
    ["an alpha of 0", { alpha: 0 }, /^alpha must lie strictly between 0 and 1$/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => rowsNeededPairedProportions({ ...plan, discordance: 0.25, delta: 0.1, ...change }), {
        name: "RangeError",
        message: rule,
      });
    });
  }
});

describe("minimumDetectableEffect", () => {
  it("is about 15 points for 80 rows at a discordance of 0.25", () => {
    assert.equal(minimumDetectableEffect({ ...plan, rows: 80, discordance: 0.25 })?.toFixed(3), "0.154");
  });

  it("is null when even a difference as large as the discordance needs more rows", () => {
    assert.equal(minimumDetectableEffect({ ...plan, rows: 20, discordance: 0.1 }), null);
  });

  it("solves rowsNeededPairedProportions", () => {
    const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), share, share, share, (rows, discordance, alpha, power) => {
        const delta = minimumDetectableEffect({ rows, discordance, alpha, power });
        if (delta === null) assert.ok(rowsNeededPairedProportions({ discordance, delta: discordance, alpha, power }).exact > rows);
        else assertClose(rowsNeededPairedProportions({ discordance, delta, alpha, power }).exact, rows, 1e-6);
      }),
    );
  });

  it("shrinks as rows are added", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 10_000 }), (rows) => {
        const fewer = minimumDetectableEffect({ ...plan, rows, discordance: 0.3 }) ?? NaN;
        const more = minimumDetectableEffect({ ...plan, rows: rows + 1, discordance: 0.3 }) ?? NaN;
        assert.ok(more < fewer);
      }),
    );
  });

  it("refuses no rows", () => {
    assert.throws(() => minimumDetectableEffect({ ...plan, rows: 0, discordance: 0.2 }), {
      name: "RangeError",
      message: /^rows must be a whole number of at least 1$/,
    });
  });
});

describe("rowsNeededPairedMean", () => {
  it("adds the variance within rows, divided by the epochs of each arm", () => {
    // (1.959963984540054 + 0.8416212335729143)² · (0.04 + 0.03 + 0.03) / 0.01
    assert.deepEqual(rowsNeededPairedMean(meanPlan).rows, 79);
  });

  it("gives the value of the formula beside its ceiling", () => {
    assertClose(rowsNeededPairedMean(meanPlan).exact, 78.48879734349089, 1e-12);
  });

  it("needs no row when nothing varies", () => {
    assert.deepEqual(rowsNeededPairedMean({ ...meanPlan, omega2: 0, varWithinA: 0, varWithinB: 0 }), { exact: 0, rows: 0 });
  });

  for (const [name, change, rule] of [
    ["a delta of 0", { delta: 0 }, /^delta must be a finite number greater than 0$/],
    ["a negative variance", { omega2: -1 }, /^omega2 must be a finite number of at least 0$/],
    ["no epoch", { epochsB: 0 }, /^epochsB must be a whole number of at least 1$/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => rowsNeededPairedMean({ ...meanPlan, ...change }), { name: "RangeError", message: rule });
    });
  }
});

describe("minimumDetectableMean", () => {
  it("solves rowsNeededPairedMean", () => {
    const delta = minimumDetectableMean({ ...plan, rows: 50, sd: 0.3 });
    assertClose(rowsNeededPairedMean({ ...meanPlan, delta, omega2: 0.09, varWithinA: 0, varWithinB: 0 }).exact, 50);
  });
});

describe("rowsNeededNoninferiority", () => {
  const gate = { ...plan, discordance: 0.15, margin: 0.05, trueDifference: 0 };

  it("is about 371 rows for a margin of 5 points at a discordance of 0.15", () => {
    // (1.644854 + 0.841621)² · 0.15 / 0.0025
    assert.equal(rowsNeededNoninferiority(gate).rows, 371);
  });

  it("falls as the margin, the true difference or the level grows, and rises with the power", () => {
    const { exact } = rowsNeededNoninferiority(gate);
    const changes = [{ margin: 0.06 }, { trueDifference: 0.01 }, { alpha: 0.1 }, { power: 0.7 }];
    assert.deepEqual(
      changes.map((change) => rowsNeededNoninferiority({ ...gate, ...change }).exact < exact),
      [true, true, true, true],
    );
  });

  for (const [name, change, rule] of [
    ["a true loss as large as the margin", { trueDifference: -0.05 }, /^trueDifference must be greater than -margin$/],
    ["a true difference beyond the discordance", { trueDifference: 0.2 }, /^trueDifference must lie between -discordance and discordance$/],
    ["a margin of 0", { margin: 0 }, /^margin must be a finite number greater than 0$/],
    ["a discordance of 0", { discordance: 0 }, /^discordance must be greater than 0 and at most 1$/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => rowsNeededNoninferiority({ ...gate, ...change }), { name: "RangeError", message: rule });
    });
  }
});

describe("noninferiorityPower", () => {
  const equal = { alpha: 0.05, discordance: 0.1, margin: 0.05, trueDifference: 0 };

  it("is what the rows that were needed for it reach", () => {
    for (const power of [0.5, 0.8, 0.95]) {
      const { exact } = rowsNeededNoninferiority({ ...equal, power });
      for (const [rows, isEnough] of [
        [Math.ceil(exact), true],
        [Math.floor(exact) - 1, false],
      ] as const)
        assert.equal(noninferiorityPower({ ...equal, rows }) >= power, isEnough, `${rows} rows for ${power}`);
    }
  });

  it("of 80 and 200 rows with a margin of 5 points is 41% and 72%", () => {
    // Φ(0.05 · √n / √0.1 - 1.6448536)
    assertClose(noninferiorityPower({ ...equal, rows: 80 }), 0.408797, 1e-6);
    assertClose(noninferiorityPower({ ...equal, rows: 200 }), 0.722812, 1e-6);
  });

  it("is 1 where nothing varies, and refuses what cannot be", () => {
    assert.equal(noninferiorityPower({ ...equal, discordance: 1, trueDifference: 1, rows: 5 }), 1);
    for (const change of [{ rows: 0 }, { margin: 0 }, { discordance: 0 }, { trueDifference: -0.05 }, { alpha: 1 }])
      assert.throws(() => noninferiorityPower({ ...equal, rows: 80, ...change }), RangeError);
  });
});
