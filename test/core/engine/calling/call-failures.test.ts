// A call that fails: how often it is repeated, and what is said of it.
import assert from "node:assert/strict";
import { callModel } from "../../../../src/core/engine/calling/call-model.ts";
import { hashOf, modelOf, setupOf } from "../../../support/factories.ts";
import { createFakeClock, settle } from "../../../support/fake-clock.ts";
import { createScriptedCaller } from "../../../support/scripted-caller.ts";
import { createBench, planOf } from "../engine-fixtures.ts";
import { callOf, factsOf, failure, tryCall } from "./call-desk.ts";

describe("callModel: failures", () => {
  it("fails after five attempts and says how the last one ended", async () => {
    const { outcome, calls } = await tryCall(() => failure("server", { status: 503, requestId: "request-9" }));
    assert.deepEqual(
      outcome.kind === "failed" && [
        outcome.failure,
        outcome.attempt,
        outcome.facts.provider.status,
        outcome.facts.provider.requestId,
        calls.length,
      ],
      [{ code: "provider/server", message: "it ended in server" }, 5, 503, "request-9", 5],
    );
  });

  it("fails after five refusals when others are let through meanwhile", async () => {
    const clock = createFakeClock({ isEager: true });
    const bench = await createBench({ plan: planOf(setupOf()), clock });
    const { queue } = bench.context;
    const lane = queue.laneOf(modelOf());
    let answered = 0;
    const busy = { ...lane, limiter: { ...lane.limiter, answered: () => (answered += 1) } };
    const unlucky = createScriptedCaller(() => failure("rate-limit", { status: 429 }));
    const outcome = await callModel(callOf(unlucky, {}), {
      ...bench.context,
      queue: { ...queue, laneOf: () => busy, enter: (_, rank) => queue.enter(lane, rank) },
    });
    assert.deepEqual([outcome.kind, unlucky.calls.length], ["failed", 5]);
  });

  it("waits at least a quarter of a second between two attempts, whatever server and clocks say", async () => {
    const clock = createFakeClock();
    const bench = await createBench({ plan: planOf(setupOf()), clock });
    const sentAt: number[] = [];
    const caller = createScriptedCaller(() => {
      sentAt.push(clock.monotonic());
      return failure("server", { retryAfterMs: 0 });
    });
    const calling = callModel(callOf(caller, {}), { ...bench.context, clock: { ...clock, now: () => 1e12 - 1e9 * sentAt.length } });
    for (let isOver = false; !isOver;) {
      isOver = await Promise.race([calling.then(() => true), settle().then(() => false)]);
      await clock.advance(1);
    }
    const gaps = sentAt.slice(1).map((at, index) => at - (sentAt[index] ?? 0));
    assert.deepEqual([gaps.length, gaps.every((gap) => gap >= 250)], [4, true]);
  });

  it("does not send a request again that has failed five times in the same way, whoever asks", async () => {
    const bench = await createBench({ plan: planOf(setupOf()), clock: createFakeClock({ isEager: true }) });
    const caller = createScriptedCaller(() => failure("server", { status: 500 }));
    await callModel(callOf(caller, {}), bench.context);
    const again = await callModel({ ...callOf(caller, {}), sample: hashOf("another sample") }, bench.context);
    assert.deepEqual(again.kind === "failed" && [again.attempt, again.failure, caller.calls.length], [
      0,
      {
        code: "provider/server",
        message: "Not sent again in this run: the same request has failed five times in the same way. it ended in server",
      },
      5,
    ]);
  });

  it("sends a request again that has failed in several ways", async () => {
    const bench = await createBench({ plan: planOf(setupOf()), clock: createFakeClock({ isEager: true }) });
    const caller = createScriptedCaller(({ index }) => failure("server", { status: 500 + (index % 2) }));
    await callModel(callOf(caller, {}), bench.context);
    await callModel({ ...callOf(caller, {}), sample: hashOf("another sample") }, bench.context);
    assert.equal(caller.calls.length, 10);
  });

  it("sends a call of unknown outcome twice and counts both", async () => {
    const tried = await tryCall(() => failure("unknown-outcome"));
    assert.deepEqual([tried.calls.length, factsOf(tried).possiblyBilledAttempts], [2, 2]);
  });

  it("knows no cost of a failure", async () => {
    const model = modelOf({ provider: "openai", price: { input: 1, output: 10 } });
    assert.deepEqual(factsOf(await tryCall(() => failure("request"), { model })).cost, { usd: null, source: "unknown", cached: false });
  });

  it("goes on with the run after a request that was wrong", async () => {
    const { bench } = await tryCall(() => failure("request"));
    assert.equal(bench.control.stopped(), null);
  });

  it("rejects what is no provider's error: a bug is not a result", async () => {
    await assert.rejects(
      tryCall(() => new TypeError("undefined is not a function")),
      TypeError,
    );
  });
});
