// Filters: any value of a column, every column.
import assert from "node:assert/strict";
import { filterRows, unknownFilterColumns, type RowFilter } from "../../../src/core/collections/filter-rows.ts";

const rows = [
  { id: 1, values: { region: "EU", days: 30, vip: true } },
  { id: 2, values: { region: "US", days: "30", vip: "true" } },
  { id: 3, values: { region: "EU", days: 60 } },
  { id: 4, values: { region: null, days: [30] } },
];

// What an inherited property would be compared as.
const inheritedText = String(({} as Record<string, unknown>)["toString"]);

const cases: readonly [string, RowFilter, number[]][] = [
  ["nothing", {}, [1, 2, 3, 4]],
  ["one value", { region: ["EU"] }, [1, 3]],
  ["either of two values", { region: ["EU", "US"] }, [1, 2, 3]],
  ["two columns", { region: ["EU"], days: [60] }, [3]],
  ["a number as text", { days: ["30"] }, [1, 2]],
  ["a text as number", { days: [30] }, [1, 2]],
  ["a boolean, absent in some rows", { vip: [true] }, [1, 2]],
  ["null, which matches nothing", { region: ["null"] }, []],
  ["no value, which matches nothing", { region: [] }, []],
  ["a name that objects inherit", { toString: [inheritedText] }, []],
];

describe("filterRows", () => {
  for (const [name, filter, expected] of cases) {
    it(`by ${name}`, () => {
      assert.deepEqual(
        filterRows(rows, filter).map((row) => row.id),
        expected,
      );
    });
  }
});

describe("unknownFilterColumns", () => {
  it("names the columns that a collection does not have", () => {
    assert.deepEqual(unknownFilterColumns([{ name: "region" }], { region: ["EU"], regoin: ["EU"], days: [1] }), ["regoin", "days"]);
  });
});
