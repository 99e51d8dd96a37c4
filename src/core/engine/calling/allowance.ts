// What a server says is left of one of its limits, kept up to date between its words: less by what was sent, more by what flows back.
import type { RateLimit } from "../../providers/rate-limits.ts";

export interface Allowance {
  /** Takes the server's word, given when the call numbered `number` arrived; words that are older than the last one are not heard. */
  hear(limit: RateLimit, number: number, now: number): void;
  /** Monotonic milliseconds from which `cost` is there for the call after the one numbered `lastSent`; -Infinity for at once. */
  readyAt(cost: number, lastSent: number): number;
}

/** Nothing said beside an answer holds calls back for longer: a refusal would say so itself. */
const longestHoldMs = 60_000;

/** `costOf` is what one call takes of the limit: 1 for requests, the usual number of tokens for tokens. */
export function createAllowance(): Allowance {
  let word: { readonly remaining: number; readonly perMs: number; readonly number: number; readonly at: number } | null = null;
  return {
    hear({ limit, remaining, resetMs }, number, now) {
      if (word !== null && number < word.number) return;
      const perMs = resetMs === null || resetMs <= 0 ? Infinity : (limit - remaining) / resetMs;
      word = { remaining, perMs, number, at: now };
    },
    readyAt(cost, lastSent) {
      if (word === null) return -Infinity;
      // The server cannot have counted what was sent after the call that brought its word.
      const lacking = cost * (lastSent - word.number + 1) - word.remaining;
      return lacking <= 0 ? -Infinity : word.at + Math.min(longestHoldMs, lacking / word.perMs);
    },
  };
}
