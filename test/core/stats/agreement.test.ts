// Agreement of raters: published examples, what must not change it, and edges.
import assert from "node:assert/strict";
import fc from "fast-check";
import { cohenKappa, cohenKappaWeighted, krippendorffAlphaNominal } from "../../../src/core/stats/agreement.ts";
import { assertClose } from "./reference-values.ts";

const table = fc
  .integer({ min: 2, max: 5 })
  .chain((size) => fc.array(fc.array(fc.nat(30), { minLength: size, maxLength: size }), { minLength: size, maxLength: size }))
  .filter((rows) => rows.flat().some((count) => count > 0));
const units = fc.array(fc.array(fc.constantFrom("a", "b", "c", null), { maxLength: 5 }), { minLength: 1, maxLength: 20 });

function transpose(rows: readonly (readonly number[])[]): number[][] {
  return rows.map((_, column) => rows.map((row) => row[column]!));
}

/** Close, or both null. */
function assertSame(actual: number | null, expected: number | null): void {
  if (actual === null || expected === null) assert.equal(actual, expected);
  else assertClose(actual, expected, 1e-9, 1e-12);
}

describe("cohenKappa", () => {
  it("is below 0 for a table that agrees on 90 % of its rows", () => {
    const { observed, kappa } = cohenKappa([
      [90, 6],
      [4, 0],
    ]);
    assert.deepEqual([observed, kappa?.toFixed(2)], [0.9, "-0.05"]);
  });

  it("is 1 without an error where the raters always agree", () => {
    const { kappa, standardError } = cohenKappa([
      [20, 0, 0],
      [0, 7, 0],
      [0, 0, 13],
    ]);
    assert.equal(kappa, 1);
    assert.ok(standardError! < 1e-15);
  });

  it("does not exist where both raters gave one label throughout", () => {
    assert.deepEqual(
      cohenKappa([
        [0, 0],
        [0, 9],
      ]),
      { observed: 1, expected: 1, kappa: null, standardError: null },
    );
  });

  it("does not depend on which rater comes first", () => {
    fc.assert(
      fc.property(table, (rows) => {
        const one = cohenKappa(rows);
        const other = cohenKappa(transpose(rows));
        assertSame(one.kappa, other.kappa);
        assertSame(one.standardError, other.standardError);
      }),
    );
  });

  it("does not depend on the order of the categories", () => {
    fc.assert(
      fc.property(table, (rows) => {
        assertSame(cohenKappa(rows.map((row) => row.toReversed()).toReversed()).kappa, cohenKappa(rows).kappa);
      }),
    );
  });

  it("is at most 1, and never below -1", () => {
    fc.assert(
      fc.property(table, (rows) => {
        const { kappa } = cohenKappa(rows);
        assert.ok(kappa === null || (kappa <= 1 && kappa >= -1 - 1e-12));
      }),
    );
  });

  for (const [name, rows, rule] of [
    ["a ragged table", [[1, 2], [3]], /^table must have as many columns as rows$/],
    [
      "a table of no rows",
      [
        [0, 0],
        [0, 0],
      ],
      /^table must count at least one row$/,
    ],
    ["an empty table", [], /^table must count at least one row$/],
    [
      "a negative count",
      [
        [1, -1],
        [0, 1],
      ],
      /^table\[0\]\[1\] must be a whole number of at least 0$/,
    ],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => cohenKappa(rows), { name: "RangeError", message: rule });
    });
  }
});

describe("cohenKappaWeighted", () => {
  it("is the unweighted kappa for two categories, whatever the weights", () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50), fc.nat(50)), ([a, b, c, d]) => {
        fc.pre(a + b + c + d > 0);
        const rows = [
          [a, b],
          [c, d],
        ];
        const { kappa } = cohenKappa(rows);
        assertSame(cohenKappaWeighted(rows, "linear"), kappa);
        assertSame(cohenKappaWeighted(rows, "quadratic"), kappa);
      }),
    );
  });

  it("forgives a near miss more than a far one", () => {
    const near = [
      [5, 2, 0],
      [0, 5, 0],
      [0, 0, 5],
    ];
    const far = [
      [5, 0, 2],
      [0, 5, 0],
      [0, 0, 5],
    ];
    assert.ok(cohenKappaWeighted(near, "quadratic")! > cohenKappaWeighted(far, "quadratic")!);
  });
});

describe("krippendorffAlphaNominal", () => {
  const observers = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
    [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
  ];

  it("meets the published 0.743 of four raters with missing labels", () => {
    const { alpha } = krippendorffAlphaNominal(observers[0]!.map((_, unit) => observers.map((labels) => labels[unit]!)));
    assert.equal(alpha?.toFixed(3), "0.743");
  });

  it("meets the published 0.692 of two raters", () => {
    const [first, second] = [[..."aabbdcccedda"], [..."babbbccceddd"]];
    assert.equal(krippendorffAlphaNominal(first.map((label, unit) => [label, second[unit]!])).alpha?.toFixed(3), "0.692");
  });

  it("tells the text 1 from the number 1", () => {
    assert.deepEqual(krippendorffAlphaNominal([["1", 1]]), { pairable: 2, observed: 1, expected: 1, alpha: 0 });
  });

  it("does not exist where all labels are equal, and says nothing at all where no unit has two", () => {
    assert.deepEqual(
      [krippendorffAlphaNominal([["a", "a"]]), krippendorffAlphaNominal([["a", null], []])],
      [
        { pairable: 2, observed: 0, expected: 0, alpha: null },
        { pairable: 0, observed: null, expected: null, alpha: null },
      ],
    );
  });

  it("depends neither on the order of units and labels nor on their names, nor on units with one label", () => {
    fc.assert(
      fc.property(units, (lists) => {
        const renamed = lists.toReversed().map((labels) => labels.toReversed().map((label) => (label === "a" ? "z" : label)));
        assertSame(krippendorffAlphaNominal([...renamed, ["b"], [null]]).alpha, krippendorffAlphaNominal(lists).alpha);
      }),
    );
  });

  it("is at most 1", () => {
    fc.assert(
      fc.property(units, (lists) => {
        const { alpha } = krippendorffAlphaNominal(lists);
        assert.ok(alpha === null || alpha <= 1);
      }),
    );
  });
});
