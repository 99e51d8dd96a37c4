// What every scorer of the registry keeps, whatever the response holds.
import assert from "node:assert/strict";
import * as z from "zod";
import type { Rated } from "../../../src/core/scorers/scorer.ts";
import { scorers } from "../../../src/core/scorers/registry.ts";
import { rate, wordsOf } from "./scorer-fixtures.ts";

/** Sound options of every scorer: a scorer without an entry does not compile. */
const optionsOf: Readonly<Record<keyof typeof scorers, readonly Readonly<Record<string, unknown>>[]>> = {
  equals: [{ value: "yes" }, { value: "" }],
  iequals: [{ value: "YES" }],
  contains: [{ value: "a" }],
  icontains: [{ value: "A" }],
  "contains-any": [{ values: ["a", "\ud800"] }],
  "contains-all": [{ values: ["a", "b"] }],
  "starts-with": [{ value: "[" }],
  "ends-with": [{ value: "]" }],
  regex: [{ value: "a$" }, { value: "^.", flags: "su" }],
  "is-json": [{}],
  "json-schema": [
    { schema: { type: "array", items: { $ref: "#" }, uniqueItems: true } },
    { schema: { additionalProperties: { $ref: "#" }, patternProperties: { a: false }, propertyNames: { pattern: "a" } } },
    {},
  ],
  numeric: [{ value: 1, tolerance: 0.5 }],
  length: [
    { unit: "chars", max: 3 },
    { unit: "words", min: 1 },
  ],
};

const responses: Readonly<Record<string, string>> = {
  nothing: "",
  "white space": " \n\t",
  "a short answer": "yes",
  "1 MB of one letter": "a".repeat(1_000_000),
  "1 MB of digits and dots": "1.1,".repeat(250_000),
  "lone surrogates": "\ud800 a \udc00",
  NUL: "\0",
  "a list nested 10,000 deep": `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
  "objects nested 10,000 deep": `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
  "a list nested 10,000 deep and cut off": "[".repeat(10_000),
  "an object with a prototype": '{"__proto__":{"a":1},"constructor":{"prototype":{}}}',
  "a list of many different texts": JSON.stringify(Array.from({ length: 5_000 }, (_, index) => `t${index}`)),
  "terminal escapes": "\u001b]52;c;YQ==\u0007\u009b2J",
};

/** What is wrong with a rating, or null. */
function flaw(rated: Rated): string | null {
  if (!wordsOf(rated).isWellFormed()) return "reason with half a character";
  if (wordsOf(rated).length > 2_000) return "reason too long";
  if (rated.kind === "error") return /^scorer\/[a-z-]+$/.test(rated.code) ? null : `code ${rated.code}`;
  if (!(rated.value >= 0 && rated.value <= 1)) return `value ${rated.value}`;
  return (rated.value === 1) === (rated.label === "pass") ? null : `value ${rated.value} with label ${rated.label}`;
}

for (const [name, definition] of Object.entries(scorers)) {
  describe(`scorer ${name}`, () => {
    for (const options of optionsOf[name as keyof typeof scorers]) {
      const written = JSON.stringify(options);

      it(`accepts ${written} as its options`, () => {
        assert.deepEqual(z.strictObject(definition.options).parse(options), options);
      });

      it(`has nothing against ${written} before the run`, async () => {
        assert.deepEqual((await definition.check?.(options)) ?? [], []);
      });

      for (const [title, response] of Object.entries(responses)) {
        it(`rates ${title} by ${written} soundly`, async () => {
          assert.equal(flaw(await rate(name, response, options)), null);
        });

        it(`rates ${title} by ${written} the same twice`, async () => {
          assert.deepEqual(await rate(name, response, options), await rate(name, response, options));
        });
      }
    }
  });
}
