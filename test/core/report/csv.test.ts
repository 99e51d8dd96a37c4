// Samples as CSV: safe to open in a spreadsheet (rule S19), and read back cell by cell.
import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { csv, csvCell } from "../../../src/core/report/exporters/csv.ts";
import { armEvents, failedResponseOf, ratingOf, responseOf } from "../../support/event-factories.ts";
import { rowOf, rowsOf } from "../../support/factories.ts";
import { exportInput, textOf, type RunInput } from "./report-fixtures.ts";

async function cellsOf(input: RunInput): Promise<string[][]> {
  return parse(await textOf(csv, exportInput(input)));
}

/** The lines of an export as records by column. */
async function recordsOf(input: RunInput): Promise<Record<string, string>[]> {
  return parse(await textOf(csv, exportInput(input)), { columns: true });
}

describe("csvCell", () => {
  for (const [value, expected] of [
    ["=1+1", "'=1+1"],
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
    ['=HYPERLINK("https://evil.example","x")', '"\'=HYPERLINK(""https://evil.example"",""x"")"'],
    ["+1+1", "'+1+1"],
    ["-1+1", "'-1+1"],
    ["-cmd", "'-cmd"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\tplain", "'\tplain"],
    ["\rplain", '"\'\rplain"'],
    [" =1", "' =1"],
    ["\n=1", '"\'\n=1"'],
    ["\u00a0=1", "'\u00a0=1"],
    ["\u200b=1", "'\u200b=1"],
    ["\u2060 \u200d@x", "'\u2060 \u200d@x"],
    ["\ufeff-x", "'\ufeff-x"],
    ['"=1+1"', '"\'""=1+1"""'],
    ["\uff1d1+1", "'\uff1d1+1"],
    ["\uff201", "'\uff201"],
    ["=", "'="],
    ["-", "'-"],
    ["--1", "'--1"],
    ["-1-1", "'-1-1"],
    ["-5%", "'-5%"],
    ["-5", "-5"],
    ["+5", "+5"],
    ["-1.5e-3", "-1.5e-3"],
    ["-.5", "-.5"],
    [-5, "-5"],
    [0.5, "0.5"],
    [true, "true"],
    [null, ""],
    [undefined, ""],
    ["", ""],
    ["1=1", "1=1"],
    ["e-mail", "e-mail"],
    ["'=1", "'=1"],
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
    [" spaces ", '" spaces "'],
    [["a", 1], '"[""a"",1]"'],
    [{ a: null }, '"{""a"":null}"'],
  ] as const) {
    it(`writes ${JSON.stringify(value)} as ${JSON.stringify(expected)}`, () => {
      assert.equal(csvCell(value), expected);
    });
  }

  it("reads back as it was, but for an apostrophe in front of what looks like a formula", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.string({ unit: fc.constantFrom("=", "+", "-", "@", "1", ",", '"', "\t", "\r", "\n", " ", "\u200b", "a") }),
        ),
        (text) => {
          const [[read]] = parse(`${csvCell(text)},end\r\n`, { relax_quotes: false }) as [[string]];
          assert.ok(read === text || read === `'${text}`);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("never starts a cell with what a spreadsheet runs", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("=", "+", "-", "@", "1", ".", "\t", "\r", "\n", " ", "\u200b", "\ufeff", "a") }),
        (text) => {
          const [[read]] = parse(`${csvCell(text)},end\r\n`) as [[string]];
          assert.ok(!/^[\s\u200b]*[=+\-@]/.test(read) || Number.isFinite(Number(read)));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("csv", () => {
  const rows = [rowOf("b", { text: "second, by name", size: 2 }), rowOf("a", { text: "=first", colour: "red" })];

  it("names every column once, in the order of their first appearance", async () => {
    assert.deepEqual(await cellsOf({ rows, events: [] }), [
      [
        "row",
        "variant",
        "epoch",
        "outcome",
        "score",
        "c1",
        "c1.reason",
        "text",
        "size",
        "colour",
        "response",
        "error",
        "model",
        "input_tokens",
        "output_tokens",
        "cost_usd",
        "total_ms",
      ],
    ]);
  });

  it("writes one line for each sample", async () => {
    const events = [
      responseOf({ row: "b" }, { output: { text: "an answer\nof two lines" } }),
      ratingOf({ row: "b" }, { reason: "it is, and well" }),
    ];
    assert.deepEqual((await cellsOf({ rows, events }))[1], [
      "b",
      "baseline",
      "0",
      "pass",
      "1",
      "pass",
      "it is, and well",
      "second, by name",
      "2",
      "",
      "an answer\nof two lines",
      "",
      "test-1",
      "10",
      "5",
      "0",
      "100",
    ]);
  });

  it("keeps the order of the rows, then of the variants, then of the epochs", async () => {
    const events = [1, 0].flatMap((epoch) =>
      ["short", "baseline"].flatMap((variant) => [...rows].reverse().map(({ id }) => responseOf({ row: id, variant, epoch }))),
    );
    assert.deepEqual(
      (await recordsOf({ variants: ["baseline", "short"], rows, events })).map(({ row, variant, epoch }) => `${row}/${variant}/${epoch}`),
      ["b/baseline/0", "b/baseline/1", "b/short/0", "b/short/1", "a/baseline/0", "a/baseline/1", "a/short/0", "a/short/1"],
    );
  });

  it("marks a sample without ratings, and an error in call and rating", async () => {
    const events = [...armEvents("baseline", "UJ"), failedResponseOf({ row: "r03" }, "the server failed")];
    assert.deepEqual(
      (await recordsOf({ rows: rowsOf(3), events })).map((record) => [
        record["outcome"],
        record["score"],
        record["c1"],
        record["c1.reason"],
        record["error"],
        record["cost_usd"],
      ]),
      [
        ["unrated", "", "", "", "", "0"],
        ["error", "", "error", "prose", "", "0"],
        ["error", "", "", "", "the server failed", ""],
      ],
    );
  });

  it("protects every cell: ids, columns, headers, responses, reasons, errors and models", async () => {
    const row = rowOf("=id", { "=column": "=value" });
    const name = { row: "=id" };
    const answer = responseOf(name, {
      output: { text: "=response" },
      provider: { ...responseOf(name).provider, model: "=model" },
      error: { code: "x", message: "=error" },
    });
    const cells = (await cellsOf({ rows: [row], events: [answer, ratingOf(name, { reason: "=reason" })] })).flat();
    assert.deepEqual(
      cells.filter((cell) => cell.includes("=")),
      ["'=column", "'=id", "'=reason", "'=value", "'=response", "'=error", "'=model"],
    );
  });

  it("ends every line as spreadsheets do", async () => {
    assert.deepEqual((await textOf(csv, exportInput({ rows: rowsOf(2), events: armEvents("baseline", "PP") }))).match(/\r\n/g)?.length, 3);
  });
});
