// Whether a run may go on: caps, the first reason to stop, and a cancellation that leaves calls in flight five seconds.
import assert from "node:assert/strict";
import type { Limits } from "../../../../src/core/engine/planning/plan.ts";
import { createRunControl, type RunControl } from "../../../../src/core/engine/running/run-control.ts";
import { createFakeClock, settle } from "../../../support/fake-clock.ts";

const limits: Limits = { concurrency: 1, maxCostUsd: null, maxCalls: null, maxAttempts: 5 };
const nothingSpent = { calls: 0, usd: 0 };

function controlOf(changes: Partial<Limits>, spent = nothingSpent): RunControl {
  return createRunControl({ ...limits, ...changes }, spent, createFakeClock(), new AbortController().signal);
}

function cancellable() {
  const clock = createFakeClock();
  const cancel = new AbortController();
  return { clock, cancel, control: createRunControl(limits, nothingSpent, clock, cancel.signal) };
}

describe("createRunControl: caps", () => {
  it("admits every call without a cap", () => {
    const control = controlOf({});
    assert.deepEqual(Array.from({ length: 100 }, () => control.admit()).includes(false), false);
  });

  it("admits as many calls as the cap says", () => {
    const control = controlOf({ maxCalls: 2 });
    assert.deepEqual([control.admit(), control.admit(), control.admit()], [true, true, false]);
  });

  it("counts the calls of earlier writers of the run", () => {
    assert.equal(controlOf({ maxCalls: 2 }, { calls: 2, usd: 0 }).admit(), false);
  });

  it("admits no call once the cost cap is reached", () => {
    const control = controlOf({ maxCostUsd: 1 });
    control.spend(0.5);
    const before = control.admit();
    control.spend(0.5);
    assert.deepEqual([before, control.admit()], [true, false]);
  });

  it("counts the money of earlier writers of the run", () => {
    assert.equal(controlOf({ maxCostUsd: 1 }, { calls: 5, usd: 1 }).admit(), false);
  });

  for (const amount of [-5, Number.NaN, -Infinity]) {
    it(`gives no money back for a call that cost ${amount}`, () => {
      const control = controlOf({ maxCostUsd: 1 }, { calls: 0, usd: 0.5 });
      control.spend(amount);
      control.spend(0.5);
      assert.equal(control.admit(), false);
    });
  }

  it("counts an unknown cost towards no cap", () => {
    const control = controlOf({ maxCostUsd: 1 });
    control.spend(null);
    assert.equal(control.admit(), true);
  });

  for (const [what, changes, reason] of [
    ["calls", { maxCalls: 0 }, "the cap of 0 calls is reached"],
    ["cost", { maxCostUsd: 0 }, "the cost cap of $0 is reached"],
  ] as const) {
    it(`pauses the run at the cap of ${what} and says so`, () => {
      const control = controlOf(changes);
      control.admit();
      assert.deepEqual(control.stopped(), { state: "paused", reason, cause: "budget" });
    });
  }
});

describe("createRunControl: stopping", () => {
  it("keeps the first reason", () => {
    const control = controlOf({});
    control.stop({ state: "incomplete", reason: "first" });
    control.stop({ state: "paused", reason: "second" });
    assert.deepEqual(control.stopped(), { state: "incomplete", reason: "first" });
  });

  it("admits no call after a stop", () => {
    const control = controlOf({});
    control.stop({ state: "incomplete", reason: "no" });
    assert.equal(control.admit(), false);
  });

  it("ends waits but not calls", () => {
    const control = controlOf({});
    control.stop({ state: "incomplete", reason: "no" });
    assert.deepEqual([control.stopSignal.aborted, control.callSignal.aborted], [true, false]);
  });
});

describe("createRunControl: cancelling", () => {
  it("admits no new call at once", () => {
    const { cancel, control } = cancellable();
    cancel.abort();
    assert.deepEqual([control.admit(), control.stopped()], [false, { state: "cancelled", reason: "cancelled" }]);
  });

  it("keeps the reason of whoever cancels", () => {
    const { cancel, control } = cancellable();
    cancel.abort(new Error("the window was closed"));
    assert.deepEqual(control.stopped(), { state: "cancelled", reason: "the window was closed" });
  });

  it("leaves calls in flight for five seconds", async () => {
    const { clock, cancel, control } = cancellable();
    cancel.abort();
    await clock.advance(4_999);
    assert.equal(control.callSignal.aborted, false);
  });

  it("breaks off calls after five seconds", async () => {
    const { clock, cancel, control } = cancellable();
    cancel.abort();
    await clock.advance(5_000);
    assert.equal(control.callSignal.aborted, true);
  });

  it("starts cancelled when the signal was aborted before", () => {
    const control = createRunControl(limits, nothingSpent, createFakeClock(), AbortSignal.abort());
    assert.equal(control.stopped()?.state, "cancelled");
  });

  it("breaks off calls when it is disposed of, and no longer waits for the grace to end", async () => {
    const { clock, cancel, control } = cancellable();
    cancel.abort();
    control.dispose();
    await settle();
    await clock.advance(5_000);
    assert.equal((control.callSignal.reason as Error).message, "the run has ended");
  });

  it("hears no cancellation once it is disposed of", () => {
    const { cancel, control } = cancellable();
    control.dispose();
    cancel.abort();
    assert.equal(control.stopped(), null);
  });
});
