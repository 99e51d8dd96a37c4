// The samples of an arm as lines, each set against the baseline.
import assert from "node:assert/strict";
import { findLine, rowLines } from "../../../../src/core/report/results/row-lines.ts";
import { armEvents, ratingOf, responseOf } from "../../../support/event-factories.ts";
import { manifestCriterionOf, manifestOf, rowOf, rowsOf } from "../../../support/factories.ts";
import { pairedSource, sourceOf } from "./results-fixtures.ts";

describe("rowLines", () => {
  for (const [baseline, short, verdict] of [
    ["P", "F", "regressed"],
    ["P", "E", "regressed"],
    ["P", "J", "regressed"],
    ["F", "P", "improved"],
    ["E", "P", "improved"],
    ["P", "P", "same"],
    ["F", "F", "same"],
    ["E", "F", "changed"],
    ["F", "E", "failed"],
    ["E", "E", "failed"],
    ["P", " ", "pending"],
    [" ", "P", "pending"],
    ["P", "U", "pending"],
  ] as const)
    it(`calls a row ${verdict} whose baseline is ${baseline} and whose variant is ${short}`, () => {
      assert.deepEqual(
        rowLines(pairedSource(baseline, short), "short").lines.map((line) => line.verdict),
        [verdict],
      );
    });

  it("calls an equal score with another text changed", () => {
    const name = { row: "r01", variant: "short" };
    const events = [...armEvents("baseline", "P"), responseOf(name, { output: { text: "other" } }), ratingOf(name)];
    assert.equal(rowLines(sourceOf({ rows: rowsOf(1), events }), "short").lines[0]?.verdict, "changed");
  });

  it("calls an equal text with another tool call changed", () => {
    const name = { row: "r01", variant: "short" };
    const output = { text: "answer to r01", toolCalls: [{ id: null, name: "refund", arguments: "{}" }] };
    const events = [...armEvents("baseline", "P"), responseOf(name, { output }), ratingOf(name)];
    assert.equal(rowLines(sourceOf({ rows: rowsOf(1), events }), "short").lines[0]?.verdict, "changed");
  });

  it("goes by whether the row passes before its score", () => {
    const set = {
      ...manifestOf().criteria,
      items: [manifestCriterionOf("c1", { weight: 0.1 }), manifestCriterionOf("c2", { severity: "soft" })],
    };
    const fail = { value: 0, label: "fail" } as const;
    const events = ["baseline", "short"].flatMap((variant) => {
      const name = { row: "r01", variant };
      const isBaseline = variant === "baseline";
      return [responseOf(name), ratingOf(name, isBaseline ? {} : fail), ratingOf(name, { criterion: "c2", ...(isBaseline ? fail : {}) })];
    });
    const [line] = rowLines(sourceOf({ rows: rowsOf(1), events, manifest: { criteria: set } }), "short").lines;
    assert.deepEqual([line?.verdict, Number(line?.score) > Number(line?.baselineScore)], ["regressed", true]);
  });

  it("judges the rows of a run without variants by themselves", () => {
    const source = sourceOf({ rows: rowsOf(4), variants: ["baseline"], events: armEvents("baseline", "PFE ") });
    assert.deepEqual(
      rowLines(source, null).lines.map(({ verdict }) => verdict),
      ["passed", "failed", "failed", "pending"],
    );
  });

  it("gives each epoch of a row a line", () => {
    const source = sourceOf({ rows: rowsOf(2), manifest: { epochs: 2 } });
    assert.deepEqual(
      rowLines(source, null).lines.map(({ key }) => key),
      [
        { row: "r01", epoch: 0 },
        { row: "r01", epoch: 1 },
        { row: "r02", epoch: 0 },
        { row: "r02", epoch: 1 },
      ],
    );
  });

  it("shows what was answered where the rows cannot be read", () => {
    const source = pairedSource("PP", "PF", { hasRows: false });
    assert.deepEqual(
      rowLines(source, "short").lines.map(({ id, row, verdict }) => [id, row, verdict]),
      [
        ["r01", null, "same"],
        ["r02", null, "regressed"],
      ],
    );
  });

  it("falls back to the first variant", () => {
    assert.equal(rowLines(pairedSource("P", "P"), "gone").variant, "short");
  });

  it("keeps keys of very long ids short and apart", () => {
    const ids = ["a", "b"].map((end) => "x".repeat(100_000) + end);
    const keys = rowLines(sourceOf({ rows: ids.map((id) => rowOf(id)) }), null).lines.map(({ key }) => key.row);
    assert.deepEqual([new Set(keys).size, keys.every((key) => key.length <= 200)], [2, true]);
  });
});

describe("findLine", () => {
  it("finds the line of a key", () => {
    const set = rowLines(pairedSource("PP", "PP"), null);
    assert.equal(findLine(set, { row: "r02", epoch: 0 }), set.lines[1]);
  });

  it("finds nothing for an epoch that the run does not have", () => {
    assert.equal(findLine(rowLines(pairedSource("P", "P"), null), { row: "r01", epoch: 1 }), null);
  });
});
