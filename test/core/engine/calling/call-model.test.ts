// One call with its attempts: a durable start before each, every failure kept, and a stop where going on is hopeless.
import assert from "node:assert/strict";
import type { ModelConfig } from "../../../../src/core/domain/model-config.ts";
import { callModel, requestHash, type CallOutcome, type ModelCall } from "../../../../src/core/engine/calling/call-model.ts";
import { ProviderError, type ProviderErrorKind, type ProviderErrorOptions } from "../../../../src/core/providers/provider-error.ts";
import { completionOf, hashOf, modelOf, setupOf } from "../../../support/factories.ts";
import { createFakeClock, settle, type FakeClock } from "../../../support/fake-clock.ts";
import { createScriptedCaller, inTurn, type ScriptedAnswer, type ScriptedCall } from "../../../support/scripted-caller.ts";
import { createBench, planOf, rejectionOf, responsesIn, startsIn, type Bench } from "../engine-fixtures.ts";

const encoded = { method: "POST", path: "/answers", body: { model: "m-1", input: "hello" } } as const;

function failure(kind: ProviderErrorKind, options: ProviderErrorOptions = {}): ProviderError {
  return new ProviderError(kind, `it ended in ${kind}`, options);
}

interface Tried {
  readonly outcome: CallOutcome;
  readonly bench: Bench;
  readonly clock: FakeClock;
  readonly calls: readonly ScriptedCall[];
}

interface Circumstances {
  readonly model?: ModelConfig;
  readonly criteria?: readonly string[];
  readonly prepare?: (bench: Bench) => void;
}

function callOf(caller: ModelCall["caller"], { model = modelOf(), criteria }: Circumstances): ModelCall {
  return {
    sample: hashOf("sample"),
    row: "r1",
    variant: "baseline",
    epoch: 0,
    model,
    encoded,
    caller,
    slot: null,
    ...(criteria === undefined ? {} : { criteria }),
  };
}

async function tryCall(
  script: (call: ScriptedCall) => ScriptedAnswer | Promise<ScriptedAnswer>,
  circumstances: Circumstances = {},
): Promise<Tried> {
  const clock = createFakeClock({ isEager: true });
  const bench = await createBench({ plan: planOf(setupOf()), clock });
  circumstances.prepare?.(bench);
  const caller = createScriptedCaller(script);
  const outcome = await callModel(callOf(caller, circumstances), bench.context);
  return { outcome, bench, clock, calls: caller.calls };
}

/** The facts of a call that was recorded. */
function factsOf({ outcome }: Tried) {
  if (outcome.kind === "stopped") throw new Error("nothing was recorded");
  return outcome.facts;
}

describe("callModel: starts", () => {
  it("saves a start before each attempt is sent", async () => {
    const saved: number[] = [];
    let bench: Bench | null = null;
    await tryCall(
      ({ index }) => {
        saved.push(startsIn(bench?.events ?? []).length);
        return index < 2 ? failure("server") : "fine";
      },
      { prepare: (made) => (bench = made) },
    );
    assert.deepEqual(saved, [1, 2, 3]);
  });

  it("says in the start who is asked what, and for which attempt", async () => {
    const { bench } = await tryCall(inTurn(failure("server"), "fine"));
    const common = {
      k: "start",
      sample: hashOf("sample"),
      row: "r1",
      variant: "baseline",
      epoch: 0,
      model: "simulated/test-1",
      request: requestHash(encoded),
    };
    assert.deepEqual(startsIn(bench.events), [
      { ...common, attempt: 1, t: "2026-01-01T00:00:00.000Z" },
      { ...common, attempt: 2, t: "2026-01-01T00:00:00.250Z" },
    ]);
  });

  it("names the criteria in the start of a judge's call", async () => {
    const { bench } = await tryCall(() => "fine", { criteria: ["a", "b"] });
    assert.deepEqual(startsIn(bench.events)[0]?.criteria, ["a", "b"]);
  });

  it("sends nothing when the start cannot be saved", async () => {
    let calls = 0;
    const failed = tryCall(() => `answer ${(calls += 1)}`, { prepare: (bench) => bench.fillDisk(0) });
    assert.deepEqual([await rejectionOf(failed).then((error) => (error as { code: string }).code), calls], ["store/unwritable", 0]);
  });

  it("gives each attempt its own draw", async () => {
    const { calls } = await tryCall(inTurn(failure("server"), "fine"));
    assert.deepEqual(
      calls.map(({ draw }) => draw),
      [`1|${hashOf("sample")}||1`, `1|${hashOf("sample")}||2`],
    );
  });
});

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

