// The binomial distribution, against R and against its own sum.
import assert from "node:assert/strict";
import fc from "fast-check";
import { binomialCdf, binomialLogPmf, fairBinomial, fairBinomialTail } from "../../../src/core/stats/binomial.ts";
import { assertClose, readReference } from "./reference-values.ts";

interface Case {
  readonly k: number;
  readonly n: number;
  readonly p: number;
  readonly value: number;
}

const reference = readReference<{ cdf: Case[]; logPmf: Case[] }>("binomial");

describe("binomial", () => {
  for (const { k, n, p, value } of reference.cdf) {
    it(`binomialCdf(${k}, ${n}, ${p}) is R's value`, () => {
      assertClose(binomialCdf(k, n, p), value);
    });
  }

  for (const { k, n, p, value } of reference.logPmf) {
    it(`binomialLogPmf(${k}, ${n}, ${p}) is R's value`, () => {
      assertClose(binomialLogPmf(k, n, p), value);
    });
  }

  it("sums its density to its distribution function", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(300), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (n, k, p) => {
        const last = Math.min(k, n);
        const total = Array.from({ length: last + 1 }, (_, index) => Math.exp(binomialLogPmf(index, n, p))).reduce((a, b) => a + b);
        assertClose(total, binomialCdf(last, n, p), 1e-12, 1e-13);
      }),
    );
  });

  it("gives no chance to any other count when p is 0", () => {
    assert.deepEqual([binomialLogPmf(0, 3, 0), binomialLogPmf(1, 3, 0), binomialLogPmf(3, 3, 1)], [0, -Infinity, 0]);
  });

  it("is sure of zero passes in zero rows", () => {
    assert.equal(binomialCdf(0, 0, 0.5), 1);
  });

  for (const [k, n, p, rule] of [
    [3, 2, 0.5, /^k must be a whole number between 0 and n$/],
    [-1, 2, 0.5, /^k must be a whole number between 0 and n$/],
    [0.5, 2, 0.5, /^k must be a whole number between 0 and n$/],
    [0, -1, 0.5, /^n must be a whole number of at least 0$/],
    [1, 2, 1.5, /^p must lie between 0 and 1$/],
    [1, 2, NaN, /^p must lie between 0 and 1$/],
  ] as const) {
    it(`binomialCdf(${k}, ${n}, ${p}) is refused`, () => {
      assert.throws(() => binomialCdf(k, n, p), { name: "RangeError", message: rule });
    });
  }
});

describe("fairBinomial", () => {
  it("is exact up to 50 trials: the tail and the density are whole numbers over a power of two", () => {
    assert.deepEqual(
      [fairBinomial(0, 5), fairBinomial(2, 7), fairBinomial(50, 50), fairBinomial(0, 0)],
      [
        { atMost: 1 / 32, exactly: 1 / 32 },
        { atMost: 29 / 128, exactly: 21 / 128 },
        { atMost: 1, exactly: 2 ** -50 },
        { atMost: 1, exactly: 1 },
      ],
    );
  });

  it("joins the general functions where it stops being exact", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.nat(), (n, draw) => {
        const k = draw % (n + 1);
        const { atMost, exactly } = fairBinomial(k, n);
        assertClose(atMost, binomialCdf(k, n, 0.5), 1e-12);
        assertClose(exactly, Math.exp(binomialLogPmf(k, n, 0.5)), 1e-12);
      }),
    );
  });
});

describe("fairBinomialTail", () => {
  it("is the largest count whose tail fits, or -1", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.double({ min: 1e-30, max: 0.499, noNaN: true }), (n, probability) => {
        const largest = fairBinomialTail(n, probability);
        assert.ok(largest === -1 || fairBinomial(largest, n).atMost <= probability);
        assert.ok(fairBinomial(largest + 1, n).atMost > probability);
      }),
    );
  });
});
