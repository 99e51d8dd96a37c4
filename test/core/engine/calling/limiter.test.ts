// How fast one model may be asked: without limits, by what a server asks for and says, and by a limiter that is shared.
import assert from "node:assert/strict";
import { createLimiter, createLimiters } from "../../../../src/core/engine/calling/limiter.ts";
import { createFakeClock, settle } from "../../../support/fake-clock.ts";
import { answered, bench, failed, refused, refusedOnce } from "./limiter-desk.ts";

describe("createLimiter: without limits", () => {
  it("lets every call go", () => {
    assert.equal(bench().takeAll(500).length, 500);
  });

  it("tells who waits when a call has ended", () => {
    const { limiter, takeAll, openings } = bench();
    for (const ticket of takeAll(2)) limiter.giveBack(ticket, answered);
    assert.equal(openings(), 2);
  });

  it("takes a ticket back once", () => {
    const { limiter, takeAll, openings } = bench();
    const [ticket] = takeAll(1);
    limiter.giveBack(ticket!, answered);
    limiter.giveBack(ticket!, answered);
    assert.equal(openings(), 1);
  });
});

describe("createLimiter: what a server asks for", () => {
  it("is obeyed by all calls", async () => {
    const { clock, takeAll } = await refusedOnce(8, 20_000);
    await clock.advance(19_999);
    const before = takeAll().length;
    await clock.advance(1);
    assert.deepEqual([before, takeAll().length], [0, 1]);
  });

  it("is obeyed after any failure", async () => {
    const { clock, limiter, takeAll } = bench();
    limiter.giveBack(takeAll(1)[0]!, failed(5_000));
    const before = takeAll(1).length;
    await clock.advance(5_000);
    assert.deepEqual([before, takeAll(1).length], [0, 1]);
  });

  it("is waited for up to ten minutes", async () => {
    const { limiter } = await refusedOnce(1, 600_000);
    assert.equal(limiter.parkedUntil(), null);
  });

  it("parks the limiter beyond ten minutes, and says until when", async () => {
    const { clock, limiter } = await refusedOnce(1, 3_600_000);
    const until = limiter.parkedUntil();
    await clock.advance(3_599_999);
    const last = limiter.parkedUntil();
    await clock.advance(1);
    const time = Date.UTC(2026, 0, 1, 1, 0, 0, 10);
    assert.deepEqual([until, last, limiter.parkedUntil()], [time, time, null]);
  });
});

describe("createLimiter: what a server says", () => {
  it("lets no more calls go than are left, and more as they come back", async () => {
    const { clock, limiter, takeAll } = bench();
    const [first] = takeAll(1);
    limiter.hear(first!, { requests: { limit: 10, remaining: 3, resetMs: 7_000 }, tokens: null });
    limiter.giveBack(first!, answered);
    const atOnce = takeAll().length;
    await clock.advance(2_000);
    assert.deepEqual([atOnce, takeAll().length], [3, 2]);
  });

  it("goes by the tokens that an answer usually takes", async () => {
    const { limiter, takeAll } = bench();
    const usage = { input: 60, output: 40, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false };
    const [first] = takeAll(1);
    limiter.hear(first!, { requests: null, tokens: { limit: 1000, remaining: 450, resetMs: 60_000 } });
    limiter.giveBack(first!, { kind: "answered", usage });
    assert.equal(takeAll().length, 4);
  });

  it("does not hear what an older call says after a newer one", () => {
    const { limiter, takeAll } = bench();
    const [older, newer] = takeAll(2);
    limiter.hear(newer!, { requests: { limit: 10, remaining: 0, resetMs: 10_000 }, tokens: null });
    limiter.hear(older!, { requests: { limit: 10, remaining: 9, resetMs: 1_000 }, tokens: null });
    assert.equal(limiter.take(), null);
  });

  it("counts what was sent after the call that brought the word", () => {
    const { limiter, takeAll } = bench();
    const [first] = takeAll(4);
    limiter.hear(first!, { requests: { limit: 10, remaining: 5, resetMs: 5_000 }, tokens: null });
    assert.equal(takeAll().length, 2);
  });

  it("holds nothing back for longer than a minute: a refusal would say so", async () => {
    const { clock, limiter, takeAll } = bench();
    limiter.hear(takeAll(1)[0]!, { requests: { limit: 200, remaining: 0, resetMs: 86_400_000 }, tokens: null });
    await clock.advance(59_999);
    const before = takeAll(1).length;
    await clock.advance(1);
    assert.deepEqual([before, takeAll(1).length], [0, 1]);
  });

  it("holds nothing back for a limit of which it is not said when it comes back", () => {
    const { limiter, takeAll } = bench();
    limiter.hear(takeAll(1)[0]!, { requests: { limit: 10, remaining: 0, resetMs: null }, tokens: null });
    assert.equal(takeAll(5).length, 5);
  });
});

describe("createLimiters", () => {
  it("has one limiter for each name that is in use", () => {
    const limiters = createLimiters({ clock: createFakeClock(), random: () => 0 });
    const first = limiters.at("a");
    first.onOpening(() => undefined);
    assert.deepEqual([limiters.at("a") === first, limiters.at("b") === first], [true, false]);
  });

  it("forgets what was learned when nobody uses a limiter any more, but not what its server asked for", async () => {
    const clock = createFakeClock();
    const limiters = createLimiters({ clock, random: () => 0 });
    const blocked = limiters.at("a");
    blocked.giveBack(blocked.take()!, refused(60_000));
    const before = limiters.at("a") === blocked;
    await clock.advance(60_000);
    assert.deepEqual([before, limiters.at("a") === blocked], [true, false]);
  });

  it("lets two runs take turns", () => {
    const limiter = createLimiters({ clock: createFakeClock(), random: () => 0 }).at("a");
    const told: string[] = [];
    limiter.onOpening(() => told.push("first"));
    limiter.onOpening(() => told.push("second"));
    for (let round = 0; round < 2; round++) limiter.giveBack(limiter.take()!, answered);
    assert.deepEqual(told, ["second", "first", "first", "second"]);
  });

  it("leaves no timer behind when nobody listens any more", async () => {
    const clock = createFakeClock();
    const limiter = createLimiter({ clock, random: () => 0.5 });
    const leave = limiter.onOpening(() => undefined);
    limiter.giveBack(limiter.take()!, refused(60_000));
    limiter.take();
    leave();
    await settle();
    assert.equal(await clock.next(), false);
  });
});
