// A run's summary on the terminal, as one golden text, and its edge cases.
import assert from "node:assert/strict";
import { gateLines, summaryTable, summaryText } from "../../../src/core/report/summary-text.ts";
import { armEvents, ratingOf, startOf } from "../../support/event-factories.ts";
import { manifestCriterionOf, manifestOf, rowsOf } from "../../support/factories.ts";
import { exportInput, type RunInput } from "./report-fixtures.ts";

function linesOf(input: RunInput): string[] {
  return summaryText(exportInput(input).summary, null);
}

describe("summaryText", () => {
  it("says the verdict first, then arms, criteria, details, calls and warnings", () => {
    const rows = rowsOf(40);
    const polite = ["baseline", "short"].flatMap((variant) =>
      rows.map(({ id }, index) =>
        ratingOf({ row: id, variant }, index < 4 ? { criterion: "polite", value: 0, label: "fail" } : { criterion: "polite" }),
      ),
    );
    const events = [
      ...rows.map(({ id }) => startOf({ row: id })),
      ...armEvents("baseline", "P".repeat(20) + "F".repeat(18) + "EE"),
      ...armEvents("short", "P".repeat(38) + "FJ"),
      ...polite,
    ];
    const items = [manifestCriterionOf("c1"), manifestCriterionOf("polite", { severity: "soft" })];
    assert.deepEqual(
      linesOf({
        variants: ["baseline", "short"],
        rows,
        events,
        manifest: { criteria: { ...manifestOf().criteria, items }, isSimulated: true },
      }),
      [
        "short is better than baseline: 18 rows only short passed, 0 only baseline passed. The gain is +45 points (between +27.3 and +59.8 points).",
        "",
        "variant   samples  passed  failed  errors  pass rate   95% interval  score  tokens in/out  cost     p50  p95",
        "────────  ───────  ──────  ──────  ──────  ─────────  ─────────────  ─────  ─────────────  ────  ──────  ───",
        "baseline       40      20      18       2      50.0%  35.2% – 64.8%  0.675        380/190    $0  100 ms    –",
        "short          40      38       1       1      95.0%  83.5% – 98.6%  0.912        400/200    $0  100 ms    –",
        "",
        "criterion       baseline          short      change  verdict",
        "─────────  ─────────────  ─────────────  ──────────  ──────────────",
        "polite     34/40 (2 err)          36/40   +5 points  ? too few rows",
        "c1         20/40 (2 err)  38/40 (1 err)  +45 points  ▲ better",
        "",
        "short: won 18, lost 0, tied 22; pass_rate +45 points, 95% interval +27.3 points to +59.8 points (McNemar mid-p, Newcombe interval; p 0.0000038)",
        "40 generation and 0 rating calls · 0 retried · 3 errors · $0 spent",
        "! Every answer is simulated: the figures show how Touchstone works, not how good a prompt is.",
        "! 2 of 40 samples of baseline ended in an error and count as failures (pass rate 50.0% with them as failures, 52.6% without).",
        "! 1 of 40 samples of short ended in an error and counts as a failure (pass rate 95.0% with them as failures, 97.4% without).",
        "! Error (2×): the server failed",
        "! Error (1×): prose",
      ],
    );
  });

  it("shows an arm without samples as dashes", () => {
    assert.deepEqual(linesOf({ rows: rowsOf(1), events: [] }).slice(0, 6), [
      "variant   samples  passed  failed  errors  pass rate  95% interval  score  tokens in/out  cost  p50  p95",
      "────────  ───────  ──────  ──────  ──────  ─────────  ────────────  ─────  ─────────────  ────  ───  ───",
      "baseline        0       0       0       0          –             –      –            0/0    $0    –    –",
      "",
      "criterion  baseline",
      "─────────  ────────",
    ]);
  });

  it("has no verdict and no details for a baseline alone", () => {
    assert.equal(linesOf({ rows: rowsOf(2), events: armEvents("baseline", "PF") })[0]?.startsWith("variant"), true);
  });

  it("lists the criteria that the last variant fails most first", () => {
    const items = ["easy", "hard", "harder"].map((id) => manifestCriterionOf(id));
    const fail = { value: 0, label: "fail" } as const;
    const events = [
      ...armEvents("baseline", "PP", { criterion: "easy" }),
      ...["r01", "r02"].map((row) => ratingOf({ row }, { criterion: "harder", ...fail })),
      ratingOf({ row: "r01" }, { criterion: "hard", ...fail }),
      ratingOf({ row: "r02" }, { criterion: "hard" }),
    ];
    const lines = summaryTable(
      exportInput({ rows: rowsOf(2), events, manifest: { criteria: { ...manifestOf().criteria, items } } }).summary.variants,
    );
    assert.deepEqual(lines.slice(6, 9), ["harder          0/2", "hard            1/2", "easy            2/2"]);
  });

  it("names the family of variants that a p-value was adjusted for", () => {
    const lines = linesOf({
      variants: ["baseline", "short", "long"],
      rows: rowsOf(20),
      events: ["baseline", "short", "long"].flatMap((name, index) =>
        armEvents(name, "P".repeat(5 + index * 5) + "F".repeat(15 - index * 5)),
      ),
    });
    assert.equal(lines.filter((line) => /adjusted .* over 2 variants/.test(line)).length, 2);
  });

  it("draws the noise beside every difference, with where it comes from", () => {
    const epochs = ["PPPPPPPPPPPPPPPPPPPP", "PPPPPPPPPPPPPPPPPPFF"].flatMap((letters, epoch) =>
      ["baseline", "short"].flatMap((variant) => armEvents(variant, letters, { epoch })),
    );
    const lines = linesOf({ variants: ["baseline", "short"], rows: rowsOf(40), events: epochs, manifest: { epochs: 2 } });
    const table = lines.slice(lines.findIndex((line) => line.startsWith("criterion")));
    assert.match(table[0] ?? "", /change +noise +verdict$/);
    assert.match(table[2] ?? "", /^c1 .* ±9\.8 points +\? too few rows$/);
    assert.match(table.find((line) => line.startsWith("short: won")) ?? "", /; noise ±9\.8 points \(by 2 epochs\)$/);
  });

  it("calls a verdict provisional while samples are missing", () => {
    const events = [...armEvents("baseline", "F".repeat(20)), ...armEvents("short", "P".repeat(20))];
    assert.match(
      linesOf({ variants: ["baseline", "short"], rows: rowsOf(30), events })[0] ?? "",
      /^Provisional, 20 samples are missing: short is better than baseline/,
    );
  });

  it("says of several epochs how steady they are, what would help, and what a row counts as", () => {
    const letters = ["PPPPPPFFFFFF", "PPPPPFFFFFFF"];
    const events = letters.flatMap((each, epoch) => armEvents("baseline", each, { epoch }));
    const manifest = { samples: 24, epochs: 2, reduce: { at_least: 2 } };
    const lines = linesOf({ rows: rowsOf(12), events, variants: ["baseline"], manifest }).filter((line) => line.startsWith("baseline:"));
    assert.deepEqual(lines, [
      "baseline: of 12 rows, epochs disagree in 1, and 6 never passed (0 of 2): r07, r08, r09, r10, r11 and 1 more. A row passes when all of its 2 epochs do.",
      "baseline: pass_rate has a variance of 0.23 between rows and 0.042 within them (intraclass correlation 0.85). Most of the uncertainty (92%) comes from which rows were drawn: more rows help, more epochs hardly.",
    ]);
  });

  it("says what the gates came to between the figures and the calls, with a mark for each verdict", () => {
    const ruling = {
      gate: 0,
      rule: null,
      metric: null,
      variant: "short",
      category: null,
      rows: 1,
      value: null,
      interval: null,
      limit: null,
      rowsToSettle: null,
    };
    const gates = {
      verdict: "fail",
      sentence: "Gate failed.",
      rulings: [
        { ...ruling, verdict: "pass", sentence: "one" },
        { ...ruling, verdict: "fail", sentence: "two" },
        { ...ruling, verdict: "inconclusive", sentence: "three" },
      ],
    } as const;
    const { summary } = exportInput({ rows: rowsOf(1), events: armEvents("baseline", "P") });
    const lines = summaryText(summary, gates);
    assert.deepEqual(
      [lines.slice(lines.indexOf("Gate failed.") - 1, -1), gateLines(null)],
      [["", "Gate failed.", "  ✓ one", "  ✗ two", "  ? three", ""], []],
    );
  });
});
