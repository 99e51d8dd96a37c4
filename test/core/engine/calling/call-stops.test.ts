// Where a call ends its run, and what is kept of a call that is broken off.
import assert from "node:assert/strict";
import { callModel } from "../../../../src/core/engine/calling/call-model.ts";
import { modelOf, setupOf } from "../../../support/factories.ts";
import { createFakeClock, settle } from "../../../support/fake-clock.ts";
import { createScriptedCaller } from "../../../support/scripted-caller.ts";
import { createBench, planOf, responsesIn } from "../engine-fixtures.ts";
import { callOf, failure, tryCall } from "./call-desk.ts";

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
