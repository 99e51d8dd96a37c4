// How fast one model may be asked: refusals, what a server asks for and says, the probe after a refusal, and a limiter that is shared.
import assert from "node:assert/strict";
import { createLimiter, createLimiters, type CallEnd, type Limiter, type Ticket } from "../../../../src/core/engine/calling/limiter.ts";
import { createFakeClock, settle, type FakeClock } from "../../../support/fake-clock.ts";

const answered: CallEnd = { kind: "answered", usage: null };
const refused = (retryAfterMs: number | null = null): CallEnd => ({ kind: "refused", retryAfterMs });
const failed = (retryAfterMs: number | null = null): CallEnd => ({ kind: "failed", retryAfterMs });

interface Bench {
  readonly clock: FakeClock;
  readonly limiter: Limiter;
  /** Takes as many as may go now, at most `most`. */
  takeAll(most?: number): Ticket[];
  /** How often it was told that asking again may help. */
  readonly openings: () => number;
}

function bench(random = 0.5): Bench {
  const clock = createFakeClock();
  const limiter = createLimiter({ clock, random: () => random });
  let openings = 0;
  limiter.onOpening(() => void (openings += 1));
  return {
    clock,
    limiter,
    takeAll(most = 50) {
      const tickets: Ticket[] = [];
      for (let ticket = limiter.take(); ticket !== null; ticket = limiter.take()) {
        tickets.push(ticket);
        if (tickets.length === most) break;
      }
      return tickets;
    },
    openings: () => openings,
  };
}

/** A limiter whose last call of `count` was refused after 10 ms and whose others are answered. */
async function refusedOnce(count = 8, retryAfterMs: number | null = null): Promise<Bench> {
  const made = bench();
  const tickets = made.takeAll(count);
  await made.clock.advance(10);
  const last = tickets.pop();
  if (last !== undefined) made.limiter.giveBack(last, refused(retryAfterMs));
  for (const ticket of tickets) made.limiter.giveBack(ticket, answered);
  return made;
}

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

describe("createLimiter: a refusal", () => {
  it("closes the limiter, and one probe goes first", async () => {
    const { clock, takeAll } = await refusedOnce();
    const atOnce = takeAll().length;
    await clock.advance(500);
    assert.deepEqual([atOnce, takeAll().length], [0, 1]);
  });

  it("wakes who waits when the probe may go", async () => {
    const { clock, limiter, openings } = await refusedOnce();
    const before = openings();
    limiter.take();
    await clock.advance(500);
    assert.equal(openings(), before + 1);
  });

  it("opens when the probe is answered, at a pace", async () => {
    const { clock, limiter, takeAll } = await refusedOnce();
    await clock.advance(500);
    const [probe] = takeAll();
    await clock.advance(20);
    limiter.giveBack(probe!, answered);
    assert.equal(takeAll().length, 1);
  });

  it("opens when the probe has not been refused for a second, for refusals come fast", async () => {
    const { clock, takeAll } = await refusedOnce();
    await clock.advance(500);
    takeAll();
    await clock.advance(999);
    const before = takeAll().length;
    await clock.advance(1);
    assert.deepEqual([before, takeAll().length], [0, 1]);
  });

  it("sends another probe when the probe failed otherwise", async () => {
    const { clock, limiter, takeAll } = await refusedOnce();
    await clock.advance(500);
    limiter.giveBack(takeAll()[0]!, failed());
    assert.equal(takeAll().length, 1);
  });

  it("waits longer with each probe that is refused, up to eight seconds", async () => {
    const { clock, limiter, takeAll } = await refusedOnce(1);
    const waits: number[] = [];
    for (let round = 0; round < 8; round++) {
      const from = clock.monotonic();
      let probe: Ticket | undefined;
      while (probe === undefined) {
        await clock.advance(50);
        [probe] = takeAll();
      }
      waits.push(clock.monotonic() - from);
      limiter.giveBack(probe, refused());
    }
    assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 4000, 4000, 4000]);
  });

  it("is one episode with the refusals of the calls that were in flight with it", async () => {
    /** How many go in three seconds after so many calls, a hundred a second, of which those behind the ninetieth were refused. */
    const sentAfter = async (calls: number): Promise<number> => {
      const { clock, limiter, takeAll } = bench();
      const tickets: Ticket[] = [];
      for (let index = 0; index < calls; index++) {
        tickets.push(...takeAll(1));
        await clock.advance(10);
      }
      tickets.forEach((ticket, index) => limiter.giveBack(ticket, index < 90 ? answered : refused()));
      let sent = 0;
      for (let index = 0; index < 300; index++) {
        for (const ticket of takeAll()) {
          sent += 1;
          limiter.giveBack(ticket, answered);
        }
        await clock.advance(10);
      }
      return sent;
    };
    const [together, alone] = [await sentAfter(100), await sentAfter(91)];
    assert.ok(together > 0.9 * alone, `${together} beside ${alone}`);
  });

  it("is that call's own where those sent after it are let through: the others go on as before", async () => {
    const { clock, limiter, takeAll } = bench();
    const [first, second, third] = takeAll(3);
    await clock.advance(10);
    limiter.giveBack(first!, refused(1_000));
    const closed = takeAll().length;
    limiter.giveBack(second!, answered);
    const doubtful = takeAll().length;
    limiter.giveBack(third!, answered);
    assert.deepEqual([closed, doubtful, takeAll().length], [0, 0, 50]);
  });

  it("is nobody's own where more than a seventh of the calls is refused", async () => {
    const { limiter, takeAll } = bench();
    for (let round = 0; round < 30; round++) {
      const tickets = takeAll(5);
      tickets.forEach((ticket, index) => limiter.giveBack(ticket, index === 0 ? refused() : answered));
      if (tickets.length < 5) break;
    }
    assert.equal(takeAll().length, 0);
  });

  it("leaves a fast server fast: the pace is what was let through", async () => {
    const { clock, limiter, takeAll } = bench();
    // A hundred calls a second for a while, and then one that is refused.
    for (let index = 0; index < 200; index++) {
      limiter.giveBack(takeAll(1)[0]!, answered);
      await clock.advance(10);
    }
    limiter.giveBack(takeAll(1)[0]!, refused());
    await clock.advance(500);
    limiter.giveBack(takeAll(1)[0]!, answered);
    let sent = 0;
    for (let index = 0; index < 100; index++) {
      for (const ticket of takeAll()) {
        sent += 1;
        limiter.giveBack(ticket, answered);
      }
      await clock.advance(10);
    }
    assert.ok(sent > 80 && sent <= 101, `${sent} in a second`);
  });

  it("grows no pace for a second after a failure of the server", async () => {
    const sentIn = async (end: CallEnd): Promise<number> => {
      const { clock, limiter, takeAll } = bench();
      takeAll(40).forEach((ticket, index) => limiter.giveBack(ticket, index < 39 ? answered : refused()));
      await clock.advance(500);
      limiter.giveBack(takeAll()[0]!, answered);
      let sent = 0;
      for (let index = 0; index < 3000; index++) {
        for (const ticket of takeAll()) {
          sent += 1;
          limiter.giveBack(ticket, sent % 10 === 0 ? end : answered);
        }
        await clock.advance(1);
      }
      return sent;
    };
    const [disturbed, calm] = [await sentIn(failed()), await sentIn(answered)];
    assert.ok(disturbed < calm / 1.1, `${disturbed} beside ${calm}`);
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
