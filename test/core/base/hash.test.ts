// Hashes of values under domains, and draws that are the same on every machine.
import assert from "node:assert/strict";
import { drawFrom, hashBytes, hashValue, sha256Hex } from "../../../src/core/base/hash.ts";

describe("hashValue", () => {
  it("is SHA-256 over domain, zero byte and canonical JSON", () => {
    assert.equal(hashValue("touchstone/row/1", { b: 1, a: "é" }), `sha256:${sha256Hex('touchstone/row/1\0{"a":"é","b":1}')}`);
  });

  it("separates domains", () => {
    assert.notEqual(hashValue("touchstone/row/1", {}), hashValue("touchstone/row/2", {}));
  });

  it("does not let a domain run into the value", () => {
    assert.notEqual(hashValue("a", "b"), hashValue('a"', "b"));
  });

  it("refuses what has no canonical form", () => {
    assert.throws(() => hashValue("touchstone/row/1", { a: NaN }), RangeError);
  });
});

describe("hashBytes", () => {
  it("hashes the bytes as they are", () => {
    assert.equal(hashBytes(new Uint8Array()), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});

describe("drawFrom", () => {
  it("draws the same number on every machine", () => {
    assert.deepEqual(
      [drawFrom(1, "a"), drawFrom(1, "b"), drawFrom("seed")],
      [0.014302931499376115, 0.4091546799780197, 0.10037757989062257],
    );
  });

  it("keeps its parts apart", () => {
    assert.notEqual(drawFrom("ab", "c"), drawFrom("a", "bc"));
  });

  it("is uniform: chi-squared of 20 bins over 20,000 draws stays under its 99.9% point", () => {
    const bins = new Array<number>(20).fill(0);
    for (let index = 0; index < 20_000; index++) {
      const bin = Math.floor(drawFrom("uniform", index) * 20);
      bins[bin] = (bins[bin] ?? NaN) + 1;
    }
    const chiSquared = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    assert.ok(chiSquared < 43.82, String(chiSquared));
  });
});
