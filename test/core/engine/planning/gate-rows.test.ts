// The rows of gates as a run pins them.
import assert from "node:assert/strict";
import { pinGateRows } from "../../../../src/core/engine/planning/gate-rows.ts";
import { rowOf } from "../../../support/factories.ts";

const rows = [
  rowOf("a", { region: "EU", tier: "must" }),
  rowOf("b", { region: "US", tier: "nice" }),
  rowOf("c", { region: "EU", tier: "nice" }),
  rowOf("d", { tier: "must" }),
];

describe("pinGateRows", () => {
  it("pins nothing where every gate is about all rows", () => {
    assert.deepEqual(pinGateRows([{ metric: "score", at_least: 1 }], rows), {});
  });

  it("pins the rows of each filter and of each category, those without one too", () => {
    const gates = [
      { metric: "score", at_least: 1 },
      { metric: "score", at_least: 1, by: "region" },
      { must_pass: "all" as const, rows: { filter: { tier: ["must"] } } },
      { metric: "score", at_least: 1, by: "region", rows: { filter: { tier: ["nice"] } } },
    ];
    assert.deepEqual(pinGateRows(gates, rows), {
      gateRows: [
        { gate: 1, value: "EU", rows: ["a", "c"] },
        { gate: 1, value: "US", rows: ["b"] },
        { gate: 1, value: "", rows: ["d"] },
        { gate: 2, value: null, rows: ["a", "d"] },
        { gate: 3, value: "US", rows: ["b"] },
        { gate: 3, value: "EU", rows: ["c"] },
      ],
    });
  });

  it("pins a filter that no row passes as none", () => {
    assert.deepEqual(pinGateRows([{ must_pass: "all", rows: { filter: { tier: ["gone"] } } }], rows), {
      gateRows: [{ gate: 0, value: null, rows: [] }],
    });
  });
});
