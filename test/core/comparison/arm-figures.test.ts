// The figures of one arm: errors stay in the denominator, epochs are averaged by row, what is unknown is null.
import assert from "node:assert/strict";
import { armFigures, type ArmFigures } from "../../../src/core/comparison/arm-figures.ts";
import { scoreArm } from "../../../src/core/comparison/arm-samples.ts";
import type { Cost, RunEvent } from "../../../src/core/domain/run-event.ts";
import { clusteredMean } from "../../../src/core/stats/clusters.ts";
import { wilsonInterval } from "../../../src/core/stats/wilson.ts";
import { armEvents, ratingOf, recordOf, responseOf } from "../../support/event-factories.ts";
import { hashOf, manifestCriterionOf } from "../../support/factories.ts";

const criteria = { items: [manifestCriterionOf("c1")], threshold: null };

function figuresOf(...events: readonly RunEvent[]): ArmFigures {
  return armFigures("baseline", scoreArm(recordOf(...events), "baseline", criteria), criteria, "2026-01-01T00:00:00.000Z");
}

function paid(usd: number | null, changes: Partial<Cost> = {}): Cost {
  return { usd, source: usd === null ? "unknown" : "table", cached: false, ...changes };
}

/** Answers that took so long each, all passed. */
function timed(...totals: readonly number[]): RunEvent[] {
  return totals.flatMap((totalMs, index) => {
    const name = { row: `r${index}` };
    return [responseOf(name, { time: { queuedMs: 0, firstByteMs: 1, totalMs, retryWaitMs: 0 } }), ratingOf(name)];
  });
}

describe("armFigures: rates", () => {
  it("counts every sample as passed, failed or error", () => {
    const { samples, passed, failed, errors } = figuresOf(...armEvents("baseline", "PPFEJU"));
    assert.deepEqual({ samples, passed, failed, errors }, { samples: 5, passed: 2, failed: 1, errors: 2 });
  });

  it("keeps errors in the denominator of the pass rate", () => {
    assert.equal(figuresOf(...armEvents("baseline", "PPFE")).passRate?.value, 0.5);
  });

  it("takes Wilson's interval for one epoch", () => {
    // Newcombe 1998, table I: 81 of 263, method 3, to four places.
    const { passRate } = figuresOf(...armEvents("baseline", "P".repeat(81) + "F".repeat(182)));
    assert.deepEqual([passRate?.lower.toFixed(4), passRate?.upper.toFixed(4)], ["0.2553", "0.3662"]);
  });

  it("shows the pass rate of the complete cases beside it", () => {
    assert.equal(figuresOf(...armEvents("baseline", "PPFE")).completeCasePassRate, 2 / 3);
  });

  it("knows no complete-case rate when every sample is an error", () => {
    assert.equal(figuresOf(...armEvents("baseline", "EJ")).completeCasePassRate, null);
  });

  it("counts an error as 0 in the mean score", () => {
    assert.equal(figuresOf(...armEvents("baseline", "PPPE")).meanScore, 0.75);
  });

  it("knows nothing of an arm without samples", () => {
    const { samples, passRate, completeCasePassRate, meanScore, latencyMs } = figuresOf();
    assert.deepEqual(
      { samples, passRate, completeCasePassRate, meanScore, latencyMs },
      { samples: 0, passRate: null, completeCasePassRate: null, meanScore: null, latencyMs: { p50: null, p95: null } },
    );
  });

  it("counts the failed rating and the failed call as errors of a criterion", () => {
    assert.deepEqual(figuresOf(...armEvents("baseline", "PPFEJ")).criteria, [{ id: "c1", passed: 2, failed: 1, errors: 2 }]);
  });
});

describe("armFigures: epochs", () => {
  const events = [...armEvents("baseline", "PPFP", { epoch: 0 }), ...armEvents("baseline", "PFFP", { epoch: 1 })];

  it("takes the mean of the row means", () => {
    assert.equal(figuresOf(...events).passRate?.value, 0.625);
  });

  it("takes the row for the unit: CR1 by row with n = rows", () => {
    const { lower, upper } = clusteredMean([1, 0.5, 0, 1], ["r01", "r02", "r03", "r04"], 0.95);
    const { passRate } = figuresOf(...events);
    assert.deepEqual(passRate, { value: 0.625, lower: Math.max(0, lower), upper: Math.min(1, upper) });
  });

  it("is less sure than it would be if epochs were rows", () => {
    const repeated = [...armEvents("baseline", "PPFFPPFF", { epoch: 0 }), ...armEvents("baseline", "PPFFPPFF", { epoch: 1 })];
    const rows = armEvents("baseline", "PPFFPPFFPPFFPPFF");
    const widthOf = ({ passRate }: ArmFigures): number => (passRate === null ? 0 : passRate.upper - passRate.lower);
    assert.ok(widthOf(figuresOf(...repeated)) > widthOf(figuresOf(...rows)));
  });

  for (const [what, epochs, value, passed, rows] of [
    ["rows that all passed", ["P".repeat(10), "P".repeat(10)], 1, 10, 10],
    ["rows that all failed", ["F".repeat(10), "F".repeat(10)], 0, 0, 10],
    ["rows that all passed in one epoch of three", ["PPPP", "FFFF", "FFFF"], 1 / 3, 1, 4],
    ["one row", ["P", "F", "P"], 2 / 3, 1, 1],
  ] as const) {
    it(`takes Wilson's interval with n = rows for ${what}`, () => {
      const { lower, upper } = wilsonInterval(passed, rows, 0.95);
      assert.deepEqual(figuresOf(...epochs.flatMap((letters, epoch) => armEvents("baseline", letters, { epoch }))).passRate, {
        value,
        lower,
        upper,
      });
    });
  }

  it("counts samples, not rows", () => {
    const { samples, passed } = figuresOf(...events);
    assert.deepEqual([samples, passed], [8, 5]);
  });
});

