// When a run pauses by itself, how often it tries whether it can go on, and when it gives up.
import assert from "node:assert/strict";
import { createPause, type Pause, type PauseState } from "../../../../src/core/engine/calling/pause.ts";
import { createRunControl, type RunControl } from "../../../../src/core/engine/running/run-control.ts";
import { ProviderError, type ProviderErrorKind } from "../../../../src/core/providers/provider-error.ts";
import { createFakeClock, settle, type FakeClock } from "../../../support/fake-clock.ts";

const api = { origin: "https://api", isProbe: false };
const probe = { origin: "https://api", isProbe: true };
const elsewhere = { origin: "https://judge", isProbe: false };

interface Watch {
  readonly clock: FakeClock;
  readonly control: RunControl;
  readonly pause: Pause;
  readonly heard: (readonly [reason: string | null, isNew: boolean])[];
  /** Milliseconds until each next probe, as it was told. */
  readonly waits: number[];
  fail(kind: ProviderErrorKind, times?: number, call?: typeof api): boolean[];
}

function watch(patienceMs = 120_000, random = 1): Watch {
  const clock = createFakeClock();
  const limits = { concurrency: 10, maxCostUsd: null, maxCalls: null, maxAttempts: 5 };
  const control = createRunControl(limits, { calls: 0, usd: 0 }, clock, new AbortController().signal);
  const heard: [string | null, boolean][] = [];
  const waits: number[] = [];
  const onChange = (state: PauseState | null, isNew: boolean): void => {
    heard.push([state?.reason ?? null, isNew]);
    if (state !== null) waits.push(state.retryAt - clock.now());
  };
  const pause = createPause({ clock, random: () => random, control, patienceMs, onChange });
  return {
    clock,
    control,
    pause,
    heard,
    waits,
    fail: (kind, times = 1, call = api) => Array.from({ length: times }, () => pause.failed(new ProviderError(kind, `${kind}.`), call)),
  };
}

/** A run whose server was there and is gone. */
function cutOff(patienceMs?: number, random?: number): Watch {
  const made = watch(patienceMs, random);
  made.pause.answered(api);
  made.fail("unreachable");
  return made;
}

describe("createPause: a server out of reach", () => {
  it("pauses the run once it had been reached, and says why", () => {
    const { pause, heard } = cutOff();
    assert.deepEqual([pause.current()?.cause, heard], ["unreachable", [["unreachable.", true]]]);
  });

  it("pauses nothing before it was ever reached, for its address may be wrong", () => {
    const { pause, fail } = watch();
    pause.answered(elsewhere);
    assert.deepEqual([fail("unreachable", 30).includes(true), pause.current()], [false, null]);
  });

  it("counts against no call", () => {
    const { pause, fail } = watch();
    pause.answered(api);
    assert.deepEqual(fail("unreachable", 3), [true, true, true]);
  });

  it("is found back by an answer from there, and by no other", () => {
    const { pause, heard } = cutOff();
    pause.answered(elsewhere);
    const still = pause.current() !== null;
    pause.answered(api);
    assert.deepEqual([still, pause.current(), heard.at(-1)], [true, null, [null, true]]);
  });

  it("is found back by a refusal of the probe: it answers, so it is there", () => {
    const { pause, fail } = cutOff();
    fail("rate-limit", 1, probe);
    assert.equal(pause.current(), null);
  });
});

describe("createPause: failures in a row", () => {
  for (const kind of ["server", "unknown-outcome", "invalid-response"] as const) {
    it(`pauses the run after twenty that ended in ${kind}`, () => {
      const { pause, fail } = watch();
      fail(kind, 19);
      const before = pause.current();
      fail(kind);
      assert.deepEqual(
        [before, pause.current()?.cause, pause.current()?.reason],
        [null, "failures", `20 attempts in a row have failed; the last one: ${kind}.`],
      );
    });
  }

  it("begins to count again with each answer", () => {
    const { pause, fail } = watch();
    fail("server", 19);
    pause.answered(api);
    fail("server", 19);
    assert.equal(pause.current(), null);
  });

  it("counts no refusal", () => {
    const { pause, fail } = watch();
    fail("rate-limit", 100);
    assert.equal(pause.current(), null);
  });

  it("stops the run where the requests are wrong, which no probe mends", () => {
    const { pause, control, fail } = watch();
    fail("request", 20);
    assert.deepEqual(
      [pause.current(), control.stopped()],
      [null, { state: "paused", reason: "20 attempts in a row have failed; the last one: request.", cause: "failures" }],
    );
  });

  it("stops the run at the first key that is refused", () => {
    const { control, fail } = watch();
    fail("auth");
    assert.deepEqual(control.stopped(), { state: "incomplete", reason: "auth.", cause: "auth" });
  });

  it("holds a call that reached nobody while the run is paused; whatever a server said counts, so that a row that always fails has five attempts", () => {
    const { fail } = watch();
    fail("server", 20);
    const kinds = ["server", "unreachable", "unknown-outcome", "invalid-response", "request"] as const;
    assert.deepEqual(
      kinds.map((kind) => fail(kind)[0]),
      [false, true, false, false, false],
    );
  });
});

