// e-values: that they are fair bets under the hypothesis, what optional stopping costs, symmetry and range.
import assert from "node:assert/strict";
import fc from "fast-check";
import { binomialLogPmf } from "../../../src/core/stats/binomial.ts";
import { bettingEValue, mcnemarEValue, mcnemarEValueOneSided } from "../../../src/core/stats/e-values.ts";
import { assertClose } from "./reference-values.ts";

const methods = [
  ["mcnemarEValue", mcnemarEValue],
  ["mcnemarEValueOneSided", mcnemarEValueOneSided],
] as const;

/** How often e reaches 20 at any of the first `discordant` discordant rows when the arms are equal, by following all paths. */
function alarmRate(logE: (wins: number, losses: number) => number, discordant: number): number {
  let alarms = 0;
  let paths = [1];
  for (let row = 1; row <= discordant; row += 1) {
    const next = Array.from({ length: row + 1 }, (_, wins) => ((paths[wins] ?? 0) + (paths[wins - 1] ?? 0)) / 2);
    paths = next.map((probability, wins) => {
      if (logE(wins, row - wins) < Math.log(20)) return probability;
      alarms += probability;
      return 0;
    });
  }
  return alarms;
}

for (const [name, method] of methods) {
  describe(name, () => {
    it("is 1 before any discordant row", () => {
      const { logE, e, rejectsAt005 } = method(0, 0);
      assertClose(logE, 0);
      assertClose(e!, 1);
      assert.equal(rejectsAt005, false);
    });

    for (const discordant of [1, 2, 7, 40, 300]) {
      it(`is 1 on average over ${discordant} discordant rows of equal arms`, () => {
        let expectation = 0;
        for (let wins = 0; wins <= discordant; wins += 1)
          expectation += Math.exp(binomialLogPmf(wins, discordant, 0.5) + method(wins, discordant - wins).logE);
        assertClose(expectation, 1, 1e-10);
      });
    }

    it("raises a false alarm in at most 5 % when it is looked at after every one of 400 discordant rows", () => {
      const rate = alarmRate((wins, losses) => method(wins, losses).logE, 400);
      assert.ok(rate > 0.01 && rate <= 0.05, String(rate));
    });

    it("keeps a finite logarithm where e exceeds a double", () => {
      const { logE, e, rejectsAt005 } = method(1100, 0);
      assert.deepEqual([Number.isFinite(logE), e, rejectsAt005], [true, null, true]);
    });

    it("refuses half a row", () => {
      assert.throws(() => method(0.5, 1), { name: "RangeError", message: /^onlyVariant must be a whole number of at least 0$/ });
    });
  });
}

describe("mcnemarEValue", () => {
  it("does not depend on which arm is the better one, and its inverse is a p-value", () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(2000), (wins, losses) => {
        const { logE, pAlwaysValid } = mcnemarEValue(wins, losses);
        assertClose(mcnemarEValue(losses, wins).logE, logE);
        assertClose(pAlwaysValid, Math.min(1, Math.exp(-logE)));
      }),
    );
  });

  it("rejects from 7 to 0 on, and not at 6 to 0", () => {
    assert.deepEqual([mcnemarEValue(7, 0).rejectsAt005, mcnemarEValue(6, 0).rejectsAt005], [true, false]);
  });
});

describe("mcnemarEValueOneSided", () => {
  it("grows with every win and shrinks with every loss", () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(3000), (wins, losses) => {
        const { logE } = mcnemarEValueOneSided(wins, losses);
        assert.ok(mcnemarEValueOneSided(wins + 1, losses).logE > logE && mcnemarEValueOneSided(wins, losses + 1).logE < logE);
      }),
    );
  });

  it("makes up the two-sided one together with the one for the other arm", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (wins, losses) => {
        const both = (Math.exp(mcnemarEValueOneSided(wins, losses).logE) + Math.exp(mcnemarEValueOneSided(losses, wins).logE)) / 2;
        assertClose(Math.log(both), mcnemarEValue(wins, losses).logE, 1e-9, 1e-9);
      }),
    );
  });
});

describe("bettingEValue", () => {
  it("multiplies what each row wins or loses", () => {
    assert.deepEqual(bettingEValue([1, 0.5, 0.5, 0.5], { margin: 0.5, bet: 1 }), { last: 20, largest: 20, firstRowOver20: 4 });
  });

  it("remembers its largest value when it falls again", () => {
    const { last, largest, firstRowOver20 } = bettingEValue([1, 1, 1, 1, 1, -1, -1], { margin: 0.5, bet: 1 });
    assert.deepEqual([last, largest, firstRowOver20], [2.5 ** 5 / 4, 2.5 ** 5, 4]);
  });

  it("is a fair bet where the mean difference is minus the margin: half up, half down", () => {
    const [margin, bet] = [0.25, 0.8];
    const [up, down] = [0.75, -1.0].map((difference) => bettingEValue([difference], { margin, bet }).last!);
    // The differences 0.75 and -1 have the mean -0.25 when the first comes with probability 3/7.
    assertClose((3 / 7) * up! + (4 / 7) * down!, 1);
  });

  it("stays at 1 without a bet", () => {
    assert.deepEqual(bettingEValue([1, -1, 0.3], { margin: 0.1, bet: 0 }), { last: 1, largest: 1, firstRowOver20: null });
  });

  it("is null beyond the range of a double", () => {
    assert.deepEqual(bettingEValue(Array<number>(1100).fill(1), { margin: 0.5, bet: 1.5 }), {
      last: null,
      largest: null,
      firstRowOver20: 3,
    });
  });

  it("is never negative, nor larger than its largest", () => {
    const difference = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(difference, { minLength: 1 }),
        fc.constantFrom(0.05, 0.5, 0.9),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, margin, share) => {
          const { last, largest } = bettingEValue(values, { margin, bet: (share * 0.999) / (1 - margin) });
          assert.ok(last! >= 0 && last! <= largest!);
        },
      ),
    );
  });

  for (const [name, differences, change, rule] of [
    ["a difference above 1", [0, 1.5], {}, /^differences must lie between -1 and 1$/],
    ["a bet that could lose everything", [0], { bet: 2 }, /^bet must be at least 0 and below 1\/\(1 - margin\)$/],
    ["a negative bet", [0], { bet: -0.1 }, /^bet must be at least 0/],
    ["a margin of 1", [0], { margin: 1 }, /^margin must lie strictly between 0 and 1$/],
    ["no rows", [], {}, /^differences must hold at least 1 value$/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => bettingEValue(differences, { margin: 0.5, bet: 0.5, ...change }), { name: "RangeError", message: rule });
    });
  }
});
