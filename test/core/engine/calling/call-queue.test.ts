// Which call goes next: under one ceiling, ratings first, a model that is turned away in nobody's way, one probe of a paused run.
import assert from "node:assert/strict";
import { createCallQueue, type CallQueue, type Pass, type Rank } from "../../../../src/core/engine/calling/call-queue.ts";
import { createLimiters, type Limiters } from "../../../../src/core/engine/calling/limiter.ts";
import { createPause, type Pause } from "../../../../src/core/engine/calling/pause.ts";
import { createRunControl, type RunControl } from "../../../../src/core/engine/running/run-control.ts";
import { ProviderError } from "../../../../src/core/providers/provider-error.ts";
import { modelOf } from "../../../support/factories.ts";
import { createFakeClock, settle, type FakeClock } from "../../../support/fake-clock.ts";
import { noEndpoints } from "../engine-fixtures.ts";

interface Desk {
  readonly clock: FakeClock;
  readonly control: RunControl;
  readonly pause: Pause;
  readonly queue: CallQueue;
  /** Names of the calls that may go, in their order; a call that was turned away has a `-` before its name. */
  readonly gone: string[];
  ask(name: string, model?: string, rank?: Rank): Promise<void>;
  /** Ends a call that has gone. */
  end(name: string, kind?: "answered" | "refused", retryAfterMs?: number | null): Promise<void>;
}

function desk(ceiling: number, clock = createFakeClock(), limiters?: Limiters): Desk {
  const random = (): number => 0.5;
  const limits = { concurrency: ceiling, maxCostUsd: null, maxCalls: null, maxAttempts: 5 };
  const control = createRunControl(limits, { calls: 0, usd: 0 }, clock, new AbortController().signal);
  const pause = createPause({ clock, random, control, patienceMs: 120_000, onChange: () => undefined });
  const { stopSignal } = control;
  const shared = limiters ?? createLimiters({ clock, random });
  const queue = createCallQueue({ ceiling, limiters: shared, endpoints: noEndpoints, pause, stopSignal });
  const models = new Map<string, ReturnType<typeof modelOf>>();
  const passes = new Map<string, Pass>();
  const gone: string[] = [];
  return {
    clock,
    control,
    pause,
    queue,
    gone,
    async ask(name, model = "m", rank = "generation") {
      const config = models.get(model) ?? modelOf({ provider: model.startsWith("simulated") ? "simulated" : "openai", model });
      models.set(model, config);
      void queue.enter(queue.laneOf(config), rank).then((pass) => {
        gone.push(pass === null ? `-${name}` : name);
        if (pass !== null) passes.set(name, pass);
      });
      await settle();
    },
    async end(name, kind = "answered", retryAfterMs = null) {
      passes.get(name)?.leave(kind === "answered" ? { kind, usage: null } : { kind, retryAfterMs });
      await settle();
    },
  };
}

const cut = new ProviderError("unreachable", "Could not connect.");

describe("createCallQueue", () => {
  it("lets as many go as the ceiling says, and the next when one has ended", async () => {
    const { ask, end, gone } = desk(2);
    for (const name of ["a", "b", "c", "d"]) await ask(name);
    const before = [...gone];
    await end("b");
    assert.deepEqual(
      [before, gone],
      [
        ["a", "b"],
        ["a", "b", "c"],
      ],
    );
  });

  it("holds the ceiling over all models", async () => {
    const { ask, gone } = desk(2);
    for (const [name, model] of [
      ["a", "one"],
      ["b", "two"],
      ["c", "three"],
    ] as const)
      await ask(name, model);
    assert.deepEqual(gone, ["a", "b"]);
  });

  it("lets ratings go before generations, in whatever lane they wait", async () => {
    const { ask, end, gone } = desk(1);
    await ask("a");
    await ask("b");
    await ask("c", "judge", "rating");
    await ask("d", "m", "rating");
    for (let index = 0; index < 4; index++) await end(gone[index] ?? "");
    assert.deepEqual([gone[0], gone[3], gone.slice(1, 3).sort()], ["a", "b", ["c", "d"]]);
  });

  it("serves the models in turn", async () => {
    const { ask, end, gone } = desk(1);
    for (const name of ["a1", "a2", "a3"]) await ask(name, "a");
    for (const name of ["b1", "b2"]) await ask(name, "b");
    for (let index = 0; index < 5; index++) await end(gone[index] ?? "");
    assert.deepEqual(gone, ["a1", "a2", "b1", "a3", "b2"]);
  });

  it("holds nothing back for a simulated refusal", async () => {
    const { ask, end, gone } = desk(2);
    await ask("a", "simulated-1");
    await end("a", "refused", 60_000);
    for (const name of ["b", "c", "d"]) await ask(name, "simulated-1");
    assert.deepEqual(gone, ["a", "b", "c"]);
  });

  it("keeps no model waiting for one that is turned away", async () => {
    const { ask, end, gone } = desk(2);
    await ask("a1", "a");
    await end("a1", "refused", 60_000);
    for (const name of ["a2", "a3", "a4"]) await ask(name, "a");
    for (const name of ["b1", "b2", "b3"]) await ask(name, "b");
    await end("b1");
    assert.deepEqual(gone, ["a1", "b1", "b2", "b3"]);
  });

  it("shares a limiter with another run of the process", async () => {
    const clock = createFakeClock();
    const limiters = createLimiters({ clock, random: () => 0.5 });
    const [one, two] = [desk(2, clock, limiters), desk(2, clock, limiters)];
    await one.ask("a");
    await one.end("a", "refused", 60_000);
    await one.ask("b");
    await two.ask("c");
    const closed = [one.gone.length, two.gone.length];
    await clock.advance(60_000);
    assert.deepEqual([closed, one.gone.length + two.gone.length], [[1, 0], 2]);
  });

  it("turns all away when the run stops", async () => {
    const { ask, control, gone } = desk(1);
    for (const name of ["a", "b"]) await ask(name);
    await ask("c", "judge", "rating");
    control.stop({ state: "paused", reason: "enough" });
    await settle();
    await ask("d");
    assert.deepEqual([gone[0], gone.slice(1).sort()], ["a", ["-b", "-c", "-d"]]);
  });

  it("turns those away whose server wants no call for an hour, and says until when", async () => {
    const { ask, end, queue, gone } = desk(1);
    await ask("a", "a");
    await ask("b", "a");
    await ask("c", "b");
    await end("a", "refused", 3_600_000);
    await ask("d", "a");
    assert.deepEqual([gone, queue.parkedUntil()], [["a", "-b", "c", "-d"], Date.UTC(2026, 0, 1, 1)]);
  });

  it("lets one call of a paused run go when it is time, and all when the run goes on", async () => {
    const { ask, end, clock, pause, gone } = desk(3);
    await ask("a");
    pause.answered({ origin: "", isProbe: false });
    pause.failed(cut, { origin: "", isProbe: false });
    for (const name of ["b", "c", "d"]) await ask(name);
    const paused = [...gone];
    await clock.advance(2_000);
    const probing = [...gone];
    pause.answered({ origin: "", isProbe: true });
    await end("b");
    assert.deepEqual([paused, probing, gone], [["a"], ["a", "b"], ["a", "b", "c", "d"]]);
  });
});
