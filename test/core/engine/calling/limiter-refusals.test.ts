// What a refusal does to those who ask the same model: the probe after it, the pace that is learned, and whose it is.
import assert from "node:assert/strict";
import type { CallEnd, Ticket } from "../../../../src/core/engine/calling/limiter.ts";
import { answered, bench, failed, refused, refusedOnce } from "./limiter-desk.ts";

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
