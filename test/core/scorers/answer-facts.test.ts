// The checks of what is known of an answer beside its text: time, cost, tokens, how it ended.
import assert from "node:assert/strict";
import * as z from "zod";
import type { ArmFacts, Subject } from "../../../src/core/scorers/scorer.ts";
import { findScorer, scorers } from "../../../src/core/scorers/registry.ts";
import { outcomeOf, rate, wordsOf } from "./scorer-fixtures.ts";

const usage = { input: 1, output: 120, cacheRead: 0, cacheWrite: 0, reasoning: 100, estimated: false };

const cases: readonly (readonly [
  scorer: string,
  options: Record<string, unknown>,
  facts: Partial<Subject>,
  outcome: string,
  words: string,
])[] = [
  ["latency", { max_ms: 800 }, { latency: { totalMs: 800, isCached: false } }, "pass", "The answer took 800 ms; at most 800 ms passes."],
  ["latency", { max_ms: 800 }, { latency: { totalMs: 800.2, isCached: false } }, "fail", "The answer took 801 ms; at most 800 ms passes."],
  [
    "latency",
    { max_ms: 800 },
    { latency: { totalMs: 20, isCached: true } },
    "pass",
    "The answer took 20 ms when it was first given; at most 800 ms passes.",
  ],
  ["cost", { max_usd: 0.001 }, { costUsd: 0.0009876 }, "pass", "The answer cost $0.0009876; at most $0.001 passes."],
  ["cost", { max_usd: 0.001 }, { costUsd: 0.0010001 }, "fail", "The answer cost $0.0010001; at most $0.001 passes."],
  ["cost", { max_usd: 0.3 }, { costUsd: 0.1 + 0.2 }, "pass", "The answer cost $0.3; at most $0.3 passes."],
  ["cost", { max_usd: 0 }, { costUsd: 0 }, "pass", "The answer cost $0; at most $0 passes."],
  ["cost", { max_usd: 1 }, { costUsd: 2e-8 }, "pass", "The answer cost $0.00000002; at most $1 passes."],
  [
    "cost",
    { max_usd: 1 },
    { costUsd: null },
    "scorer/unknown-cost",
    "Nobody knows what the answer cost: its price or its tokens are unknown.",
  ],
  ["length", { unit: "tokens", max: 20 }, { usage }, "pass", "The response has 20 tokens."],
  ["length", { unit: "tokens", max: 19 }, { usage }, "fail", "The response has 20 tokens, more than 19."],
  [
    "length",
    { unit: "tokens", max: 20 },
    { usage: null },
    "scorer/unknown-tokens",
    "Nobody counted the tokens of this answer, so its length is unknown.",
  ],
  ["finish-reason", { value: "stop" }, { finish: "stop" }, "pass", "The answer ended with stop: the model had said all it wanted."],
  [
    "finish-reason",
    { value: "stop" },
    { finish: "length" },
    "fail",
    "The answer ended with length, not stop: it reached the limit of tokens.",
  ],
  [
    "finish-reason",
    { value: "end_turn" },
    {},
    "scorer/unknown-finish-reason",
    '"end_turn" is no reason for which an answer ends; those are stop, length, tool-calls, content-filter, refusal, other.',
  ],
];

describe("checks of an answer's facts", () => {
  for (const [scorer, options, facts, outcome, words] of cases) {
    it(`${scorer} ${JSON.stringify(options)} of ${JSON.stringify(facts)} is ${outcome}`, async () => {
      const rated = await rate(scorer, "a text", options, facts);
      assert.deepEqual([outcomeOf(rated), wordsOf(rated)], [outcome, words]);
    });
  }

  const refused: readonly (readonly [scorer: keyof typeof scorers, options: unknown])[] = [
    ["latency", { max_ms: 0 }],
    ["latency", { max_ms: -1 }],
    ["latency", { max_ms: "800ms" }],
    ["latency", {}],
    ["cost", { max_usd: -0.01 }],
    ["cost", {}],
    ["finish-reason", { value: "end_turn" }],
    ["finish-reason", {}],
    ["refusal", { value: "no" }],
  ];
  for (const [scorer, options] of refused) {
    it(`${scorer} refuses the options ${JSON.stringify(options)}`, () => {
      assert.equal(z.strictObject(scorers[scorer].options).safeParse(options).success, false);
    });
  }

  it("finish-reason may come from a column", () => {
    const { options, checkFilled } = scorers["finish-reason"];
    assert.deepEqual(
      [
        z.strictObject(options).safeParse({ value: "{{ends}}" }).success,
        checkFilled?.({ value: "length" }),
        checkFilled?.({ value: "x" }) === null,
      ],
      [true, null, false],
    );
  });

  const arm = (name: string, hasPrice: boolean): ArmFacts => ({ name, hasPrice, tools: [], outputSchema: null });

  it("cost names the arms without a price before the run", () => {
    assert.deepEqual(findScorer("cost")?.checkArms?.({ max_usd: 1 }, [arm("baseline", true), arm("own", false)]), [
      {
        key: "check",
        message: 'Nobody knows the price of the model of "own".',
        hint: "Add `price: {input: …, output: …}` to the model config.",
      },
    ]);
  });

  it("cost has nothing against arms with a price", () => {
    assert.deepEqual(findScorer("cost")?.checkArms?.({ max_usd: 1 }, [arm("baseline", true)]), []);
  });
});
