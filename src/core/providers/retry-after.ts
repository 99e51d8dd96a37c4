// How long a server asks to be left alone.

/** A month: what is asked for beyond it is no time that anybody can name. */
const longestMs = 31 * 86_400_000;

/**
 * The wait a response asks for, in milliseconds from now, from `retry-after-ms` or `retry-after` (seconds or an HTTP date),
 * never negative and at most a month; null when it asks for none. A date counts from the response's own `date`, so that a wrong local
 * clock does no harm; `now` (milliseconds since the epoch) stands in where the server sends no date.
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const milliseconds = numberOf(headers.get("retry-after-ms")) ?? waitOf(headers, now);
  return milliseconds === null ? null : Math.min(Math.max(milliseconds, 0), longestMs);
}

function waitOf(headers: Headers, now: number): number | null {
  const value = headers.get("retry-after");
  const seconds = numberOf(value);
  if (seconds !== null) return seconds * 1000;
  const until = Date.parse(value ?? "");
  if (Number.isNaN(until)) return null;
  const from = Date.parse(headers.get("date") ?? "");
  return until - (Number.isNaN(from) ? now : from);
}

function numberOf(value: string | null): number | null {
  return value !== null && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
}