describe("createPause: probes", () => {
  it("go out one at a time, a second or more later", async () => {
    const { clock, pause } = cutOff();
    const atOnce = pause.isProbeDue();
    await clock.advance(2_000);
    const due = pause.isProbeDue();
    pause.probe();
    assert.deepEqual([atOnce, due, pause.isProbeDue()], [false, true, false]);
  });

  it("tell who waits that they are due", async () => {
    const { clock, pause } = cutOff();
    let told = 0;
    pause.onDue(() => void (told += 1));
    await clock.advance(2_000);
    assert.equal(told, 1);
  });

  it("are due again when one was not sent after all", async () => {
    const { clock, pause } = cutOff();
    await clock.advance(2_000);
    pause.probe();
    pause.withdrawn(probe);
    assert.equal(pause.isProbeDue(), true);
  });

  for (const [random, expected] of [
    [1, [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]],
    [0, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]],
  ] as const) {
    it(`back off to a minute at most (draws of ${random})`, async () => {
      const { clock, pause, waits, fail } = cutOff(Infinity, random);
      for (let index = 0; index < 6; index++) {
        await clock.advance(waits.at(-1) ?? 0);
        pause.probe();
        fail("unreachable", 1, probe);
      }
      assert.deepEqual(waits, expected);
    });
  }

  it("say the latest reason, as no new pause", () => {
    const { heard, pause, fail } = cutOff();
    pause.probe();
    fail("server", 1, probe);
    assert.deepEqual(heard.at(-1), ["server.", false]);
  });
});

describe("createPause: patience", () => {
  it("ends the run, to be resumed, when it has run out and the last probe failed", async () => {
    const { clock, control, pause, waits, fail } = cutOff(10_000);
    const stops: boolean[] = [];
    for (let index = 0; index < 3; index++) {
      await clock.advance(waits.at(-1) ?? 0);
      pause.probe();
      fail("unreachable", 1, probe);
      stops.push(control.stopped() !== null);
    }
    assert.deepEqual(
      [waits, stops, control.stopped()],
      [[2_000, 4_000, 4_000], [false, false, true], { state: "paused", reason: "unreachable.", cause: "unreachable" }],
    );
  });

  it("tries again when its alarm goes off, though the clock stands a moment before that time", async () => {
    const clock = createFakeClock();
    let lag = 0;
    const lagging = { ...clock, monotonic: () => clock.monotonic() - lag };
    const limits = { concurrency: 10, maxCostUsd: null, maxCalls: null, maxAttempts: 5 };
    const control = createRunControl(limits, { calls: 0, usd: 0 }, clock, new AbortController().signal);
    const pause = createPause({ clock: lagging, random: () => 1, control, patienceMs: 120_000, onChange: () => undefined });
    pause.answered(api);
    pause.failed(new ProviderError("unreachable", "gone."), api);
    lag = 0.4;
    const before = pause.isProbeDue();
    await clock.next();
    assert.deepEqual([before, pause.isProbeDue()], [false, true]);
  });

  it("never runs out where it has no end", async () => {
    const { clock, control, pause, waits, fail } = cutOff(Infinity);
    for (let index = 0; index < 500; index++) {
      await clock.advance(waits.at(-1) ?? 0);
      pause.probe();
      fail("unreachable", 1, probe);
    }
    assert.equal(control.stopped(), null);
  });

  it("leaves no timer behind when the run ends", async () => {
    const { clock, control } = cutOff();
    control.dispose();
    await settle();
    assert.equal(await clock.next(), false);
  });
});
