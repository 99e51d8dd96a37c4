// RFC 8785: the vectors of the run record's hash rules, what is refused, and that the order of keys never matters.
import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalJson } from "../../../src/core/base/canonical-json.ts";
import { sha256Hex } from "../../../src/core/base/hash.ts";

describe("canonicalJson", () => {
  const vectors: readonly [string, string][] = [
    ["{}", "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"],
    [
      String.raw`{"a":"\u00e9\u0001\u20ac\n","b":[1e21,0.1,0,1e-7,333333333.3333333]}`,
      "21b054c4fe19a0e1cac2d498640e4990d2912df9f031b339d2806957e55e8bda",
    ],
    [String.raw`{"\r":5,"1":4,"\u20ac":3,"\ud83d\ude00":2,"\ufb33":1}`, "0c0de79c2160aa34f7031c37a3005fa147a91a7f5956a0b2a1a8fa8d295a67ef"],
  ];
  for (const [json, hash] of vectors) {
    it(`has the known SHA-256 for ${json}`, () => {
      assert.equal(sha256Hex(canonicalJson(JSON.parse(json))), hash);
    });
  }

  const texts: readonly [string, unknown, string][] = [
    ["null", null, "null"],
    ["booleans in a list", [true, false], "[true,false]"],
    ["keys by UTF-16 code unit", { "\u{1F600}": 1, "\uFB33": 2, b: 3, a: 4, "": 5 }, '{"":5,"a":4,"b":3,"\u{1F600}":1,"\uFB33":2}'],
    ["keys that look like numbers", { 10: 1, 9: 2 }, '{"10":1,"9":2}'],
    ["numbers as ECMAScript does", [1e21, 1e-7, 100, 0.5, -1], "[1e+21,1e-7,100,0.5,-1]"],
    ["the largest exact integer", Number.MAX_SAFE_INTEGER, "9007199254740991"],
    ["no key for an undefined property", { a: undefined, b: 1 }, '{"b":1}'],
    ["records without a prototype", Object.assign(Object.create(null), { b: 1, a: [] }), '{"a":[],"b":1}'],
    ["texts with escapes", '"\\\u0000\u2028', '"\\"\\\\\\u0000\u2028"'],
  ];
  for (const [title, value, text] of texts) {
    it(`writes ${title}`, () => {
      assert.equal(canonicalJson(value), text);
    });
  }

  const refused: readonly [string, unknown][] = [
    ["minus zero", -0],
    ["NaN", NaN],
    ["infinity", -Infinity],
    ["an integer beyond 2^53-1", 2 ** 53],
    ["a negative integer beyond 2^53-1", -(2 ** 53)],
    ["a lone surrogate", "a\ud800b"],
    ["a lone surrogate in a key", { "\udc00": 1 }],
    ["undefined", undefined],
    ["undefined in a list", [undefined]],
    ["a bigint", 1n],
    ["a function", () => 1],
    ["a bad value deep inside", { a: [{ b: NaN }] }],
  ];
  for (const [title, value] of refused) {
    it(`refuses ${title}`, () => {
      assert.throws(() => canonicalJson(value), RangeError);
    });
  }

  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.integer()), fc.infiniteStream(fc.nat()), (record, draws) => {
        const shuffled = Object.entries(record)
          .map((entry) => ({ entry, place: draws.next().value }))
          .sort((a, b) => a.place - b.place)
          .map(({ entry }) => entry);
        assert.equal(canonicalJson(Object.fromEntries(shuffled)), canonicalJson(record));
      }),
    );
  });

  it("writes JSON that reads as the same value, or refuses", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        let text: string;
        try {
          text = canonicalJson(value);
        } catch (error) {
          assert.ok(error instanceof RangeError);
          return;
        }
        assert.deepEqual(JSON.parse(text), value);
      }),
    );
  });
});
