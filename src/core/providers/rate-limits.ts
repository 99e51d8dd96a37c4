// What a response says of the limits of its key: how many requests and tokens are left, and when all of them are back.

/** One limit as the server counted it when it answered. */
export interface RateLimit {
  readonly limit: number;
  /** Between 0 and `limit`. */
  readonly remaining: number;
  /** Milliseconds from the answer until `remaining` is `limit` again; null where the server does not say. */
  readonly resetMs: number | null;
}

export interface RateLimits {
  readonly requests: RateLimit | null;
  /** Of several limits of tokens the one of which the smallest share is left. */
  readonly tokens: RateLimit | null;
}

const longestValue = 40;

/**
 * The limits in `x-ratelimit-*` (OpenAI and those who speak its API) or `anthropic-ratelimit-*`; null when there are none.
 * A time of day counts from the response's own `date`, so that a wrong local clock does no harm. What is no sensible number
 * is as good as absent.
 */
export function rateLimitsOf(headers: Headers): RateLimits | null {
  if (headers.has("x-ratelimit-limit-requests") || headers.has("x-ratelimit-limit-tokens")) {
    const read = (what: string): RateLimit | null =>
      rateLimit(part(headers, `x-ratelimit-limit-${what}`), part(headers, `x-ratelimit-remaining-${what}`), () =>
        durationOf(part(headers, `x-ratelimit-reset-${what}`)),
      );
    return known({ requests: read("requests"), tokens: read("tokens") });
  }
  const read = (what: string): RateLimit | null => {
    const name = `anthropic-ratelimit-${what}`;
    return rateLimit(part(headers, `${name}-limit`), part(headers, `${name}-remaining`), () => untilOf(headers, `${name}-reset`));
  };
  return known({ requests: read("requests"), tokens: tightest([read("tokens"), read("input-tokens"), read("output-tokens")]) });
}

function known(limits: RateLimits): RateLimits | null {
  return limits.requests === null && limits.tokens === null ? null : limits;
}

function part(headers: Headers, name: string): string {
  const value = headers.get(name)?.trim() ?? "";
  return value.length > longestValue ? "" : value;
}

function rateLimit(limitText: string, remainingText: string, resetMs: () => number | null): RateLimit | null {
  const limit = countOf(limitText);
  const remaining = countOf(remainingText);
  if (limit === null || limit === 0 || remaining === null) return null;
  return { limit, remaining: Math.min(remaining, limit), resetMs: resetMs() };
}

function countOf(text: string): number | null {
  if (!/^\d+$/.test(text)) return null;
  const count = Number(text);
  return Number.isSafeInteger(count) ? count : null;
}

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `20ms`, `1s`, `6m0s`, `1h2m3.5s`; seconds where there is no unit. */
function durationOf(text: string): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(text)) return null;
  let total = 0;
  for (const [, amount, , unit = ""] of text.matchAll(/(\d+(\.\d+)?)(ms|[smhd])/g)) total += Number(amount) * (unitsMs[unit] ?? 0);
  return total;
}

/** Milliseconds from the response's `date` to the time of day in a header, never negative. */
function untilOf(headers: Headers, name: string): number | null {
  const until = Date.parse(part(headers, name));
  const from = Date.parse(part(headers, "date"));
  return Number.isNaN(until) || Number.isNaN(from) ? null : Math.max(0, until - from);
}

function tightest(limits: readonly (RateLimit | null)[]): RateLimit | null {
  let least: RateLimit | null = null;
  for (const limit of limits)
    if (limit !== null && (least === null || limit.remaining / limit.limit < least.remaining / least.limit)) least = limit;
  return least;
}
