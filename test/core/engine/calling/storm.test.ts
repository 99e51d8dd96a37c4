// Fault F13: a server with a token bucket refuses nine calls of ten for a minute; few calls are wasted, little time is lost, no row fails.
import assert from "node:assert/strict";
import { weather, type Storm } from "./storm.ts";

/** 400 calls a second as a rule, 40 for a minute. */
const storm: Storm = {
  calls: 6000,
  concurrency: 20,
  answerMs: 50,
  refusalMs: 10,
  usual: 400,
  inStorm: 40,
  startsAtMs: 2_000,
  lastsMs: 60_000,
  burst: 20,
  retryAfterMs: null,
  tells: false,
  seed: 1,
};

const slow: Partial<Storm> = { calls: 1500, concurrency: 100, answerMs: 2_000, refusalMs: 50, usual: 50, inStorm: 5, burst: 10 };

describe("a storm of refusals", () => {
  for (const [what, changes] of [
    ["and nothing else said", {}],
    ["and nothing else said, from the very first call", { startsAtMs: 0 }],
    ["and refusals as slow as answers", { refusalMs: 50 }],
    ["and a small burst", { burst: 5 }],
    ["and a large burst", { burst: 400 }],
    ["with retry-after", { retryAfterMs: 1_000, burst: 40 }],
    ["with retry-after and a burst of half a second", { retryAfterMs: 1_000 }],
    ["with limits in the headers", { tells: true }],
    ["with limits in the headers and retry-after", { tells: true, retryAfterMs: 1_000 }],
    ["and answers that take seconds", slow],
    ["that lets nothing through at all", { inStorm: 0.001 }],
  ] as const) {
    for (const seed of [1, 2])
      it(`${what} wastes at most 15% of the calls and 1.3 times the time (seed ${seed})`, async () => {
        const figures = await weather({ ...storm, ...changes, seed });
        const { answered, refused, seconds, idealSeconds, mostRefused } = figures;
        assert.equal(answered, changes.calls ?? storm.calls);
        assert.ok(refused <= 0.15 * answered, JSON.stringify(figures));
        assert.ok(seconds <= 1.3 * idealSeconds, JSON.stringify(figures));
        // Five would have made an error of a row.
        assert.ok(mostRefused < 5, JSON.stringify(figures));
      });
  }

  it("meets no wave of requests: what is sent within 100 ms stays near what is let through", async () => {
    const { peak } = await weather(storm);
    assert.ok(peak <= 10, `${peak} requests within 100 ms, of which 4 are let through`);
  });
});
