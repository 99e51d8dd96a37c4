import assert from "node:assert/strict";
import { connectionError, statusError } from "../../../src/core/providers/map-error.ts";
import { retryAfterMs } from "../../../src/core/providers/retry-after.ts";

const now = Date.parse("Wed, 01 Apr 2026 12:00:00 GMT");

describe("retryAfterMs", () => {
  for (const [name, headers, expected] of [
    ["milliseconds first", { "retry-after-ms": "1500", "retry-after": "9" }, 1500],
    ["seconds", { "retry-after": "2.5" }, 2500],
    [
      "a date from the server's own clock",
      { "retry-after": "Wed, 01 Apr 2026 10:00:30 GMT", date: "Wed, 01 Apr 2026 10:00:00 GMT" },
      30_000,
    ],
    ["a date without a server's clock", { "retry-after": "Wed, 01 Apr 2026 12:00:05 GMT" }, 5000],
    ["a date in the past", { "retry-after": "Wed, 01 Apr 2026 09:00:00 GMT", date: "Wed, 01 Apr 2026 10:00:00 GMT" }, 0],
    ["a negative wait", { "retry-after": "-5" }, 0],
    ["an hour", { "retry-after": "3600" }, 3_600_000],
    ["a hundred years as a month", { "retry-after": "3155760000" }, 31 * 86_400_000],
    ["no wait", {}, null],
    ["nonsense", { "retry-after": "soon" }, null],
    ["nonsense in milliseconds", { "retry-after-ms": "NaN", "retry-after": "1" }, 1000],
  ] as const) {
    it(`reads ${name}`, () => {
      assert.equal(retryAfterMs(new Headers(headers), now), expected);
    });
  }
});

describe("statusError", () => {
  const quota = JSON.stringify({
    error: { message: "You exceeded your current quota.", type: "insufficient_quota", code: "insufficient_quota" },
  });
  const tight = JSON.stringify({ error: { message: "Slow down.", type: "requests", code: "rate_limit_exceeded" } });
  for (const [what, body, expected] of [
    ["an account without money is not asked again", quota, false],
    ["a limit that passes may be asked again", tight, null],
  ] as const) {
    it(`says of a 429 that ${what}`, () => {
      const { kind, shouldRetry } = statusError(429, new Headers(), body, { origin: "https://api.example.com", key: "", now: 0 });
      assert.deepEqual([kind, shouldRetry], ["rate-limit", expected]);
    });
  }
});

describe("connectionError", () => {
  const failed = (cause: unknown): Error => new TypeError("fetch failed", { cause });
  for (const [name, error, kind] of [
    ["a refused connection", failed(Object.assign(new Error(), { code: "ECONNREFUSED", syscall: "connect" })), "unreachable"],
    ["a name that is not found", failed(Object.assign(new Error(), { code: "ENOTFOUND", syscall: "getaddrinfo" })), "unreachable"],
    ["a resolver that is away", failed(Object.assign(new Error(), { code: "EAI_AGAIN" })), "unreachable"],
    ["a connect timeout of the network layer", failed(Object.assign(new Error(), { code: "UND_ERR_CONNECT_TIMEOUT" })), "unreachable"],
    ["a connect timeout of the system", failed(Object.assign(new Error(), { code: "ETIMEDOUT", syscall: "connect" })), "unreachable"],
    [
      "refusals at every address",
      failed(Object.assign(new AggregateError([Object.assign(new Error(), { code: "ECONNREFUSED" })]), { code: "ECONNREFUSED" })),
      "unreachable",
    ],
    ["a port that fetch refuses", failed(new Error("bad port")), "unreachable"],
    ["a certificate for another name", failed(Object.assign(new Error(), { code: "ERR_TLS_CERT_ALTNAME_INVALID" })), "unreachable"],
    ["a reset", failed(Object.assign(new Error(), { code: "ECONNRESET", syscall: "read" })), "unknown-outcome"],
    ["a timeout while reading", failed(Object.assign(new Error(), { code: "ETIMEDOUT", syscall: "read" })), "unknown-outcome"],
    ["a broken pipe", failed(Object.assign(new Error(), { code: "EPIPE", syscall: "write" })), "unknown-outcome"],
    ["a closed socket", failed(Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" })), "unknown-outcome"],
    ["something that is no error", "x", "unknown-outcome"],
  ] as const) {
    it(`takes ${name} as ${kind}`, () => {
      assert.equal(connectionError(error, "https://api.example.com").kind, kind);
    });
  }
});
