// How many calls a second a server lets through, learned from its refusals: unbounded until the first, cut to what got through, grown with success.

export interface Pace {
  /** Calls a second; Infinity before anything was refused. */
  perSecond(): number;
  /** Monotonic milliseconds before which no further call fits the pace. */
  nextAt(): number;
  sent(now: number): void;
  /** A call was held back for the pace's sake: only then does growing it mean anything. */
  held(): void;
  /** Nothing speaks against a faster pace. */
  grow(): void;
  /**
   * The call sent at `sentAt` was refused while nothing was thought to be wrong; so may be the `unheard` calls sent after it. What is
   * answered takes the cut back, as if nothing had been refused.
   */
  cut(sentAt: number, unheard: number, now: number): () => void;
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
/**
 * The pace grows with each call that it held back: by a tenth in the first stretch of calls after a refusal, twice as fast in each
 * further one, so that it nears the old bound slowly and leaves it behind fast. The more calls a refusal costs, the longer a stretch.
 */
const growthInStretch = 0.1;
const stretchForLost = 4;
const shortestStretch = 20;
const longestStretch = 400;
/** A pace that is only guessed grows as if it had been calm for so many stretches. */
const guessHeadStart = 3;
/** The rate of calls that were all sent at once is taken over this time. */
const shortestMeasureMs = 250;
const slowest = 1 / 60;

export function createPace(): Pace {
  let perSecond = Infinity;
  let nextAt = -Infinity;
  let stretch = shortestStretch;
  /** Calls since the last refusal, in stretches. */
  let calm = 0;
  let cutAt = 0;
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
      calm += 1 / stretch;
      perSecond *= 1 + Math.min(0.5, (growthInStretch / stretch) * 2 ** calm);
      wasHeld = false;
    },
    cut(sentAt, unheard, now) {
      const before = { perSecond, calm, cutAt };
      const passed = count - earlier.count - unheard - 1;
      const elapsed = Math.max(sentAt - earlier.at, shortestMeasureMs);
      const isMeasured = passed >= fewestMeasured;
      const measured = (Math.max(passed, 1) / elapsed) * 1000;
      perSecond = Math.max(slowest, isMeasured || perSecond === Infinity ? Math.min(perSecond, measured) * caution : perSecond / 2);
      calm = isMeasured ? 0 : guessHeadStart;
      cutAt = now;
      wasHeld = false;
      return () => {
        ({ perSecond, calm, cutAt } = before);
        nextAt = -Infinity;
      };
    },
    reopen(now) {
      earlier = { at: now, count };
      later = earlier;
      nextAt = now;
      const lost = (perSecond * (now - cutAt)) / 1000;
      stretch = Math.min(longestStretch, Math.max(shortestStretch, stretchForLost * lost));
    },
  };
}
