// What a run has cost: answers and judge calls, each once, and unknown rather than 0.
import assert from "node:assert/strict";
import type { Cost, RatingEvent, RunEvent } from "../../../src/core/domain/run-event.ts";
import { addCosts, generationCosts, judgeCosts, knownSpentUsd, spentUsd } from "../../../src/core/domain/run-spend.ts";
import { failedResponseOf, ratingOf, recordOf, responseOf } from "../../support/event-factories.ts";
import { hashOf } from "../../support/factories.ts";

const usage = { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false };
const cost = (usd: number | null, cached = false): Cost => ({ usd, source: usd === null ? "unknown" : "table", cached });
const { provider } = responseOf({ row: "r1" });
const judge = (usd: number | null, counted: typeof usage | null = usage): RatingEvent["judge"] => ({
  model: "m",
  request: hashOf("judge"),
  attempt: 1,
  provider,
  usage: counted,
  cost: cost(usd),
});
const sharedJudge: RatingEvent["judge"] = { model: "m", request: hashOf("judge"), attempt: 1 };

describe("knownSpentUsd of a journal that lies", () => {
  for (const usd of [-5, Number.POSITIVE_INFINITY, Number.NaN, "0", "a lot"]) {
    it(`is not lowered by a cost of ${typeof usd} ${usd}`, () => {
      const record = recordOf(
        responseOf({ row: "r1" }, { cost: cost(0.5) }),
        responseOf({ row: "r2" }, { cost: { ...cost(0), usd: usd as number } }),
      );
      assert.deepEqual([knownSpentUsd(record), spentUsd(record)], [0.5, null]);
    });
  }
});

describe("spentUsd", () => {
  const [a, b] = [{ row: "r1" }, { row: "r2" }];
  const cases: readonly [string, readonly RunEvent[], number | null][] = [
    ["is 0 for an empty run", [], 0],
    ["adds answers", [responseOf(a, { cost: cost(0.25) }), responseOf(b, { cost: cost(0.5) })], 0.75],
    ["adds judge calls", [responseOf(a, { cost: cost(0.25) }), ratingOf(a, { judge: judge(0.5) })], 0.75],
    [
      "counts a judge call of several criteria once",
      [responseOf(a, { cost: cost(0) }), ratingOf(a, { judge: judge(0.5) }), ratingOf(a, { criterion: "c2", judge: sharedJudge })],
      0.5,
    ],
    ["leaves out cached answers", [responseOf(a, { cost: cost(0.25, true) }), responseOf(b, { cost: cost(0.5) })], 0.5],
    ["leaves out failed calls, whose cost is in doubt", [failedResponseOf(a), responseOf(b, { cost: cost(0.5) })], 0.5],
    ["is unknown when the cost of one answer is", [responseOf(a, { cost: cost(null) }), responseOf(b, { cost: cost(0.5) })], null],
    ["is unknown when the cost of one judge call is", [responseOf(a, { cost: cost(0.25) }), ratingOf(a, { judge: judge(null) })], null],
    [
      "is unknown when a judge answered without token counts",
      [responseOf(a, { cost: cost(0.25) }), ratingOf(a, { judge: judge(null, null) })],
      null,
    ],
    [
      "leaves out a judge call that failed",
      [
        responseOf(a, { cost: cost(0.25) }),
        ratingOf(a, {
          judge: {
            model: "m",
            request: hashOf("judge"),
            attempt: 1,
            provider: { ...provider, finish: null },
            usage: null,
            cost: cost(null),
          },
        }),
      ],
      0.25,
    ],
  ];
  for (const [title, events, expected] of cases) {
    it(title, () => {
      assert.equal(spentUsd(recordOf(...events)), expected);
    });
  }
});

describe("knownSpentUsd", () => {
  it("adds what is known and leaves out what is not", () => {
    const [a, b] = [{ row: "r1" }, { row: "r2" }];
    assert.equal(
      knownSpentUsd(recordOf(responseOf(a, { cost: cost(null) }), responseOf(b, { cost: cost(0.5) }), ratingOf(b, { judge: judge(0.25) }))),
      0.75,
    );
  });
});

describe("the costs of a sample", () => {
  const sample = recordOf(
    responseOf({ row: "r1" }, { cost: cost(0.25) }),
    ratingOf({ row: "r1" }, { judge: judge(0.5) }),
    ratingOf({ row: "r1" }, { criterion: "c2" }),
  )
    .samples.values()
    .next().value!;

  it("of its answer", () => {
    assert.deepEqual(generationCosts(sample), [cost(0.25)]);
  });

  it("of its judge calls, checks being free", () => {
    assert.deepEqual(judgeCosts(sample), [cost(0.5)]);
  });
});

describe("addCosts", () => {
  it("is 0 for nothing", () => {
    assert.equal(addCosts([]), 0);
  });

  it("is the same in whatever order the costs come, to the last digit", () => {
    const amounts = [0.1, 0.2, 0.3];
    assert.equal(addCosts(amounts.map((usd) => cost(usd))), addCosts(amounts.toReversed().map((usd) => cost(usd))));
  });
});
