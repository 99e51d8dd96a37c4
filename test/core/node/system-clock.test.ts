// The system's clock: sleeps end, or end early with the signal's reason.
import assert from "node:assert/strict";
import { systemClock } from "../../../src/node/system-clock.ts";

describe("systemClock", () => {
  it("ends a sleep", async () => {
    assert.equal(await systemClock.sleep(1), undefined);
  });

  it("rejects a sleep with the reason of a signal that is aborted meanwhile", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const sleeping = systemClock.sleep(1_000_000, { signal: controller.signal });
    controller.abort(reason);
    await assert.rejects(sleeping, reason);
  });

  it("rejects a sleep at once when the signal is aborted already", async () => {
    const reason = new Error("enough");
    await assert.rejects(systemClock.sleep(1_000_000, { signal: AbortSignal.abort(reason) }), reason);
  });

  it("does not mind a signal that is aborted after the sleep", async () => {
    const controller = new AbortController();
    await systemClock.sleep(1, { signal: controller.signal });
    controller.abort();
    assert.equal(controller.signal.aborted, true);
  });

  it("never runs backwards", () => {
    const times = Array.from({ length: 1_000 }, () => systemClock.monotonic());
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
  });

  it("tells the wall-clock time", () => {
    const before = Date.now();
    const now = systemClock.now();
    assert.ok(now >= before && now <= Date.now());
  });
});