describe("armFigures: latency", () => {
  it("leaves out what came in a batch, and what the cache answered", () => {
    const time = { queuedMs: 0, firstByteMs: 0, totalMs: 800, retryWaitMs: 0 };
    const responses = [
      responseOf({ row: "a" }, { time }),
      responseOf({ row: "b" }, { time: { ...time, totalMs: 0, isBatch: true } }),
      responseOf({ row: "c" }, { time: { ...time, totalMs: 5 }, cost: { usd: 0, source: "table", cached: true } }),
    ];
    const record = recordOf(...responses);
    const criteria = { items: [], threshold: null };
    assert.equal(armFigures("baseline", scoreArm(record, "baseline", criteria), criteria, null).latencyMs.p50, 800);
  });
});

describe("armFigures: money and tokens", () => {
  const [first, second] = [{ row: "r01" }, { row: "r02" }];

  it("adds up the generation's cost at price, cached answers included", () => {
    const events = [
      responseOf(first, { cost: paid(0.25) }),
      ratingOf(first),
      responseOf(second, { cost: paid(0.5, { cached: true }) }),
      ratingOf(second),
    ];
    assert.equal(figuresOf(...events).costUsd, 0.75);
  });

  it("knows no cost when one is unknown", () => {
    const events = [responseOf(first, { cost: paid(0.25) }), ratingOf(first), responseOf(second, { cost: paid(null) }), ratingOf(second)];
    assert.equal(figuresOf(...events).costUsd, null);
  });

  it("still knows the cost when a call failed and cost nobody knows what", () => {
    assert.equal(figuresOf(responseOf(first, { cost: paid(0.25) }), ratingOf(first), ...armEvents("baseline", " E")).costUsd, 0.25);
  });

  it("adds up tokens", () => {
    assert.deepEqual(figuresOf(...armEvents("baseline", "PF")).tokens, { input: 20, output: 10 });
  });

  it("keeps the judge's tokens and cost apart, once for each call", () => {
    const { provider, usage, time, retries, possiblyBilledAttempts } = responseOf(first);
    const call = { model: "openai/judge", request: hashOf("judging"), attempt: 1 };
    const asked = { ...call, provider, usage, cost: paid(0.125), time, retries, possiblyBilledAttempts };
    const both = { items: [manifestCriterionOf("c1"), manifestCriterionOf("c2")], threshold: null };
    const record = recordOf(
      responseOf(first, { cost: paid(1) }),
      ratingOf(first, { judge: asked }),
      ratingOf(first, { criterion: "c2", judge: call }),
    );
    const { judge, costUsd } = armFigures("baseline", scoreArm(record, "baseline", both), both, null);
    assert.deepEqual([judge, costUsd], [{ tokens: { input: 10, output: 5 }, costUsd: 0.125 }, 1]);
  });
});

describe("armFigures: latency", () => {
  it("takes the median of one sample", () => {
    assert.deepEqual(figuresOf(...timed(300)).latencyMs, { p50: 300, p95: null });
  });

  it("takes the median by linear interpolation", () => {
    assert.equal(figuresOf(...timed(100, 200, 300, 400)).latencyMs.p50, 250);
  });

  it("knows no p95 of 59 answers", () => {
    assert.equal(figuresOf(...timed(...Array.from({ length: 59 }, (_, index) => index))).latencyMs.p95, null);
  });

  it("knows the p95 of 60 answers", () => {
    assert.equal(figuresOf(...timed(...Array.from({ length: 60 }, (_, index) => index))).latencyMs.p95?.toFixed(2), "56.05");
  });

  it("leaves cached answers out", () => {
    const name = { row: "cached" };
    const cached = responseOf(name, { cost: paid(0, { cached: true }), time: { queuedMs: 0, firstByteMs: 0, totalMs: 0, retryWaitMs: 0 } });
    assert.equal(figuresOf(...timed(300), cached, ratingOf(name)).latencyMs.p50, 300);
  });

  it("leaves failed calls out", () => {
    assert.equal(figuresOf(...timed(300), ...armEvents("baseline", "E")).latencyMs.p50, 300);
  });
});
