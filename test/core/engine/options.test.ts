// Row selectors as they are written: every selector reads back as it was, anything else is none.
import assert from "node:assert/strict";
import fc from "fast-check";
import { formatRowSelector, parseRowSelector, type RowSelector } from "../../../src/core/engine/options.ts";

const count = fc.integer({ min: 1, max: 999_999_999 });
const id = fc.string({ minLength: 1 }).filter((text) => !text.includes(","));
const selector: fc.Arbitrary<RowSelector> = fc.oneof(
  count.map((some) => ({ kind: "first" as const, count: some })),
  count.map((some) => ({ kind: "sample" as const, count: some })),
  fc.array(id, { minLength: 1 }).map((ids) => ({ kind: "ids" as const, ids })),
);

describe("row selectors", () => {
  it("read back as they were written", () => {
    fc.assert(fc.property(selector, (original) => assert.deepEqual(parseRowSelector(formatRowSelector(original)), original)));
  });

  for (const [text, parsed] of [
    ["first:20", { kind: "first", count: 20 }],
    ["sample:1", { kind: "sample", count: 1 }],
    ["id:a", { kind: "ids", ids: ["a"] }],
    ["id:0123,b,,c", { kind: "ids", ids: ["0123", "b", "c"] }],
    ["id:first:20", { kind: "ids", ids: ["first:20"] }],
  ] as const) {
    it(`reads ${text}`, () => {
      assert.deepEqual(parseRowSelector(text), parsed);
    });
  }

  for (const text of ["", "20", "first", "first:", "first:0", "first:-1", "first:1.5", "first:1e3", "sample:007", "first:9999999999", "id:", "last:3", "First:3", " first:3", "first:3 "]) {
    it(`does not read "${text}"`, () => {
      assert.equal(parseRowSelector(text), null);
    });
  }
});
