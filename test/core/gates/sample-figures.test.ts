// The figure that a rule reads off a sample, and what counts against it or is not measured at all.
import assert from "node:assert/strict";
import { scoreArm, type CriteriaFacts } from "../../../src/core/comparison/arm-samples.ts";
import type { ResponseEvent } from "../../../src/core/domain/run-event.ts";
import { sampleFigure } from "../../../src/core/gates/sample-figures.ts";
import { failedResponseOf, ratingOf, recordOf, responseOf } from "../../support/event-factories.ts";
import { manifestCriterionOf } from "../../support/factories.ts";

const name = { row: "r01" };
const criteria: CriteriaFacts = { items: [manifestCriterionOf("c1")], threshold: null };

function figureOf(metric: string, response: Partial<ResponseEvent>, facts = criteria, rating = {}): number | null {
  const [sample] = scoreArm(recordOf(responseOf(name, response), ratingOf(name, rating)), "baseline", facts);
  return sample === undefined ? assert.fail("no sample") : sampleFigure(sample, metric, facts, 1);
}

describe("sampleFigure", () => {
  const finish = (reason: "refusal" | "content-filter"): Partial<ResponseEvent> => ({
    provider: { ...responseOf(name).provider, finish: reason },
  });
  const paid = (usd: number | null, cached = false): Partial<ResponseEvent> => ({
    cost: { usd, source: usd === null ? "unknown" : "table", cached },
  });
  const refusals: CriteriaFacts = { items: [manifestCriterionOf("c1", { kind: "not-refusal" })], threshold: null };
  const failed = { value: 0, label: "fail" } as const;
  const cases: readonly (readonly [string, number | null, number | null])[] = [
    ["tokens of an answer", figureOf("tokens", {}), 15],
    ["tokens of an answer without usage", figureOf("tokens", { usage: null }), null],
    ["the cost at price of a cached answer", figureOf("cost_per_sample", paid(0.02, true)), 0.02],
    ["a cost that nobody knows", figureOf("cost_per_sample", paid(null)), null],
    ["no judge", figureOf("judge_cost", {}), 0],
    ["the time of an answer", figureOf("latency_p50", {}), 100],
    ["the time of a cached answer", figureOf("latency_p50", paid(0, true)), null],
    ["a refusal by the provider's word", figureOf("refusal_rate", finish("refusal")), 1],
    ["a filtered answer", figureOf("refusal_rate", finish("content-filter")), 1],
    ["a refusal by a check", figureOf("refusal_rate", {}, refusals, failed), 1],
    ["an answer", figureOf("refusal_rate", {}, refusals), 0],
    ["no error", figureOf("error_rate", {}), 0],
    ["a criterion that fails", figureOf("criterion.c1", {}, criteria, failed), 0],
  ];
  for (const [title, figure, expected] of cases) it(title, () => assert.equal(figure, expected));

  it("an error: against a rule about a fraction, of nothing that is measured", () => {
    const [sample] = scoreArm(recordOf(failedResponseOf(name)), "baseline", criteria);
    assert.ok(sample !== undefined);
    const figures = [
      "pass_rate",
      "score",
      "criterion.c1",
      "refusal_rate",
      "error_rate",
      "cost_per_sample",
      "judge_cost",
      "latency_p95",
      "tokens",
    ];
    assert.deepEqual(
      figures.map((metric) => [sampleFigure(sample, metric, criteria, 0), sampleFigure(sample, metric, criteria, 1)]),
      [
        [0, 1],
        [0, 1],
        [0, 1],
        [0, 1],
        [1, 1],
        [null, null],
        [null, null],
        [null, null],
        [null, null],
      ],
    );
  });
});
