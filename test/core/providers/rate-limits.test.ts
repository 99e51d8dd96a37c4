// What the headers of a response say of its key's limits: both providers' spellings, clocks that are wrong, and values that are nonsense.
import assert from "node:assert/strict";
import { after, before } from "mocha";
import { rateLimitsOf, type RateLimits } from "../../../src/core/providers/rate-limits.ts";
import { startProviderServer, type ProviderServer } from "../../support/provider-server.ts";
import type { Behaviour } from "../../support/provider-server/behaviour.ts";
import { callOptions, callWire, encodeWire, wireApis } from "./calls.ts";

function openai(what: "requests" | "tokens", limit: string, remaining: string, reset?: string): Record<string, string> {
  return {
    [`x-ratelimit-limit-${what}`]: limit,
    [`x-ratelimit-remaining-${what}`]: remaining,
    ...(reset === undefined ? {} : { [`x-ratelimit-reset-${what}`]: reset }),
  };
}

function anthropic(what: string, limit: string, remaining: string, reset?: string): Record<string, string> {
  const name = `anthropic-ratelimit-${what}`;
  return { [`${name}-limit`]: limit, [`${name}-remaining`]: remaining, ...(reset === undefined ? {} : { [`${name}-reset`]: reset }) };
}

const heard = (headers: Readonly<Record<string, string>>): RateLimits | null => rateLimitsOf(new Headers(headers));

describe("rateLimitsOf: OpenAI", () => {
  for (const [reset, milliseconds] of [
    ["20ms", 20],
    ["1s", 1000],
    ["1.5s", 1500],
    ["6m0s", 360_000],
    ["1h2m3s", 3_723_000],
    ["2d", 172_800_000],
    ["7", 7000],
    ["soon", null],
    ["-1s", null],
    ["1s; drop", null],
    [`${"1".repeat(60)}s`, null],
  ] as const) {
    it(`reads a reset of ${reset.slice(0, 12)}`, () => {
      assert.deepEqual(heard(openai("requests", "100", "60", reset))?.requests, { limit: 100, remaining: 60, resetMs: milliseconds });
    });
  }

  it("reads requests and tokens side by side", () => {
    assert.deepEqual(heard({ ...openai("requests", "10", "9", "1s"), ...openai("tokens", "5000", "100", "2s") }), {
      requests: { limit: 10, remaining: 9, resetMs: 1000 },
      tokens: { limit: 5000, remaining: 100, resetMs: 2000 },
    });
  });

  for (const [what, limit, remaining] of [
    ["no number", "many", "1"],
    ["a negative rest", "10", "-1"],
    ["a limit of nothing", "0", "0"],
    ["a fraction", "10", "1.5"],
    ["more than can be counted", "10", "99999999999999999999"],
    ["an empty value", "10", ""],
  ] as const) {
    it(`does not hear ${what}`, () => {
      assert.equal(heard(openai("requests", limit, remaining, "1s")), null);
    });
  }

  it("takes a rest beyond the limit for the limit", () => {
    assert.equal(heard(openai("requests", "10", "500", "1s"))?.requests?.remaining, 10);
  });
});

describe("rateLimitsOf: Anthropic", () => {
  const reset = "2026-04-01T10:00:30Z";

  for (const [what, date, milliseconds] of [
    ["from the response's own date", "Wed, 01 Apr 2026 10:00:00 GMT", 30_000],
    ["from a server whose clock is years behind", "Mon, 01 Apr 2024 10:00:00 GMT", 63_072_030_000],
    ["as over when it is past", "Wed, 01 Apr 2026 11:00:00 GMT", 0],
    ["not at all where the date is nonsense", "yesterday", null],
  ] as const) {
    it(`reads a time of day ${what}`, () => {
      assert.equal(heard({ ...anthropic("requests", "50", "10", reset), date })?.requests?.resetMs, milliseconds);
    });
  }

  it("reads no time of day without a date: the local clock may be wrong", () => {
    assert.equal(heard(anthropic("requests", "50", "10", reset))?.requests?.resetMs, null);
  });

  it("takes the tightest of the limits of tokens", () => {
    const headers = {
      ...anthropic("tokens", "1000", "900"),
      ...anthropic("input-tokens", "800", "700"),
      ...anthropic("output-tokens", "200", "20"),
    };
    assert.deepEqual(heard(headers)?.tokens, { limit: 200, remaining: 20, resetMs: null });
  });

  it("hears nothing where nothing is said", () => {
    assert.equal(heard({ "content-type": "text/event-stream" }), null);
  });
});

describe("limits over real sockets", () => {
  let server: ProviderServer;
  before(async () => {
    server = await startProviderServer();
  });
  after(() => server.close());

  for (const api of wireApis) {
    const headers = api === "messages" ? anthropic("requests", "50", "10") : openai("requests", "50", "10", "1s");
    const expected: RateLimits = { requests: { limit: 50, remaining: 10, resetMs: api === "messages" ? null : 1000 }, tokens: null };
    const behaviours: readonly (readonly [string, Behaviour])[] = [
      ["an answer", { kind: "answer", text: "yes", headers }],
      ["a refusal", { kind: "status", status: 429, headers }],
    ];
    for (const [what, behaviour] of behaviours) {
      it(`are heard from ${what} of ${api}`, async () => {
        server.respond(() => behaviour);
        const told: RateLimits[] = [];
        const options = callOptions({ onRateLimits: (limits) => told.push(limits) });
        await callWire(api, server.url, {}, encodeWire(api), options).catch(() => null);
        assert.deepEqual(told, [expected]);
      });
    }
  }
});
