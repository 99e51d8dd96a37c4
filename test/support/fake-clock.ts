// A clock that stands still until a test moves it: sleeps end when enough time has been advanced, never by waiting.
import type { Clock } from "../../src/core/base/ports.ts";

export interface FakeClock extends Clock {
  /** Moves the time on and ends the sleeps that are due, in the order of their ends; resolves when what they woke has had its turn. */
  advance(milliseconds: number): Promise<void>;
  /** Moves on to the end of the next sleep; false when nobody sleeps. */
  next(): Promise<boolean>;
  /** Milliseconds of every sleep so far, in the order in which they began. */
  readonly sleeps: readonly number[];
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Wall-clock time at which every fake clock starts: 2026-01-01T00:00:00Z. */
const start = Date.UTC(2026, 0, 1);

/** With `isEager` a sleep advances the clock by itself and ends at once. */
export function createFakeClock({ isEager = false } = {}): FakeClock {
  const sleeps: number[] = [];
  let sleepers: Sleeper[] = [];
  let elapsed = 0;
  const moveTo = async (time: number): Promise<void> => {
    elapsed = time;
    const due = sleepers.filter((sleeper) => sleeper.until <= elapsed).sort((a, b) => a.until - b.until);
    sleepers = sleepers.filter((sleeper) => sleeper.until > elapsed);
    for (const sleeper of due) sleeper.wake();
    await settle();
  };
  return {
    now: () => start + elapsed,
    monotonic: () => elapsed,
    sleeps,
    sleep(milliseconds, { signal } = {}) {
      sleeps.push(milliseconds);
      return new Promise((resolve, reject) => {
        const fail = (): void => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal?.reason as Error);
        };
        const sleeper = { until: elapsed + milliseconds, wake: resolve };
        if (signal?.aborted === true) {
          fail();
          return;
        }
        if (isEager) {
          elapsed += milliseconds;
          resolve();
          return;
        }
        signal?.addEventListener("abort", fail, { once: true });
        sleepers.push(sleeper);
      });
    },
    advance: (milliseconds) => moveTo(elapsed + milliseconds),
    async next() {
      if (sleepers.length === 0) return false;
      await moveTo(Math.max(elapsed, Math.min(...sleepers.map(({ until }) => until))));
      return true;
    },
  };
}

/** Resolves when all promises that could go on have gone on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
