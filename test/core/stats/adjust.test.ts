// The adjustments for several tests, against R and the table of Benjamini and Hochberg.
import assert from "node:assert/strict";
import fc from "fast-check";
import { benjaminiHochberg, holm } from "../../../src/core/stats/adjust.ts";
import { assertAllClose, readReference } from "./reference-values.ts";

interface Family {
  readonly p: (number | null)[];
  readonly benjaminiHochberg: (number | null)[];
  readonly holm: (number | null)[];
}

const { families } = readReference<{ families: Family[] }>("adjust");
/** The 15 p-values of Benjamini and Hochberg 1995. */
const published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });

for (const [name, adjust, rejected] of [
  ["benjaminiHochberg", benjaminiHochberg, 4],
  ["holm", holm, 3],
] as const) {
  describe(name, () => {
    for (const family of families) {
      it(`[${family.p.join(", ")}] gives R's p.adjust`, () => {
        assertAllClose(adjust(family.p), family[name]);
      });
    }

    it(`rejects ${rejected} of the 15 published hypotheses at 0.05`, () => {
      assert.equal(adjust(published).filter((p) => p !== null && p <= 0.05).length, rejected);
    });

    it("answers an empty family with an empty list", () => {
      assert.deepEqual(adjust([]), []);
    });

    it("never lowers a p, never exceeds 1 and keeps the order", () => {
      fc.assert(
        fc.property(pValues, (p) => {
          const adjusted = adjust(p) as number[];
          const pairs = p.map((value, index) => [value, adjusted[index] as number] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
          assert.ok(pairs.every(([raw, value]) => value >= raw * (1 - 1e-15) && value <= 1));
          assert.ok(pairs.every(([, value], index) => index === 0 || value >= (pairs[index - 1] as readonly [number, number])[1]));
        }),
      );
    });

    it("does not depend on the order or on missing tests", () => {
      fc.assert(
        fc.property(pValues, (p) => {
          const mirrored = adjust([null, ...p].reverse())
            .reverse()
            .slice(1);
          assert.deepEqual(mirrored, adjust(p));
        }),
      );
    });

    it("refuses a p above 1 and names its place", () => {
      assert.throws(() => adjust([0.1, null, 1.5]), { name: "RangeError", message: /^p\[2\] must lie between 0 and 1$/ });
    });

    it("refuses NaN", () => {
      assert.throws(() => adjust([NaN]), { name: "RangeError", message: /^p\[0\] must lie between 0 and 1$/ });
    });
  });
}
