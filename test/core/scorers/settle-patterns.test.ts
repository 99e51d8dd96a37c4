// Settled patterns mean what the patterns meant: the same verdict as the validator with its own regular expressions.
import assert from "node:assert/strict";
import { validate } from "@cfworker/json-schema";
import * as fc from "fast-check";
import { outcomeOf, rate } from "./scorer-fixtures.ts";

const text = fc.constantFrom("a", "b", "ab", "ba", "", "__proto__");
const pattern = fc.constantFrom("a", "^a", "b$", "^$", "_", "ab|ba");

const { schema } = fc.letrec<{ schema: Record<string, unknown> | boolean; named: Record<string, unknown> }>((tie) => ({
  schema: fc.oneof({ maxDepth: 4 }, fc.boolean(), fc.record({ pattern }), tie("named")),
  named: fc.record(
    {
      type: fc.constantFrom("object", "string", "array"),
      pattern,
      properties: fc.dictionary(text, tie("schema"), { maxKeys: 2 }),
      patternProperties: fc.dictionary(pattern, tie("schema"), { maxKeys: 2 }),
      additionalProperties: tie("schema"),
      unevaluatedProperties: tie("schema"),
      propertyNames: fc.record({ pattern }),
      not: tie("schema"),
      items: tie("schema"),
      allOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }),
      anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [] },
  ),
}));

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(text, tie("value"), { maxKeys: 3 }),
  ),
}));

describe("settlePatterns", () => {
  it("changes no verdict", async () => {
    await fc.assert(
      fc.asyncProperty(schema, value, async (inner, instance) => {
        const response = JSON.stringify(instance);
        const whole = { allOf: [inner] };
        const expected = validate(JSON.parse(response), structuredClone(whole) as object, "2020-12").valid;
        assert.equal(outcomeOf(await rate("json-schema", response, { schema: whole })), expected ? "pass" : "fail");
      }),
      { numRuns: 1_000 },
    );
  });
});