describe("callModel: the cost cap", () => {
  const priced = modelOf({ provider: "openai", price: { input: 1_000_000, output: 1_000_000 }, parameters: { max_tokens: 10 } });
  const capped = async (script: () => ScriptedAnswer): Promise<unknown> => {
    const bench = await createBench({
      plan: planOf(setupOf(), { maxCostUsd: 1, maxCalls: 99 }),
      clock: createFakeClock({ isEager: true }),
    });
    const caller = createScriptedCaller(script);
    await callModel(callOf(caller, { model: priced }), bench.context);
    await callModel(callOf(caller, { model: priced }), bench.context);
    return [caller.calls.length, bench.control.stopped()?.reason];
  };

  it("counts an answer without token counts at its longest", async () => {
    assert.deepEqual(await capped(() => completionOf("fine", { usage: null })), [1, "the cost cap of $1 is reached"]);
  });

  it("counts an answer of a model that the table knows at no less than the table's price", async () => {
    const bench = await createBench({
      plan: planOf(setupOf(), { maxCostUsd: 1, maxCalls: 99 }),
      clock: createFakeClock({ isEager: true }),
    });
    const usage = { input: 0, output: 1_000_000, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false };
    const caller = createScriptedCaller(() => completionOf("fine", { usage }));
    const model = modelOf({ provider: "openai", model: "gpt-5-mini", price: { input: 0, output: 0 } });
    const outcome = await callModel(callOf(caller, { model }), bench.context);
    await callModel(callOf(caller, { model }), bench.context);
    assert.deepEqual(
      [outcome.kind === "answered" && outcome.facts.cost.usd, caller.calls.length, bench.control.stopped()?.cause],
      [0, 1, "budget"],
    );
  });

  it("counts an attempt that may have been billed at its longest", async () => {
    assert.deepEqual(await capped(() => failure("invalid-response")), [1, "the cost cap of $1 is reached"]);
  });
});

describe("callModel: stops", () => {
  it("stops the run when the account has no money left: what is missing is no error", async () => {
    const { outcome, bench } = await tryCall(() => failure("rate-limit", { status: 429, shouldRetry: false }));
    assert.deepEqual(
      [outcome, bench.control.stopped()],
      [{ kind: "stopped" }, { state: "paused", reason: "it ended in rate-limit", cause: "rate-limit" }],
    );
  });

  it("leaves a call to resuming when the server wants none for an hour", async () => {
    const { outcome, bench, calls } = await tryCall(() => failure("rate-limit", { status: 429, retryAfterMs: 3_600_000 }));
    assert.deepEqual(
      [outcome, calls.length, responsesIn(bench.events).map(({ status }) => status), bench.context.queue.parkedUntil()],
      [{ kind: "stopped" }, 1, ["cancelled"], Date.UTC(2026, 0, 1, 1)],
    );
  });

  it("stops the run when a server has refused everything for a quarter of an hour", async () => {
    const { outcome, bench, calls } = await tryCall(() => failure("rate-limit", { status: 429, retryAfterMs: 300_000 }));
    assert.deepEqual([outcome, calls.length, bench.control.stopped()?.cause], [{ kind: "stopped" }, 4, "rate-limit"]);
  });

  it("stops the run at a refused key, at once and without a result", async () => {
    const { outcome, bench, calls } = await tryCall(() => failure("auth", { status: 401 }));
    assert.deepEqual(
      [outcome, bench.control.stopped(), calls.length],
      [{ kind: "stopped" }, { state: "incomplete", reason: "it ended in auth", cause: "auth" }, 1],
    );
  });

  it("stops the run when a server cannot be reached, after the attempts of one call", async () => {
    const { outcome, bench, calls } = await tryCall(() => failure("unreachable"));
    assert.deepEqual(
      [outcome, bench.control.stopped(), calls.length],
      [{ kind: "stopped" }, { state: "incomplete", reason: "it ended in unreachable", cause: "unreachable" }, 3],
    );
  });

  it("sends nothing once the run has stopped, and leaves no trace", async () => {
    const { outcome, bench, calls } = await tryCall(() => "fine", {
      prepare: ({ control }) => control.stop({ state: "paused", reason: "enough" }),
    });
    assert.deepEqual([outcome, bench.events, calls.length], [{ kind: "stopped" }, [], 0]);
  });

  it("closes a call that it gives up when the run stops while it waits, without a result", async () => {
    const clock = createFakeClock();
    const bench = await createBench({ plan: planOf(setupOf()), clock });
    const calling = callModel(
      callOf(
        createScriptedCaller(() => failure("rate-limit")),
        {},
      ),
      bench.context,
    );
    while (clock.sleeps.length === 0) await settle();
    bench.control.stop({ state: "paused", reason: "enough" });
    assert.deepEqual(
      [await calling, responsesIn(bench.events).map(({ status }) => status), bench.record.samples.size, bench.record.open.size],
      [{ kind: "stopped" }, ["cancelled"], 0, 0],
    );
  });

  it("leaves nothing but its start when it is broken off", async () => {
    const clock = createFakeClock();
    const cancel = new AbortController();
    const bench = await createBench({ plan: planOf(setupOf()), clock, signal: cancel.signal });
    const caller = createScriptedCaller(
      ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    );
    const calling = callModel(callOf(caller, {}), bench.context);
    while (caller.calls.length === 0) await settle();
    cancel.abort();
    await clock.advance(5_000);
    assert.deepEqual([await calling, bench.events.map(({ k }) => k)], [{ kind: "stopped" }, ["start"]]);
  });

  it("keeps an answer that comes after the grace as late, and counts it for nothing", async () => {
    const clock = createFakeClock();
    const cancel = new AbortController();
    const bench = await createBench({ plan: planOf(setupOf()), clock, signal: cancel.signal });
    const caller = createScriptedCaller(async () => {
      await clock.sleep(6_000);
      return "too late";
    });
    const calling = callModel(callOf(caller, {}), bench.context);
    while (caller.calls.length === 0) await settle();
    cancel.abort();
    await clock.advance(5_000);
    await clock.advance(1_000);
    assert.deepEqual(
      [await calling, responsesIn(bench.events).map(({ status, output }) => [status, output?.text]), bench.record.samples.size],
      [{ kind: "stopped" }, [["late", "too late"]], 0],
    );
    assert.deepEqual([bench.record.open.size, bench.record.possiblyBilledTwice], [0, 1]);
  });

  it("keeps an answer that comes within the grace of a cancellation", async () => {
    const clock = createFakeClock();
    const cancel = new AbortController();
    const bench = await createBench({ plan: planOf(setupOf()), clock, signal: cancel.signal });
    const caller = createScriptedCaller(async ({ signal }) => {
      await clock.sleep(4_000, { signal });
      return "fine";
    });
    const calling = callModel(callOf(caller, {}), bench.context);
    while (caller.calls.length === 0) await settle();
    cancel.abort();
    await clock.advance(4_000);
    assert.equal((await calling).kind, "answered");
  });

  it("adds what an answer cost to what the run has spent", async () => {
    const model = modelOf({ provider: "openai", price: { input: 1e6, output: 0 } });
    const plan = planOf(setupOf(), { maxCostUsd: 10 });
    const bench = await createBench({ plan });
    await callModel(
      callOf(
        createScriptedCaller(() => "fine"),
        { model },
      ),
      bench.context,
    );
    assert.deepEqual(
      await callModel(
        callOf(
          createScriptedCaller(() => "fine"),
          { model },
        ),
        bench.context,
      ),
      { kind: "stopped" },
    );
  });
});

