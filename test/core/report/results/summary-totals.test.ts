// Tokens, cost, latency and errors of the arms, and their change.
import assert from "node:assert/strict";
import { armFigures, type ArmFigures } from "../../../../src/core/comparison/arm-figures.ts";
import { armTotals } from "../../../../src/core/report/results/summary-totals.ts";
import { manifestOf } from "../../../support/factories.ts";

function armOf(changes: Partial<ArmFigures>): ArmFigures {
  return { ...armFigures("baseline", [], manifestOf().criteria, null), ...changes };
}

const baseline = armOf({ tokens: { input: 82_400, output: 27_600 }, costUsd: 0.0758, latencyMs: { p50: 1420, p95: 3100 }, errors: 1 });
const short = armOf({ tokens: { input: 79_600, output: 16_200 }, costUsd: 0.0523, latencyMs: { p50: 1080, p95: null }, errors: 2 });

describe("armTotals", () => {
  it("sets two arms against each other", () => {
    assert.deepEqual(armTotals([baseline, short], false), [
      { label: "Input tokens", values: ["82,400", "79,600"], change: "−3.4%" },
      { label: "Output tokens", values: ["27,600", "16,200"], change: "−41.3%" },
      { label: "Cost", values: ["$0.0758", "$0.0523"], change: "−31.0%" },
      { label: "Latency p50", values: ["1.42 s", "1.08 s"], change: "−0.34 s" },
      { label: "Latency p95", values: ["3.10 s", "–"], change: "–" },
      { label: "Errors", values: ["1", "2"], change: "+1" },
    ]);
  });

  it("tells what the judge cost apart", () => {
    const judge = { tokens: { input: 0, output: 0 }, costUsd: 0.056 };
    assert.deepEqual(
      armTotals([armOf({ judge }), armOf({ judge })], true).filter(({ label }) => label.startsWith("Cost")),
      [
        { label: "Cost, generation", values: ["$0", "$0"], change: "0.0%" },
        { label: "Cost, judge", values: ["$0.0560", "$0.0560"], change: "0.0%" },
      ],
    );
  });

  it("has no change in a run of one arm", () => {
    assert.deepEqual(
      armTotals([baseline], false).map(({ values, change }) => [values.length, change]),
      Array.from({ length: 6 }, () => [1, "–"]),
    );
  });

  it("knows no change against nothing or an unknown cost", () => {
    const [, , cost] = armTotals([armOf({ costUsd: 0 }), armOf({ costUsd: 1 })], false);
    const [, , unknown] = armTotals([armOf({ costUsd: null }), armOf({ costUsd: 1 })], false);
    assert.deepEqual([cost?.change, unknown?.values, unknown?.change], ["–", ["unknown", "$1.00"], "–"]);
  });
});
