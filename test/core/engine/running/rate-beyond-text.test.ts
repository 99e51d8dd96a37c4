// What checks are shown beside the text: the facts of the answer, and what other criteria said of it.
import assert from "node:assert/strict";
import type { Criterion } from "../../../../src/core/domain/criterion-set.ts";
import type { RatingEvent } from "../../../../src/core/domain/run-event.ts";
import { rate } from "../../../../src/core/engine/running/rate.ts";
import { responseOf } from "../../../support/event-factories.ts";
import { collectionOf, criterionOf, criterionSetOf, judgeOf, questionOf, rowOf, setupOf } from "../../../support/factories.ts";
import { createScriptedCaller } from "../../../support/scripted-caller.ts";
import { createBench, planOf, ratingsIn, ratingsOf } from "../engine-fixtures.ts";

const row = rowOf("r1", { text: "the input" });

function verdictOn(id: string, verdict: "pass" | "fail"): string {
  return JSON.stringify({ ratings: [{ id, reason: "because", verdict }] });
}

/** The ratings of the answer `yes` with a judge that says `judged`, in the order in which they were journaled. */
async function rateBy(criteria: readonly Criterion[], judged: string): Promise<Map<string, RatingEvent>> {
  const plan = planOf(setupOf({ collection: collectionOf([row]), criteria: criterionSetOf(...criteria), judge: judgeOf() }));
  return ratingsOf(await createBench({ plan, judge: createScriptedCaller(() => judged) }), "yes");
}

/** `pass`, `fail` or the code of the error, by criterion. */
function outcomesOf(ratings: ReadonlyMap<string, RatingEvent>): Record<string, string | undefined> {
  return Object.fromEntries([...ratings].map(([id, rating]) => [id, rating.label ?? rating.error?.code]));
}

describe("rate: the facts of the answer", () => {
  it("reach the checks", async () => {
    const criteria = [
      criterionOf("called", { scorer: "tool-called", options: { tool: "search" } }),
      criterionOf("cheap", { scorer: "cost", options: { max_usd: 0.01 } }),
      criterionOf("fast", { scorer: "latency", options: { max_ms: 100 } }),
      criterionOf("brief", { scorer: "length", options: { unit: "tokens", max: 5 } }),
      criterionOf("cut", { scorer: "finish-reason", options: { value: "length" } }),
    ];
    const plan = planOf(setupOf({ collection: collectionOf([row]), criteria: criterionSetOf(...criteria) }));
    const bench = await createBench({ plan });
    const sample = plan.samples[0]!;
    const plain = responseOf({ row: "r1" }, { sample: sample.hash });
    const response = {
      ...plain,
      output: { text: "yes", toolCalls: [{ id: null, name: "search", arguments: "{}" }] },
      provider: { ...plain.provider, finish: "length" },
      usage: { input: 1, output: 7, cacheRead: 0, cacheWrite: 0, reasoning: 2, estimated: false },
      cost: { usd: 0.02, source: "table", cached: true },
      time: { firstByteMs: 1, totalMs: 90, queuedMs: 50, retryWaitMs: 70 },
    } as const;
    await rate(sample, response, criteria, new Map(), bench.context);
    const reasons = Object.fromEntries(ratingsIn(bench.events).map(({ criterion, reason }) => [criterion, reason]));
    assert.deepEqual(reasons, {
      called: 'The tool "search" was called once.',
      cheap: "The answer cost $0.02; at most $0.01 passes.",
      fast: "The answer took 90 ms when it was first given; at most 100 ms passes.",
      brief: "The response has 5 tokens.",
      cut: "The answer ended with length: it reached the limit of tokens.",
    });
  });
});

describe("rate: criteria made of others", () => {
  const both = (rule: unknown) => criterionOf("both", { scorer: "composite", options: { of: ["yes", "clear"], rule } });

  it("are rated after checks and questions, by their weights", async () => {
    const criteria = [both({ at_least: 0.75 }), criterionOf("yes", { weight: 3 }), questionOf("clear")];
    const rated = await rateBy(criteria, verdictOn("clear", "fail"));
    assert.deepEqual([[...rated.keys()].at(-1), outcomesOf(rated)], ["both", { yes: "pass", clear: "fail", both: "pass" }]);
  });

  it("are an error where a part is one", async () => {
    const rated = await rateBy([criterionOf("yes"), questionOf("clear"), both("any")], "prose");
    assert.deepEqual(outcomesOf(rated), { yes: "pass", clear: "judge/invalid-answer", both: "scorer/part-errored" });
  });

  it("turn round with not-", async () => {
    const criteria = [criterionOf("yes"), questionOf("clear"), { ...both("all"), isNegated: true }];
    const rated = await rateBy(criteria, verdictOn("clear", "fail"));
    assert.equal(outcomesOf(rated).both, "pass");
  });

  it("are left to resuming where a part was not rated, and take what is known already", async () => {
    const criteria = [criterionOf("yes"), criterionOf("clear"), both("all")];
    const plan = planOf(setupOf({ collection: collectionOf([row]), criteria: criterionSetOf(...criteria) }));
    const bench = await createBench({ plan });
    const sample = plan.samples[0]!;
    const response = responseOf({ row: "r1" }, { sample: sample.hash, output: { text: "yes" } });
    const left = criteria.filter(({ id }) => id !== "clear");
    await rate(sample, response, left, new Map(), bench.context);
    assert.deepEqual(
      ratingsIn(bench.events).map(({ criterion }) => criterion),
      ["yes"],
    );
    const known = new Map(
      ratingsIn(bench.events).map((event) => ["clear", { ...event, criterion: "clear", value: 0, label: "fail" }] as const),
    );
    await rate(sample, response, left, known, bench.context);
    assert.deepEqual(
      ratingsIn(bench.events).map(({ criterion, label }) => [criterion, label]),
      [
        ["yes", "pass"],
        ["yes", "pass"],
        ["both", "fail"],
      ],
    );
  });
});
