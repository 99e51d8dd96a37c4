// Inferred types, and the roles of columns.
import assert from "node:assert/strict";
import { buildColumns, inferType } from "../../../src/core/collections/columns.ts";
import type { ColumnType, RowValue } from "../../../src/core/domain/collection.ts";

const repeat = (values: readonly RowValue[], times: number): RowValue[] => Array.from({ length: times }, () => values).flat();
const letters = [..."abcdefghijklmnopqrstuvwxyz"];

const cases: readonly [string, readonly RowValue[], ColumnType][] = [
  ["numbers and gaps", ["1", "", "2.5", null, 3], "number"],
  ["numbers too long to be exact", ["12345678901234567890"], "text"],
  ["true and false", ["true", "False", true], "boolean"],
  ["lists of messages", [[{ role: "user", content: "x" }], [{ role: "model", content: "y" }]], "conversation"],
  ["lists of messages, one of them empty", [[], [{ role: "user", content: "x" }]], "conversation"],
  ["empty lists", [[], []], "json"],
  ["lists", [["a"], [{ role: "user", content: "x" }]], "json"],
  ["objects", [{ a: 1 }, null], "json"],
  ["nothing", ["", null], "text"],
  ["numbers and words", ["1", "x"], "text"],
  ["few values in 10 rows", repeat(["a", "b"], 5), "category"],
  ["few values in 9 rows", repeat(["a", "b", "c"], 3), "text"],
  ["5 values in 10 rows", repeat(["a", "b", "c", "d", "e"], 2), "category"],
  ["6 values in 10 rows", [...repeat(["a"], 5), "b", "c", "d", "e", "f"], "text"],
  ["20 values in 40 rows", repeat(letters.slice(0, 20), 2), "category"],
  ["21 values in 84 rows", repeat(letters.slice(0, 21), 4), "text"],
];

describe("inferType", () => {
  for (const [name, values, expected] of cases) {
    it(`takes ${name} for ${expected}`, () => {
      assert.equal(inferType(values), expected);
    });
  }
});

describe("buildColumns", () => {
  const table = {
    columns: ["id", "n", "toString"],
    rows: [{ line: 2, values: { id: "x", n: "1", toString: "z" } as unknown as Record<string, RowValue> }],
  };

  it("infers types and takes columns for inputs, the id column excepted", () => {
    assert.deepEqual(buildColumns(table, null), [
      { name: "id", type: "text", isDeclared: false, role: "id" },
      { name: "n", type: "number", isDeclared: false, role: "input" },
      { name: "toString", type: "text", isDeclared: false, role: "input" },
    ]);
  });

  it("follows the manifest", () => {
    const manifest = {
      format: 1,
      data: "rows.csv",
      kind: "standard",
      columns: { id: { role: "metadata" }, n: { type: "category", role: "id" } },
    } as const;
    assert.deepEqual(buildColumns(table, manifest), [
      { name: "id", type: "text", isDeclared: false, role: "metadata" },
      { name: "n", type: "category", isDeclared: true, role: "id" },
      { name: "toString", type: "text", isDeclared: false, role: "input" },
    ]);
  });
});
