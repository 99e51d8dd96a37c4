// Whatever input of the right types comes, ordinary or extreme: a result that JSON can hold or a refusal, never anything else.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Method } from "../../../../src/core/stats/methods/method.ts";
import { methodNames } from "../../../../src/core/stats/methods/names.ts";
import { findMethod } from "../../../../src/core/stats/methods/run-method.ts";
import { refusal, runText, type Input } from "./run-input.ts";

/** Values of a key's type, ordinary and extreme ones. */
function valuesOf(key: string, type: string): fc.Arbitrary<unknown> {
  const fraction = fc.oneof(
    fc.constantFrom(1e-99, 1e-16, 0.05, 0.4999999999999999, 0.5, 0.95, 1 - 2 ** -53),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  const number = fc.oneof(
    fc.constantFrom(0, 1, -1, 0.5, 5e-324, 1e-160, 1e100, -1e100, 1e15 + 1),
    fc.double({ min: -10, max: 10, noNaN: true }),
  );
  const count = fc.oneof(fc.nat(30), fc.constantFrom(1e3, 1e6, 1e12, 1e15));
  const few = { minLength: 1, maxLength: 8 };
  switch (type) {
    case "int":
      return key === "n_random" ? count : key === "n" ? fc.oneof(fc.nat(30), fc.constantFrom(1000, 20_000)) : count;
    case "num":
      return /confidence|alpha|power|discordance|p_only|delta|margin|bet|true_diff/.test(key) ? fraction : number;
    case "[num]":
      return key === "probs" ? fc.array(fraction, few) : fc.array(number, few);
    case "[num or null]":
      return fc.array(fc.option(fraction), few);
    case "[string]":
      return fc.array(fc.constantFrom("a", "b", "c"), few);
    case "[[string, num or null]]":
      return fc.array(fc.array(fc.constantFrom("a", "b", 1, null), { maxLength: 4 }), few);
    case "[[int]]":
      return fc
        .integer({ min: 1, max: 3 })
        .chain((size) => fc.array(fc.array(count, { minLength: size, maxLength: size }), { minLength: size, maxLength: size }));
    case "[[num]]":
      return fc.array(fc.array(number, { minLength: 2, maxLength: 2 }), { minLength: 2, maxLength: 6 });
    case '[0, 1 or "error"]':
      return fc.array(fc.constantFrom(0, 1, "error"), few);
    default:
      return fc.constantFrom("linear", "quadratic");
  }
}

function inputsOf(method: Method): fc.Arbitrary<Input> {
  const lists = fc.integer({ min: 1, max: 8 });
  const record = fc.record(Object.fromEntries(Object.entries(method.input).map(([key, { type }]) => [key, valuesOf(key, type)])));
  // Lists of one length, so that most inputs pass the rule that pairs must be complete.
  return fc
    .tuple(record, lists)
    .map(([input, length]) =>
      Object.fromEntries(
        Object.entries(input).map(([key, value]) => [key, Array.isArray(value) && key !== "table" ? resized(value, length) : value]),
      ),
    );
}

function resized(values: readonly unknown[], length: number): unknown[] {
  return Array.from({ length }, (_, index) => values[index % values.length]);
}

describe("any input of the right types", () => {
  for (const name of methodNames) {
    it(`ends in a result or a refusal: ${name}`, () => {
      const method = findMethod(name);
      fc.assert(
        fc.property(inputsOf(method), (input) => {
          const text = JSON.stringify(input);
          const outcome = refusal(() => {
            assert.doesNotMatch(JSON.stringify(runText(name, text)), /NaN|Infinity/);
          });
          assert.match(outcome, /^(not refused$|stats\/(invalid-input|too-large): \S)/);
        }),
      );
    });
  }
});
