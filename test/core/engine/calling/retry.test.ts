// Which failures are sent again, how often, and how long is waited (rules R11 and R12).
import assert from "node:assert/strict";
import fc from "fast-check";
import { isPossiblyBilled, waitBeforeRetry } from "../../../../src/core/engine/calling/retry.ts";
import { ProviderError, type ProviderErrorKind } from "../../../../src/core/providers/provider-error.ts";

const plenty = 5;

/** How many attempts a failure that never ends gets. */
function attemptsOf(error: ProviderError, maximum = plenty): number {
  let attempt = 1;
  while (waitBeforeRetry(error, { attempt, counted: attempt, maximumAttempts: maximum, waitedMs: 0 }, () => 0.5) !== null) attempt += 1;
  return attempt;
}

function waitOf(attempt: number, random: number, retryAfterMs: number | null = null, waitedMs = 0): number | null {
  return waitBeforeRetry(
    new ProviderError("rate-limit", "slow down", { retryAfterMs, shouldRetry: true }),
    { attempt, counted: attempt, maximumAttempts: 99, waitedMs },
    () => random,
  );
}

describe("waitBeforeRetry: attempts", () => {
  for (const [kind, attempts] of [
    ["rate-limit", 5],
    ["server", 5],
    ["unreachable", 3],
    ["unknown-outcome", 2],
    ["invalid-response", 2],
    ["auth", 1],
    ["request", 1],
    ["redirect", 1],
  ] as [ProviderErrorKind, number][]) {
    it(`sends a call ${attempts} time${attempts === 1 ? "" : "s"} at most when it ends in ${kind}`, () => {
      assert.equal(attemptsOf(new ProviderError(kind, "no")), attempts);
    });
  }

  it("never sends a call more often than the run allows", () => {
    assert.equal(attemptsOf(new ProviderError("server", "no"), 2), 2);
  });

  it("obeys x-should-retry: true for a failure that it would not repeat, up to the run's limit", () => {
    assert.equal(attemptsOf(new ProviderError("request", "no", { shouldRetry: true })), plenty);
  });

  it("obeys x-should-retry: false for a failure that it would repeat", () => {
    assert.equal(attemptsOf(new ProviderError("server", "no", { shouldRetry: false })), 1);
  });
});

describe("waitBeforeRetry: what does not count", () => {
  const uncounted = (error: ProviderError): number | null =>
    waitBeforeRetry(error, { attempt: 50, counted: 0, maximumAttempts: plenty, waitedMs: 0 }, () => 0.5);

  it("is no reason to give a call up", () => {
    assert.equal(uncounted(new ProviderError("rate-limit", "no")), 4000);
  });

  it("is given up all the same when the server says x-should-retry: false", () => {
    assert.equal(uncounted(new ProviderError("rate-limit", "no", { shouldRetry: false })), null);
  });
});

describe("waitBeforeRetry: waits", () => {
  it("gives a call up when its waits would come to more than 15 minutes", () => {
    assert.deepEqual([waitOf(2, 0, 300_000, 600_000), waitOf(2, 0, 300_001, 600_000)], [300_000, null]);
  });

  for (const [what, wait, expected] of [
    ["a quarter of a second at least", waitOf(1, 0), 250],
    ["half of the first backoff", waitOf(2, 0.5), 500],
    ["half of a backoff that has doubled twice", waitOf(3, 0.5), 1000],
    ["never more than eight seconds of its own will", waitOf(20, 0.999), 7992],
    ["what the server asks for", waitOf(1, 0.9, 20_000), 20_000],
    ["its own backoff when the server asks for less", waitOf(4, 0.5, 100), 2000],
    ["a quarter of a second when the server asks for none", waitOf(1, 0, 0), 250],
    ["ten minutes when the server asks for them", waitOf(1, 0, 600_000), 600_000],
  ] as const) {
    it(`waits ${what}`, () => {
      assert.equal(wait, expected);
    });
  }

  it("spreads waits over the whole backoff (full jitter), between 250 ms and its bound", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
        const wait = waitOf(attempt, random) ?? 0;
        assert.ok(wait >= 250 && wait <= Math.min(8000, Math.max(250, 500 * 2 ** (attempt - 1))));
      }),
    );
  });
});

describe("isPossiblyBilled", () => {
  it("holds for the failures that may have come after the work was done", () => {
    const kinds: ProviderErrorKind[] = [
      "rate-limit",
      "server",
      "auth",
      "request",
      "unreachable",
      "unknown-outcome",
      "invalid-response",
      "redirect",
    ];
    assert.deepEqual(
      kinds.filter((kind) => isPossiblyBilled(new ProviderError(kind, "no"))),
      ["unknown-outcome", "invalid-response"],
    );
  });
});
