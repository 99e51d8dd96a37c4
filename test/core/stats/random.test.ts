// The seeded generator: a fixed sequence, uniform fractions.
import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../../src/core/stats/random.ts";

function draw(seed: number, count: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random());
}

describe("seededRandom", () => {
  it("gives the same sequence in every version", () => {
    assert.deepEqual(
      draw(1, 3).map((value) => value * 2 ** 32),
      [2012149540, 1872316204, 1707632675],
    );
  });

  it("gives other sequences for seeds that differ only above 32 bits", () => {
    assert.notDeepEqual(draw(1, 3), draw(1 + 2 ** 32, 3));
  });

  it("stays in [0, 1) for any seed", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (seed) => {
        assert.ok(draw(seed, 50).every((value) => value >= 0 && value < 1));
      }),
    );
  });

  it("fills ten bins evenly", () => {
    const counts = new Array<number>(10).fill(0);
    for (const value of draw(7, 100_000)) {
      const bin = Math.floor(value * 10);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    const chiSquare = counts.reduce((total, count) => total + (count - 10_000) ** 2 / 10_000, 0);
    // The 0.999 quantile of chi-square with 9 degrees of freedom.
    assert.ok(chiSquare < 27.88);
  });

  for (const seed of [-1, 0.5, NaN, 2 ** 53]) {
    it(`refuses the seed ${seed}`, () => {
      assert.throws(() => seededRandom(seed), { name: "RangeError", message: /^seed must be a whole number of at least 0$/ });
    });
  }
});
