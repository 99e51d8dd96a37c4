// What a call brings: the answer, and every attempt that failed before it.
import assert from "node:assert/strict";
import { callModel, requestHash } from "../../../../src/core/engine/calling/call-model.ts";
import { completionOf, modelOf, setupOf } from "../../../support/factories.ts";
import { createFakeClock, settle } from "../../../support/fake-clock.ts";
import { createScriptedCaller, inTurn } from "../../../support/scripted-caller.ts";
import { createBench, planOf } from "../engine-fixtures.ts";
import { callOf, encoded, factsOf, failure, tryCall } from "./call-desk.ts";

describe("callModel: answers", () => {
  it("hands on the answer with the attempt that brought it", async () => {
    const { outcome } = await tryCall(inTurn(failure("server"), completionOf("fine")));
    assert.deepEqual(outcome.kind === "answered" && [outcome.attempt, outcome.completion.text, outcome.request], [
      2,
      "fine",
      requestHash(encoded),
    ]);
  });

  it("records every failed attempt with its status, its kind and the wait after it", async () => {
    const tried = await tryCall(
      inTurn(failure("rate-limit", { status: 429, retryAfterMs: 3_000 }), failure("server", { status: 500 }), "fine"),
    );
    assert.deepEqual(factsOf(tried).retries, [
      { status: 429, code: "rate-limit", waitedMs: 3_000 },
      { status: 500, code: "server", waitedMs: 250 },
    ]);
  });

  it("waits on the clock what it says it waited", async () => {
    const tried = await tryCall(inTurn(failure("rate-limit", { retryAfterMs: 3_000 }), failure("server"), "fine"));
    assert.deepEqual([tried.clock.sleeps, factsOf(tried).time.retryWaitMs], [[3_000, 250], 3_250]);
  });

  it("does not take the time of failed attempts for time in the queue", async () => {
    const clock = createFakeClock();
    const bench = await createBench({ plan: planOf(setupOf()), clock });
    const caller = createScriptedCaller(async ({ index }) => {
      await clock.advance(1_000);
      return index === 0 ? failure("server") : "fine";
    });
    const calling = callModel(callOf(caller, {}), bench.context);
    while (clock.sleeps.length === 0) await settle();
    await clock.advance(250);
    const outcome = await calling;
    assert.deepEqual(outcome.kind === "answered" && outcome.facts.time, { queuedMs: 0, firstByteMs: 20, totalMs: 100, retryWaitMs: 250 });
  });

  it("counts attempts that may have been billed although no answer came", async () => {
    assert.equal(factsOf(await tryCall(inTurn(failure("unknown-outcome"), "fine"))).possiblyBilledAttempts, 1);
  });

  it("does not count attempts that were turned away", async () => {
    assert.equal(factsOf(await tryCall(inTurn(failure("rate-limit"), failure("server"), "fine"))).possiblyBilledAttempts, 0);
  });

  it("keeps what the provider said about the answer", async () => {
    const completion = completionOf("fine", {
      finish: { unified: "length", raw: "max_tokens" },
      systemFingerprint: "fp",
      serviceTier: "flex",
    });
    assert.deepEqual(factsOf(await tryCall(() => completion)).provider, {
      id: "answer-1",
      requestId: "request-1",
      model: "test-1",
      systemFingerprint: "fp",
      serviceTier: "flex",
      finish: "length",
      finishRaw: "max_tokens",
      status: 200,
    });
  });

  for (const [what, model, completion, cost] of [
    ["a simulated answer costs nothing", modelOf(), completionOf("fine"), { usd: 0, source: "free", cached: false }],
    [
      "an answer costs its tokens at the config's price",
      modelOf({ provider: "openai", price: { input: 1, output: 10 } }),
      completionOf("fine"),
      { usd: 60 / 1e6, source: "config", cached: false },
    ],
    [
      "an answer costs its tokens at the table's price",
      modelOf({ provider: "openai", model: "gpt-5" }),
      completionOf("fine"),
      { usd: (10 * 1.25 + 5 * 10) / 1e6, source: "table", cached: false },
    ],
    [
      "without a price the cost is unknown, not 0",
      modelOf({ provider: "openai" }),
      completionOf("fine"),
      { usd: null, source: "unknown", cached: false },
    ],
    [
      "without a usage the cost is unknown, not 0",
      modelOf({ provider: "openai", price: { input: 1, output: 10 } }),
      completionOf("fine", { usage: null }),
      { usd: null, source: "unknown", cached: false },
    ],
  ] as const) {
    it(what, async () => {
      assert.deepEqual(factsOf(await tryCall(() => completion, { model })).cost, cost);
    });
  }
});
