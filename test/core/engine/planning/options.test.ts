// Row selectors and shards as they are written: each form is read, anything else is none.
import assert from "node:assert/strict";
import { parseRowSelector, parseShard } from "../../../../src/core/engine/planning/options.ts";

describe("row selectors", () => {
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

  for (const text of [
    "",
    "20",
    "first",
    "first:",
    "first:0",
    "first:-1",
    "first:1.5",
    "first:1e3",
    "sample:007",
    "first:9999999999",
    "id:",
    "last:3",
    "First:3",
    " first:3",
    "first:3 ",
  ]) {
    it(`does not read "${text}"`, () => {
      assert.equal(parseRowSelector(text), null);
    });
  }
});

describe("shards", () => {
  for (const [text, shard] of [
    ["1/1", { index: 1, count: 1 }],
    ["3/8", { index: 3, count: 8 }],
    ["9999/9999", { index: 9999, count: 9999 }],
  ] as const) {
    it(`are read from ${text}`, () => {
      assert.deepEqual(parseShard(text), shard);
    });
  }

  for (const text of ["", "3", "0/8", "9/8", "3/0", "-1/8", "1.5/8", "3/8/9", " 3/8", "03/8", "3/10000", "three/eight", "3 of 8"]) {
    it(`are not read from "${text}"`, () => {
      assert.equal(parseShard(text), null);
    });
  }
});
