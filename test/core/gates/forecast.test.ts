// What a gate can tell before it is asked, and that it tells the truth: equal prompts pass as often as was said.
import assert from "node:assert/strict";
import type { GateDocument } from "../../../src/core/domain/experiment.ts";
import { forecastGates, type Forecasting } from "../../../src/core/gates/forecast.ts";
import { seededRandom } from "../../../src/core/stats/random.ts";
import { rulingOf } from "./gate-fixtures.ts";

const loss: GateDocument = { metric: "pass_rate", no_worse_than: 0.05 };

function sentences(gates: readonly GateDocument[], more: Partial<Forecasting> = {}): string[] {
  return forecastGates({ gates, criteria: [{ id: "c1" }], alpha: 0.05, rows: 200, ...more }).map(({ sentence }) => sentence);
}

describe("the forecast of a gate", () => {
  it("says how often an equal prompt passes, and how many rows would do", () => {
    assert.deepEqual(sentences([loss, { ...loss, metric: "criterion.c1" }]), [
      "At 200 rows an equal prompt passes pass_rate no_worse_than 0.05 72% of the time; 433 rows would make it 95%.",
      "At 200 rows an equal prompt passes criterion.c1 no_worse_than 0.05 72% of the time; 433 rows would make it 95%.",
    ]);
    assert.deepEqual(sentences([loss], { rows: 2000 }), [
      "At 2000 rows an equal prompt passes pass_rate no_worse_than 0.05 more than 99% of the time.",
    ]);
    assert.deepEqual(sentences([{ ...loss, no_worse_than: 0.5 }], { rows: 19 }), [
      "At 19 rows an equal prompt passes pass_rate no_worse_than 0.5 never; 20 rows would make it 95%.",
    ]);
  });

  it("is about the rows of each category, and counts its gates from the first", () => {
    const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `r${index}`);
    const gateRows = [
      { gate: 1, value: "EU", rows: ids(100) },
      { gate: 1, value: "", rows: ids(1) },
    ];
    const forecast = forecastGates({
      gates: [
        { metric: "score", at_least: 1 },
        { ...loss, by: "region" },
      ],
      gateRows,
      criteria: [],
      alpha: 0.05,
      rows: 200,
    });
    assert.deepEqual(
      forecast.map(({ gate, category, rows, passesWhenEqual }) => [gate, category, rows, Math.round(passesWhenEqual * 100)]),
      [
        [1, "EU", 100, 47],
        [1, "", 1, 0],
      ],
    );
  });

  it("says nothing of rules that figures alone can tell of", () => {
    const gates: GateDocument[] = [
      { metric: "pass_rate", at_least: 0.9 },
      { metric: "pass_rate", better_by: 0.1 },
      { metric: "score", no_worse_than: 0.05 },
      { metric: "cost_per_sample", no_worse_than: 0.01 },
      { metric: "criterion.other", no_worse_than: 0.05 },
      { ...loss, no_worse_than: 0 },
      { ...loss, rule: "point" },
    ];
    assert.deepEqual(sentences(gates), []);
  });

  it("is kept by the gate, within what so many equal prompts may miss it by", () => {
    const random = seededRandom(7);
    const [{ passesWhenEqual } = { passesWhenEqual: 0 }] = forecastGates({ gates: [loss], criteria: [], alpha: 0.05, rows: 200 });
    const times = 120;
    let passed = 0;
    for (let time = 0; time < times; time += 1) {
      const draws = Array.from({ length: 200 }, () => random());
      const arm = (won: (draw: number) => boolean): string =>
        draws.map((draw) => (draw >= 0.1 ? (draw < 0.8 ? "P" : "F") : won(draw) ? "P" : "F")).join("");
      const arms = { baseline: arm((draw) => draw < 0.05), v: arm((draw) => draw >= 0.05) };
      if (rulingOf(arms, loss).verdict === "pass") passed += 1;
    }
    assert.ok(Math.abs(passed / times - passesWhenEqual) < 0.13, `${passed / times} against ${passesWhenEqual}`);
  });
});
