// A window of the rows table, and its size whatever the texts.
import assert from "node:assert/strict";
import fc from "fast-check";
import { rowsPlane } from "../../../../src/core/report/results/rows-plane.ts";
import { jsonBytes } from "../../../../src/core/report/results/text-limits.ts";
import { hostMessageSchema, mostMessageBytes } from "../../../../src/protocol/messages.ts";
import { mostCellCharacters, mostLines } from "../../../../src/protocol/rows-plane.ts";
import { failedResponseOf, responseOf } from "../../../support/event-factories.ts";
import { manifestCriterionOf, manifestOf, rowOf, rowsOf } from "../../../support/factories.ts";
import { hostileCharacters, hostileRow, renamed, pairedSource, queryOf, sortedBy, sourceOf } from "./results-fixtures.ts";

const whole = { from: 0, to: mostLines };

describe("rowsPlane", () => {
  it("says what a line of two arms came to", async () => {
    assert.deepEqual(await rowsPlane(pairedSource("P", "F"), queryOf(), whole), {
      query: queryOf(),
      criteria: [{ id: "c1", name: "c1" }],
      columns: [{ name: "text", isNumeric: false }],
      hasEpochs: false,
      total: 1,
      matched: 1,
      chips: [
        { chip: "regressed", count: 1 },
        { chip: "improved", count: 0 },
        { chip: "changed", count: 0 },
        { chip: "same", count: 0 },
        { chip: "errors", count: 0 },
      ],
      from: 0,
      lines: [
        {
          key: { row: "r01", epoch: 0 },
          score: 0,
          change: -1,
          verdict: "regressed",
          error: null,
          ratings: [{ label: "fail", change: "down" }],
          cells: ["text of r01"],
          response: "answer to r01",
          tokens: 5,
          latencyMs: 100,
          isCached: false,
          isErrored: false,
        },
      ],
    });
  });

  it("shows a sample that is still missing", async () => {
    const { lines } = await rowsPlane(pairedSource("P", " "), queryOf(), whole);
    assert.deepEqual(lines, [
      {
        key: { row: "r01", epoch: 0 },
        score: null,
        change: null,
        verdict: "pending",
        error: null,
        ratings: [{ label: null, change: null }],
        cells: ["text of r01"],
        response: null,
        tokens: null,
        latencyMs: null,
        isCached: false,
        isErrored: false,
      },
    ]);
  });

  it("says why a sample has no response", async () => {
    const events = [failedResponseOf({ row: "r01", variant: "short" }, "timed out\nafter 60 s")];
    const [line] = (await rowsPlane(sourceOf({ rows: rowsOf(1), events }), queryOf(), whole)).lines;
    assert.deepEqual([line?.error, line?.response, line?.latencyMs], ["timed out after 60 s", null, null]);
  });

  it("says why a sample has no rating", async () => {
    const [line] = (await rowsPlane(pairedSource("P", "J"), queryOf(), whole)).lines;
    assert.deepEqual([line?.error, line?.score, line?.ratings], ["prose", null, [{ label: "error", change: "down" }]]);
  });

  it("marks an answer from the cache", async () => {
    const name = { row: "r01", variant: "short" };
    const events = [responseOf(name, { cost: { usd: 0, source: "free", cached: true } })];
    assert.equal((await rowsPlane(sourceOf({ rows: rowsOf(1), events }), queryOf(), whole)).lines[0]?.isCached, true);
  });

  it("leaves the id column out of the cells", async () => {
    const columns = [
      { name: "id", isNumeric: false, isId: true },
      { name: "days", isNumeric: true, isId: false },
    ];
    const plane = await rowsPlane(sourceOf({ rows: [rowOf("a", { id: "a", days: 30 })], columns }), queryOf(), whole);
    assert.deepEqual([plane.columns, plane.lines[0]?.cells], [[{ name: "days", isNumeric: true }], ["30"]]);
  });

  it("calls criteria by their names", async () => {
    const criteria = { ...manifestOf().criteria, items: [manifestCriterionOf("c1", { name: "States the window" })] };
    const { criteria: shown } = await rowsPlane(sourceOf({ rows: rowsOf(1), manifest: { criteria } }), queryOf(), whole);
    assert.deepEqual(shown, [{ id: "c1", name: "States the window" }]);
  });

  it("cuts texts to one short line", async () => {
    const [line] = (await rowsPlane(sourceOf({ rows: [rowOf("a", { text: "漢\n".repeat(1000) })] }), queryOf(), whole)).lines;
    assert.equal(line?.cells[0], `${"漢 ".repeat(mostCellCharacters / 2 - 1)}漢…`);
  });

  it("gives the window that was asked for", async () => {
    const { from, lines } = await rowsPlane(pairedSource("PPPP", "PPPP"), sortedBy("file", true), { from: 1, to: 3 });
    assert.deepEqual([from, lines.map(({ key }) => key.row)], [1, ["r03", "r02"]]);
  });

  it("gives no more lines than a window may have", async () => {
    const { lines, matched } = await rowsPlane(sourceOf({ rows: rowsOf(500) }), queryOf(), { from: 0, to: 500 });
    assert.deepEqual([lines.length, matched], [mostLines, 500]);
  });

  it("gives an empty window behind the last line", async () => {
    const { from, lines } = await rowsPlane(pairedSource("PP", "PP"), queryOf(), { from: 90, to: 100 });
    assert.deepEqual([from, lines], [2, []]);
  });

  it("counts all samples and those that match", async () => {
    const { total, matched } = await rowsPlane(pairedSource("PPP", "PFP"), queryOf({ chips: ["regressed"] }), whole);
    assert.deepEqual([total, matched], [3, 1]);
  });

  it("stays below the size of a message, and within the schema, whatever the texts", async () => {
    const text = fc
      .tuple(fc.constantFrom(...hostileCharacters), fc.integer({ min: 1, max: 3000 }))
      .map(([unit, times]) => unit.repeat(times));
    await fc.assert(
      fc.asyncProperty(
        text,
        text,
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 120 }),
        async (id, cell, columnCount, criterionCount) => {
          const names = Array.from({ length: columnCount }, (_, index) => `${cell}${index}`);
          const rows = Array.from({ length: 60 }, (_, index) =>
            hostileRow(`${id}${index}`, Object.fromEntries(names.map((name) => [name, cell]))),
          );
          const items = Array.from({ length: criterionCount }, (_, index) => manifestCriterionOf(`c${index}`, { name: cell }));
          const events = rows.map((row, index) =>
            renamed(responseOf({ row: `row ${index}`, variant: "short" }, { output: { text: cell } }), row.id),
          );
          const source = sourceOf({ rows, events, manifest: { criteria: { ...manifestOf().criteria, items } } });
          const plane = await rowsPlane(source, queryOf({ text: "" }), whole);
          assert.ok(plane.lines.length > 0);
          assert.ok(jsonBytes({ kind: "rows", rows: plane }) <= mostMessageBytes);
          assert.equal(hostMessageSchema.safeParse({ kind: "rows", rows: plane }).success, true);
          assert.deepEqual(
            plane.lines.map(({ cells }) => cells.length),
            plane.lines.map(() => plane.columns.length),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it("shortens texts before it drops lines", async () => {
    const names = Array.from({ length: 10 }, (_, index) => `column ${index}`);
    const rows = Array.from({ length: 200 }, (_, index) =>
      rowOf(`r${index}`, Object.fromEntries(names.map((name) => [name, "漢".repeat(200)]))),
    );
    const { lines } = await rowsPlane(sourceOf({ rows }), queryOf(), whole);
    assert.deepEqual([lines.length, lines[0]?.cells[0]], [200, `${"漢".repeat(29)}…`]);
  });
});
