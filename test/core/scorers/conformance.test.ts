// What every scorer of the registry keeps, whatever the response holds.
import assert from "node:assert/strict";
import * as z from "zod";
import type { Rated, Subject } from "../../../src/core/scorers/scorer.ts";
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
  "json-path-equals": [{ path: "$[0]['a'].a[-1]", value: { a: ["1"] } }],
  numeric: [{ value: 1, tolerance: 0.5 }],
  length: [
    { unit: "chars", max: 3 },
    { unit: "words", min: 1 },
    { unit: "tokens", max: 10 },
  ],
  levenshtein: [
    { value: "yes", max: 2 },
    { value: "", max: 2_000_000 },
  ],
  "rouge-l": [{ value: "a short yes", at_least: 0.5 }],
  bleu: [{ value: "a short yes", at_least: 0.5 }],
  "token-f1": [{ value: "a short yes", at_least: 0.5 }],
  similarity: [{ value: "a short yes", at_least: 0.5 }],
  "tool-called": [{ tool: "search" }, { tool: "search", times: 2 }],
  "tool-args": [
    { tool: "search", args: { a: [1] } },
    { tool: "search", schema: { additionalProperties: { $ref: "#" }, propertyNames: { pattern: "a" } } },
  ],
  refusal: [{}],
  latency: [{ max_ms: 1 }],
  cost: [{ max_usd: 0.5 }],
  "finish-reason": [{ value: "stop" }],
  composite: [
    { of: ["passes"], rule: "all" },
    { of: ["passes", "fails"], rule: { at_least: 0.5 } },
    { of: ["passes", "errs"], rule: "any" },
  ],
  script: [{ file: "echo.mjs" }, { file: "../scorers/echo.cjs", at_least: 0.9 }],
};

/** Beside the response, all that a check may look at: the response is what a tool is called with, too. */
function circumstances(response: string): Partial<Subject> {
  return {
    toolCalls: [{ id: null, name: "search", arguments: response }],
    usage: { input: 1, output: response.length, cacheRead: 0, cacheWrite: 0, reasoning: 1, estimated: false },
    costUsd: response.length / 1e6,
    latency: { totalMs: response.length, isCached: true },
    ratings: new Map([
      ["passes", { weight: 0.1, value: 1, label: "pass" }],
      ["fails", { weight: 0.2, value: 0, label: "fail" }],
      ["errs", { weight: 1, value: null, label: null }],
    ]),
  };
}

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
  "letters of many scripts": "नमस्ते 你好 مرحبا 👩‍👩‍👧 ǅ ß İ",
  "10,000 different words": Array.from({ length: 10_000 }, (_, index) => `w${index}`).join(" "),
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
          assert.equal(flaw(await rate(name, response, options, circumstances(response))), null);
        });

        it(`rates ${title} by ${written} the same twice`, async () => {
          const again = await rate(name, response, options, circumstances(response));
          assert.deepEqual(await rate(name, response, options, circumstances(response)), again);
        });
      }
    }
  });
}
