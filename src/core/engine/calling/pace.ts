// How many calls a second a server lets through, learned from its refusals: unbounded until the first, cut to what got through, grown with success.

export interface Pace {
  /** Calls a second; Infinity before anything was refused. */
  perSecond(): number;
  /** Monotonic milliseconds before which no further call fits the pace. */
  nextAt(): number;
  sent(now: number): void;
  /** A call was held back for the pace's sake: only then does growing it mean anything. */
  held(): void;
  /** A call was let through. */
  grow(): void;
  /** The call sent at `sentAt` was refused while nothing was thought to be wrong; so may be the `unheard` calls sent after it. */
  cut(sentAt: number, unheard: number): void;
  /** Calls are sent again after a break, which belongs to no measurement. */
  reopen(now: number): void;
}

/** Calls may be early by so many milliseconds, for timers are no finer. */
const slackMs = 5;
/** Calls of which the rate is measured: at least so many of the latest, at most twice as many. */
const measuredCalls = 32;
const fewestMeasured = 4;
/** What was measured is a bound, and the server's own count may be a little behind. */
const caution = 0.9;
/** Growth of the pace by one success; it doubles every 40 successes in a row, so that a long calm is soon made use of. */
const firstGrowth = 0.0025;
const doublingAfter = 40;
/** A pace that is only guessed grows as if it had been calm for so long. */
const guessHeadStart = 120;
/** The rate of calls that were all sent at once is taken over this time. */
const shortestMeasureMs = 250;
const slowest = 1 / 60;

export function createPace(): Pace {
  let perSecond = Infinity;
  let nextAt = -Infinity;
  let calm = 0;
  let wasHeld = false;
  let count = 0;
  // Two marks behind each other: the rate since the earlier one is that of the latest calls, whenever it is asked for.
  let earlier = { at: 0, count: 0 };
  let later = earlier;
  return {
    perSecond: () => perSecond,
    nextAt: () => nextAt,
    sent(now) {
      count += 1;
      if (count - later.count >= measuredCalls) {
        earlier = later;
        later = { at: now, count };
      }
      if (perSecond !== Infinity) nextAt = Math.max(nextAt, now - slackMs) + 1000 / perSecond;
    },
    held() {
      wasHeld = true;
    },
    grow() {
      if (!wasHeld) return;
      calm += 1;
      perSecond *= 1 + Math.min(0.5, firstGrowth * 2 ** (calm / doublingAfter));
      wasHeld = false;
    },
    cut(sentAt, unheard) {
      const passed = count - earlier.count - unheard - 1;
      const elapsed = Math.max(sentAt - earlier.at, shortestMeasureMs);
      const isMeasured = passed >= fewestMeasured;
      const measured = (Math.max(passed, 1) / elapsed) * 1000;
      perSecond = Math.max(slowest, isMeasured || perSecond === Infinity ? Math.min(perSecond, measured) * caution : perSecond / 2);
      calm = isMeasured ? 0 : guessHeadStart;
      wasHeld = false;
    },
    reopen(now) {
      earlier = { at: now, count };
      later = earlier;
      nextAt = now;
    },
  };
}
