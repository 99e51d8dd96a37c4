// Groups of rows by the value of the cluster column; rows without one stand alone.
import assert from "node:assert/strict";
import { clusterColumn, groupRows } from "../../../src/core/domain/row-clusters.ts";
import { columnOf } from "../../support/factories.ts";

describe("row clusters", () => {
  it("puts rows of one value side by side, whatever its type", () => {
    const rows = [
      { id: "a", values: { customer: "one" } },
      { id: "b", values: { customer: 2 } },
      { id: "c", values: { customer: "2" } },
      { id: "d", values: { customer: "one" } },
    ];
    assert.deepEqual(groupRows(rows, "customer"), [
      ["a", "d"],
      ["b", "c"],
    ]);
  });

  it("leaves rows alone that have no value, an empty one, a list, an object or one that nobody shares", () => {
    const rows = [
      { id: "a", values: {} },
      { id: "b", values: {} },
      { id: "c", values: { customer: "" } },
      { id: "d", values: { customer: "" } },
      { id: "e", values: { customer: ["x"] } },
      { id: "f", values: { customer: ["x"] } },
      { id: "g", values: { customer: null } },
      { id: "h", values: { customer: null } },
      { id: "i", values: { customer: "own" } },
    ];
    assert.deepEqual(groupRows(rows, "customer"), []);
  });

  it("takes no inherited property for a value", () => {
    const rows = ["a", "b"].map((id) => ({ id, values: {} }));
    assert.deepEqual(groupRows(rows, "constructor"), []);
  });

  it("knows the column by its role", () => {
    const columns = [columnOf("text"), columnOf("customer", { role: "cluster" })];
    assert.deepEqual([clusterColumn(columns), clusterColumn(columns.slice(0, 1))], ["customer", null]);
  });
});