describe("callModel: a paused run", () => {
  /** Two calls of a run: the first is answered, the second meets what `script` says until it is answered. */
  async function afterAnAnswer(script: (index: number) => ScriptedAnswer): Promise<Tried> {
    const clock = createFakeClock({ isEager: true });
    const bench = await createBench({ plan: planOf(setupOf()), clock, patienceMs: Infinity });
    await callModel(
      callOf(
        createScriptedCaller(() => "fine"),
        {},
      ),
      bench.context,
    );
    const caller = createScriptedCaller(({ index }) => script(index));
    const outcome = await callModel(callOf(caller, {}), bench.context);
    return { outcome, bench, clock, calls: caller.calls };
  }

  it("makes a call as often as it takes until a server is found back", async () => {
    const { outcome, calls, bench } = await afterAnAnswer((index) => (index < 12 ? failure("unreachable") : "back"));
    assert.deepEqual(
      [outcome.kind === "answered" && outcome.completion.text, calls.length, bench.pauses.length, bench.pauses.at(-1)],
      ["back", 13, 13, null],
    );
  });

  it("keeps every attempt among the facts", async () => {
    const tried = await afterAnAnswer((index) => (index < 3 ? failure("unreachable") : "back"));
    assert.deepEqual(factsOf(tried).retries, Array(3).fill({ status: null, code: "unreachable", waitedMs: 250 }));
  });

  it("still repeats a call of unknown outcome once only, for it may be billed each time", async () => {
    const { outcome, calls } = await afterAnAnswer((index) => failure(index === 0 ? "unreachable" : "unknown-outcome"));
    assert.deepEqual([outcome.kind, calls.length], ["failed", 3]);
  });

  it("tries with another call when the one that was to be tried is not sent", async () => {
    const bench = await createBench({ plan: planOf(setupOf()), clock: createFakeClock({ isEager: true }) });
    const { pause, repeated } = bench.context;
    for (let times = 0; times < 20; times++) {
      repeated.failed(requestHash(encoded), failure("server"));
      pause.failed(failure("server"), { origin: "", isProbe: false });
    }
    const caller = createScriptedCaller(() => "fine");
    const unsent = await callModel(callOf(caller, {}), bench.context);
    const other = { ...encoded, body: { model: "m-1", input: "something else" } };
    const sent = await callModel({ ...callOf(caller, {}), encoded: other }, bench.context);
    assert.deepEqual([unsent.kind, sent.kind, caller.calls.length], ["failed", "answered", 1]);
  });
});
