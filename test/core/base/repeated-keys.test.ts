import assert from "node:assert/strict";
import fc from "fast-check";
import { findRepeatedKey } from "../../../src/core/base/repeated-keys.ts";

const cases: readonly (readonly [string, string, string | null])[] = [
  ["none", '{"a":1,"b":{"a":2}}', null],
  ["the same key twice", '{"a":1,"a":2}', "a"],
  ["a key written with an escape", '{"a":1,"\\u0061":2}', "a"],
  ["a repeated key inside a list", '[{"a":1},{"b":1,"c":[],"b":2}]', "b"],
  ["a key again after an inner object", '{"a":{"b":1},"a":2}', "a"],
  ["the same key in two objects of a list", '[{"a":1},{"a":1}]', null],
  ["texts that look like keys", '{"a":"{\\"b\\":1,\\"b\\":2}","c":["b","b"]}', null],
  ["a text that ends with a backslash", '{"a":"\\\\","a":1}', "a"],
  ["a value that equals its key", '{"a":"a","b":"a"}', null],
  ["__proto__", '{"__proto__":1,"__proto__":2}', "__proto__"],
  ["the empty key", '{"":1,"":2}', ""],
  ["a text alone", '"a"', null],
  ["text that is not JSON", '{"a', null],
];

describe("findRepeatedKey", () => {
  for (const [name, json, expected] of cases) it(`finds ${name}: ${String(expected)}`, () => assert.equal(findRepeatedKey(json), expected));

  it("finds none in what JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => findRepeatedKey(JSON.stringify(value, null, indent)) === null),
    );
  });

  it("bears nesting deeper than the stack", () => {
    assert.equal(findRepeatedKey(`${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`), null);
  });
});
