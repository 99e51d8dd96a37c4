// The power of the exact McNemar test: the published operating figures, symmetry, and the level as a bound.
import assert from "node:assert/strict";
import fc from "fast-check";
import { mcnemarExactPower } from "../../../src/core/stats/mcnemar-power.ts";
import { assertClose } from "./reference-values.ts";

const share = fc.double({ min: 0, max: 0.5, noNaN: true });

describe("mcnemarExactPower", () => {
  for (const [rows, percent] of [
    [50, "24"],
    [100, "54"],
    [200, "88"],
  ] as const) {
    it(`is ${percent} % for 15 against 5 % discordance in ${rows} rows`, () => {
      const { power } = mcnemarExactPower({ rows, onlyVariant: 0.15, onlyBaseline: 0.05, alpha: 0.05 });
      assert.equal((100 * power).toFixed(0), percent);
    });
  }

  it("is 0 where no row is ever discordant", () => {
    assert.deepEqual(mcnemarExactPower({ rows: 50, onlyVariant: 0, onlyBaseline: 0, alpha: 0.05 }), { power: 0, type1: 0 });
  });

  it("rejects at a p that equals the level: 5 of 5 at 0.0625, and not below", () => {
    const rejects = (alpha: number): number => mcnemarExactPower({ rows: 5, onlyVariant: 1, onlyBaseline: 0, alpha }).power;
    assert.deepEqual([rejects(0.0625), rejects(0.0624)], [1, 0]);
  });

  it("raises no more false alarms than the level allows", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        share,
        share,
        fc.constantFrom(0.01, 0.05, 0.3),
        (rows, onlyVariant, onlyBaseline, alpha) => {
          const { power, type1 } = mcnemarExactPower({ rows, onlyVariant, onlyBaseline, alpha });
          assert.ok(type1 <= alpha && power <= 1 && power >= type1 - 1e-9);
        },
      ),
    );
  });

  it("does not depend on which arm is the better one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), share, share, (rows, onlyVariant, onlyBaseline) => {
        const { power } = mcnemarExactPower({ rows, onlyVariant, onlyBaseline, alpha: 0.05 });
        assertClose(
          mcnemarExactPower({ rows, onlyVariant: onlyBaseline, onlyBaseline: onlyVariant, alpha: 0.05 }).power,
          power,
          1e-9,
          1e-15,
        );
      }),
    );
  });

  it("reaches 1 with enough rows, and takes a million of them", () => {
    assertClose(mcnemarExactPower({ rows: 1_000_000, onlyVariant: 0.15, onlyBaseline: 0.14, alpha: 0.05 }).power, 1, 1e-12);
  });

  for (const [name, change, rule] of [
    ["more rows than it enumerates", { rows: 10_000_001 }, /^rows must be a whole number between 1 and 10000000$/],
    [
      "shares that add up to more than 1",
      { onlyVariant: 0.6, onlyBaseline: 0.5 },
      /^onlyVariant \+ onlyBaseline must lie between 0 and 1$/,
    ],
    ["a negative share", { onlyVariant: -0.1 }, /^onlyVariant must lie between 0 and 1$/],
    ["a level of 0", { alpha: 0 }, /^alpha must lie strictly between 0 and 1$/],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => mcnemarExactPower({ rows: 50, onlyVariant: 0.1, onlyBaseline: 0.1, alpha: 0.05, ...change }), {
        name: "RangeError",
        message: rule,
      });
    });
  }
});
