// Which lines a query asks for, and in which order.
import assert from "node:assert/strict";
import type { RowsSource } from "../../../../src/core/report/results/row-lines.ts";
import type { RowsQuery } from "../../../../src/protocol/rows-plane.ts";
import { armEvents, ratingOf, responseOf } from "../../../support/event-factories.ts";
import { rowOf, rowsOf } from "../../../support/factories.ts";
import { pairedSource, queryOf, sortedBy, sourceOf } from "./results-fixtures.ts";

async function matched(source: RowsSource, query: RowsQuery): Promise<string[]> {
  return (await source.match(source.lines, source.columns, query)).lines.map(({ id }) => id);
}

/** Rows `r01` and so on whose samples of both arms differ as `changes` says. */
function measured(changes: readonly Parameters<typeof responseOf>[1][]): RowsSource {
  const events = changes.flatMap((change, index) => {
    const name = { row: `r0${index + 1}`, variant: "short" };
    return [responseOf(name, change), ratingOf(name)];
  });
  return sourceOf({ rows: rowsOf(changes.length), events });
}

describe("the lines that match", () => {
  describe("orders", () => {
    it("by the file", async () => {
      assert.deepEqual(await matched(pairedSource("PPP", "FPE"), queryOf()), ["r01", "r02", "r03"]);
    });

    it("by the file from its end", async () => {
      assert.deepEqual(await matched(pairedSource("PPP", "FPE"), sortedBy("file", true)), ["r03", "r02", "r01"]);
    });

    it("by verdict, regressed first and errors first among them", async () => {
      assert.deepEqual(await matched(pairedSource("PFPPFE", "PPFE  "), sortedBy("verdict")), ["r04", "r03", "r02", "r01", "r05", "r06"]);
    });

    it("by verdict from its end, ties still as in the file", async () => {
      assert.deepEqual(await matched(pairedSource("PFPP", "PPFF"), sortedBy("verdict", true)), ["r01", "r02", "r03", "r04"]);
    });

    it("by score, what has none last", async () => {
      assert.deepEqual(await matched(pairedSource("PPPP", "PEFP"), sortedBy("score")), ["r03", "r01", "r04", "r02"]);
    });

    it("by score from its end, what has none still last", async () => {
      assert.deepEqual(await matched(pairedSource("PPPP", "FEPP"), sortedBy("score", true)), ["r03", "r04", "r01", "r02"]);
    });

    it("by change", async () => {
      assert.deepEqual(await matched(pairedSource("PFPE", "PPFP"), sortedBy("change")), ["r03", "r01", "r02", "r04"]);
    });

    it("by row, numbers as numbers", async () => {
      assert.deepEqual(await matched(sourceOf({ rows: ["t10", "t9", "T1"].map((id) => rowOf(id)) }), sortedBy("row")), ["T1", "t9", "t10"]);
    });

    it("by tokens", async () => {
      const usage = { input: 1, output: 9, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false };
      assert.deepEqual(await matched(measured([{ usage }, {}, { usage: null }]), sortedBy("tokens")), ["r02", "r01", "r03"]);
    });

    it("by latency", async () => {
      const time = { queuedMs: 0, firstByteMs: 1, totalMs: 7, retryWaitMs: 0 };
      assert.deepEqual(await matched(measured([{}, { time }]), sortedBy("latency")), ["r02", "r01"]);
    });

    it("by what a criterion said", async () => {
      assert.deepEqual(await matched(pairedSource("PPPP", "PFJE"), sortedBy("criterion:c1")), ["r03", "r02", "r01", "r04"]);
    });

    it("by a column of texts, the empty ones last", async () => {
      const rows = [rowOf("a", { name: "b" }), rowOf("b", { name: "" }), rowOf("c", { name: "A" })];
      assert.deepEqual(await matched(sourceOf({ rows }), sortedBy("column:name")), ["c", "a", "b"]);
    });

    it("by a column of numbers", async () => {
      const rows = [rowOf("a", { days: "9" }), rowOf("b", { days: 10 }), rowOf("c", { days: "none" }), rowOf("d", { days: -1 })];
      const columns = [{ name: "days", isNumeric: true, isId: false }];
      assert.deepEqual(await matched(sourceOf({ rows, columns }), sortedBy("column:days")), ["d", "a", "b", "c"]);
    });

    for (const by of ["nonsense", "column:gone", "constructor"])
      it(`by the file where it does not know ${by}`, async () => {
        assert.deepEqual(await matched(pairedSource("PP", "FP"), sortedBy(by, true)), ["r01", "r02"]);
      });
  });

  describe("filters", () => {
    const rows = [rowOf("T-1", { text: "Where is my PARCEL?" }), rowOf("T-2", { text: "Refund" }), rowOf("T-3", { text: "Refund" })];
    const name = { row: "T-3", variant: "short" };
    const source = sourceOf({ rows, events: [responseOf(name, { output: { text: "Your parcel is late." } }), ratingOf(name)] });

    for (const [what, text, expected] of [
      ["cells and responses in any case", "Parcel", ["T-1", "T-3"]],
      ["row ids", "t-2", ["T-2"]],
      ["around blanks", "  refund ", ["T-2", "T-3"]],
      ["nothing by nothing", " ", ["T-1", "T-2", "T-3"]],
      ["without patterns", ".*", []],
    ] as const)
      it(`by text: ${what}`, async () => {
        assert.deepEqual(await matched(source, queryOf({ text })), expected);
      });

    for (const [chip, expected] of [
      ["regressed", ["r02", "r03"]],
      ["improved", ["r04"]],
      ["changed", []],
      ["same", ["r01"]],
      ["passed", ["r01", "r04"]],
      ["failed", ["r02", "r03"]],
      ["errors", ["r03", "r04"]],
    ] as const)
      it(`by the chip ${chip}`, async () => {
        assert.deepEqual(await matched(pairedSource("PPPE ", "PFEP "), queryOf({ chips: [chip] })), expected);
      });

    it("by any of several chips", async () => {
      assert.deepEqual(await matched(pairedSource("PPF", "PFP"), queryOf({ chips: ["regressed", "improved"] })), ["r02", "r03"]);
    });
  });

  describe("counts", () => {
    it("each kind under the text, whatever the chips", async () => {
      const source = pairedSource("PPFE", "PFPE");
      const query = queryOf({ chips: ["regressed"], text: "r0" });
      assert.deepEqual((await source.match(source.lines, source.columns, query)).chips, [
        { chip: "regressed", count: 1 },
        { chip: "improved", count: 1 },
        { chip: "changed", count: 0 },
        { chip: "same", count: 1 },
        { chip: "errors", count: 1 },
      ]);
    });

    it("passes and failures in a run without variants", async () => {
      const source = sourceOf({ rows: rowsOf(3), variants: ["baseline"], events: armEvents("baseline", "PFE") });
      assert.deepEqual((await source.match(source.lines, source.columns, queryOf())).chips, [
        { chip: "passed", count: 1 },
        { chip: "failed", count: 2 },
        { chip: "errors", count: 1 },
      ]);
    });
  });
});
