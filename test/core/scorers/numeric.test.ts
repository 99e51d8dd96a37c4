// numeric and the grammar of numbers.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { onlyNumber, parseNumber } from "../../../src/core/scorers/parse-number.ts";
import { outcomeOf, rate } from "./scorer-fixtures.ts";

describe("parseNumber", () => {
  const cases: readonly (readonly [text: string, value: number | null])[] = [
    ["42", 42],
    [" 42\n", 42],
    ["+1", 1],
    ["-1,234.5", -1234.5],
    ["−5", -5],
    [".5", 0.5],
    ["6.02e23", 6.02e23],
    ["1E-2", 0.01],
    ["0123", 123],
    ["1,23", null],
    ["1,234,56", null],
    ["1.", null],
    ["0x1F", null],
    ["Infinity", null],
    ["1e999", null],
    ["1 234", null],
    ["", null],
    ["-", null],
  ];
  for (const [text, value] of cases) {
    it(`reads ${JSON.stringify(text)} as ${value}`, () => {
      assert.equal(parseNumber(text), value);
    });
  }

  it("reads every number as JavaScript writes it", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        assert.equal(parseNumber(String(value)), value === 0 ? 0 : value);
      }),
    );
  });

  it("reads whole numbers with thousands parted by commas", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        assert.equal(parseNumber(value.toLocaleString("en-US")), value);
      }),
    );
  });
});

describe("onlyNumber", () => {
  const cases: readonly (readonly [text: string, value: number | string])[] = [
    ["The answer is 42.", 42],
    ["It costs $1,234.50!", 1234.5],
    ["It weighs 5kg", 5],
    ["50% of them", 50],
    ["(-5)", -5],
    ["42. Yes, 42.", 42],
    ["H2O weighs 18", 18],
    ["between 10-20", 'The response holds more than one number: "10" and "20".'],
    ["on 2024-01-02", 'The response holds more than one number: "2024" and "01".'],
    ["version v1.2.3", "The response holds no number."],
    ["1.234,5", "The response holds no number."],
    ["", "The response holds no number."],
    ["about 1e999", 'The number "1e999" is too large.'],
  ];
  for (const [text, expected] of cases) {
    it(`finds ${JSON.stringify(expected)} in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(onlyNumber(text), typeof expected === "number" ? { number: expected } : { problem: expected });
    });
  }
});

describe("numeric", () => {
  const cases: readonly (readonly [response: string, options: Record<string, unknown>, outcome: string])[] = [
    ["42", { value: 42 }, "pass"],
    ["42.0", { value: 42 }, "pass"],
    ["42.001", { value: 42 }, "fail"],
    ["1.1", { value: 1, tolerance: 0.1 }, "pass"],
    ["1.11", { value: 1, tolerance: 0.1 }, "fail"],
    ["The total is 1,234.", { value: "1,234" }, "pass"],
    ["no idea", { value: 1 }, "fail"],
    ["3", { value: "three" }, "scorer/not-a-number"],
  ];
  for (const [response, options, outcome] of cases) {
    it(`${JSON.stringify(options)} on ${JSON.stringify(response)} is ${outcome}`, async () => {
      assert.equal(outcomeOf(await rate("numeric", response, options)), outcome);
    });
  }
});
