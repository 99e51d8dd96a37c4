// Declared types: what each accepts, what it makes of it, and what it refuses.
import assert from "node:assert/strict";
import { coerceValue } from "../../../src/core/collections/coerce-value.ts";
import type { ColumnType, RowValue } from "../../../src/core/domain/collection.ts";

const conversation = '[{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello", "name": "x"}]';

const accepted: readonly [ColumnType, RowValue, unknown][] = [
  ["text", "0123", "0123"],
  ["text", "", ""],
  ["category", "true", "true"],
  ["category", "", ""],
  ["number", "30", 30],
  ["number", " -1.5e3 ", -1500],
  ["number", ".5", 0.5],
  ["number", "-0", 0],
  ["number", 2.5, 2.5],
  ["boolean", "TRUE", true],
  ["boolean", " false ", false],
  ["boolean", true, true],
  ["json", '{"a": [1, null]}', { a: [1, null] }],
  ["json", "null", null],
  ["json", null, null],
  ["json", '{"a": -0}', { a: 0 }],
  ["conversation", conversation, JSON.parse(conversation)],
  ["conversation", "[]", []],
  ["raw_input", "Hi\nthere", [{ role: "user", content: "Hi\nthere" }]],
];

const absent: readonly [ColumnType, RowValue][] = [
  ["number", ""],
  ["boolean", ""],
  ["json", ""],
  ["conversation", ""],
  ["raw_input", ""],
  ["number", null],
  ["text", null],
];

const refused: readonly [ColumnType, RowValue, string][] = [
  ["text", 1, "a text"],
  ["category", true, "a text"],
  ["number", "1,5", "a number"],
  ["number", "30 days", "a number"],
  ["number", "0x1F", "a number"],
  ["number", "Infinity", "a number"],
  ["number", "1e999", "a number"],
  ["number", "9007199254740993", "a number"],
  ["number", "   ", "a number"],
  ["number", true, "a number"],
  ["boolean", "yes", "true or false"],
  ["boolean", 1, "true or false"],
  ["json", "{a: 1}", "JSON"],
  ["json", '{"__proto__": 1}', 'JSON without a part that has the key "__proto__", which is not allowed'],
  ["json", '"\\ud800"', "JSON without a part that is a text with half a character (a lone surrogate)"],
  ["conversation", "Hi", "a list of messages, each with a role and a content"],
  ["conversation", '{"role": "user", "content": "Hi"}', "a list of messages, each with a role and a content"],
  ["conversation", '[{"role": "robot", "content": "Hi"}]', "a list of messages, each with a role and a content"],
  ["conversation", '[{"role": "user"}]', "a list of messages, each with a role and a content"],
  ["raw_input", 5, "a text"],
];

describe("coerceValue", () => {
  for (const [type, raw, expected] of accepted) {
    it(`makes ${JSON.stringify(expected)} of ${JSON.stringify(raw)} as ${type}`, () => {
      assert.deepEqual(structuredClone(coerceValue(raw, type)), { kind: "value", value: expected });
    });
  }

  for (const [type, raw] of absent) {
    it(`takes ${JSON.stringify(raw)} as ${type} for no value`, () => {
      assert.deepEqual(coerceValue(raw, type), { kind: "absent" });
    });
  }

  for (const [type, raw, expected] of refused) {
    it(`refuses ${JSON.stringify(raw)} as ${type}`, () => {
      const coerced = coerceValue(raw, type);
      assert.equal(coerced.kind === "misfit" ? coerced.expected : coerced.kind, expected);
    });
  }
});
