// What must hold of every gate, whatever the run: drawn runs with a fixed seed.
import assert from "node:assert/strict";
import type { GateDocument } from "../../../src/core/domain/experiment.ts";
import type { GateVerdict } from "../../../src/core/gates/ruling.ts";
import { seededRandom } from "../../../src/core/stats/random.ts";
import type { RunEvent } from "../../../src/core/domain/run-event.ts";
import { armEvents } from "../../support/event-factories.ts";
import { decide, rulingOf, type Arms } from "./gate-fixtures.ts";

const random = seededRandom(20_260_101);
const draw = (most: number): number => Math.floor(random() * most);

/** An arm of `rows` rows of which about `share` pass. */
function drawArm(rows: number, share: number): string {
  return Array.from({ length: rows }, () => (random() < share ? "P" : "F")).join("");
}

function drawArms(rows = 20 + draw(60)): { readonly baseline: string; readonly short: string } {
  const share = random();
  return { baseline: drawArm(rows, share), short: drawArm(rows, Math.min(1, Math.max(0, share + (random() - 0.5) / 2))) };
}

function drawGate(): GateDocument {
  const metric = ["pass_rate", "score", "criterion.c1"][draw(3)] ?? "pass_rate";
  const rule = random() < 0.5 ? ("point" as const) : ("evidence" as const);
  const limit = random();
  return [
    { metric, rule, no_worse_than: limit / 4 },
    { metric, rule, better_by: limit / 4 },
    { metric, rule, at_least: limit },
    { metric, rule, no_more_than: limit },
    { metric: "refusal_rate", rule, no_worse_than: limit / 4 },
    { metric: "refusal_rate", rule, no_more_than: limit / 20 },
    { metric, rule, no_more_than: `+${draw(30)}%` },
  ][draw(7)] as GateDocument;
}

/** With every error that is drawn allowed, so that the rules themselves are asked. */
function verdictOf(arms: Arms, gate: GateDocument): GateVerdict {
  const gates = [gate, { metric: "error_rate", no_more_than: 1 }];
  return decide(arms, { gates })?.rulings.find((ruling) => ruling.gate === 0)?.verdict ?? assert.fail("not decided");
}

function replace(letters: string, at: number, letter: string): string {
  return letters.slice(0, at) + letter + letters.slice(at + 1);
}

const rank = { fail: 0, inconclusive: 1, pass: 2 } as const;

describe("gates: properties", () => {
  it("an error more never turns a fail into a pass, in whichever arm", () => {
    for (let round = 0; round < 400; round += 1) {
      const gate = drawGate();
      let arms = drawArms();
      let before = verdictOf(arms, gate);
      for (let step = 0; step < 4; step += 1) {
        const arm = random() < 0.5 ? ("baseline" as const) : ("short" as const);
        const at = draw(arms[arm].length);
        arms = { ...arms, [arm]: replace(arms[arm], at, random() < 0.5 ? "E" : "J") };
        const after = verdictOf(arms, gate);
        assert.ok(!(before === "fail" && after === "pass"), JSON.stringify({ gate, arms }));
        before = after;
      }
    }
  });

  it("a larger accepted loss, a smaller gain asked for, a lower floor, a higher ceiling never does worse", () => {
    const steps = [0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8];
    for (let round = 0; round < 60; round += 1) {
      const arms = drawArms();
      const rule = random() < 0.5 ? ("point" as const) : ("evidence" as const);
      const metric = random() < 0.5 ? "pass_rate" : "score";
      const ranks = (gates: readonly GateDocument[]): number[] => gates.map((gate) => rank[rulingOf(arms, gate).verdict]);
      for (const series of [
        ranks(steps.map((limit) => ({ metric, rule, no_worse_than: limit }))),
        ranks(steps.toReversed().map((limit) => ({ metric, rule, better_by: limit }))),
        ranks(steps.toReversed().map((limit) => ({ metric, rule, at_least: limit }))),
        ranks(steps.map((limit) => ({ metric, rule, no_more_than: limit }))),
      ])
        assert.deepEqual(series, series.toSorted(), JSON.stringify({ arms, rule, metric }));
    }
  });

  it("never passes while a sample is missing or not rated", () => {
    for (let round = 0; round < 100; round += 1) {
      const arms = drawArms();
      const arm = random() < 0.5 ? ("baseline" as const) : ("short" as const);
      const unscored = { ...arms, [arm]: replace(arms[arm], draw(arms[arm].length), "U") };
      assert.equal(decide(unscored, { gates: [drawGate()] })?.verdict, "incomplete");
      const without = { ...arms, [arm]: arms[arm].slice(1) };
      assert.equal(decide(without, { gates: [drawGate()], changes: { samples: 2 * arms.short.length } })?.verdict, "incomplete");
    }
  });

  it("says the same whichever sample came first", () => {
    const arms = drawArms(40);
    const gates = [
      { metric: "tokens", no_more_than: "+10%", rule: "evidence" as const },
      { metric: "score", no_worse_than: 0.1 },
    ];
    // Each letter stands for a response and its rating.
    const inOrder = Object.entries(arms).flatMap(([name, letters]) => armEvents(name, letters));
    const pairs = Array.from({ length: inOrder.length / 2 }, (_, index) => inOrder.slice(2 * index, 2 * index + 2));
    const run = (events: readonly RunEvent[]): string =>
      JSON.stringify(decide({ baseline: "", short: "" }, { gates, changes: { samples: 80, epochs: 1 }, more: events }));
    const [first, second] = [run(pairs.flat()), run(pairs.toReversed().flat())];
    assert.match(first, /"verdict":"(pass|fail|inconclusive)"/);
    assert.equal(first, second);
  });

  it("a row more that the variant wins never does worse by a bare figure", () => {
    for (let round = 0; round < 100; round += 1) {
      const arms = drawArms();
      const lost = arms.short.indexOf("F");
      if (lost < 0) continue;
      const gate: GateDocument = { metric: "pass_rate", no_worse_than: random() / 4, rule: "point" };
      const better = { ...arms, short: replace(arms.short, lost, "P") };
      assert.ok(rank[rulingOf(better, gate).verdict] >= rank[rulingOf(arms, gate).verdict]);
    }
  });
});
