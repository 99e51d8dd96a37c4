// A storm of refusals, simulated: a server with a token bucket that lets less through for a while, and callers that go by a limiter.
import type { Random } from "../../../../src/core/base/ports.ts";
import { createCallQueue } from "../../../../src/core/engine/calling/call-queue.ts";
import { createLimiters } from "../../../../src/core/engine/calling/limiter.ts";
import { createPause } from "../../../../src/core/engine/calling/pause.ts";
import { waitBeforeRetry } from "../../../../src/core/engine/calling/retry.ts";
import { createRunControl } from "../../../../src/core/engine/running/run-control.ts";
import { ProviderError } from "../../../../src/core/providers/provider-error.ts";
import { modelOf } from "../../../support/factories.ts";
import { createFakeClock, settle } from "../../../support/fake-clock.ts";

export interface Storm {
  readonly calls: number;
  readonly concurrency: number;
  /** What an answer takes, and a refusal. */
  readonly answerMs: number;
  readonly refusalMs: number;
  /** Calls a second that the server lets through, always and in the storm. */
  readonly usual: number;
  readonly inStorm: number;
  readonly startsAtMs: number;
  readonly lastsMs: number;
  /** Calls that may come at once after a lull. */
  readonly burst: number;
  /** What a refusal asks for, in milliseconds; null for nothing. */
  readonly retryAfterMs: number | null;
  /** Whether answers and refusals tell what is left. */
  readonly tells: boolean;
  readonly seed: number;
}

export interface StormFigures {
  readonly answered: number;
  readonly refused: number;
  readonly seconds: number;
  /** What the server would have taken with a caller who knows it. */
  readonly idealSeconds: number;
  /** Most refusals of one call. */
  readonly mostRefused: number;
  /** Most requests within 100 ms, in the storm's second half. */
  readonly peak: number;
}

/** Mulberry32: the same numbers on every machine. */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export async function weather(storm: Storm): Promise<StormFigures> {
  const clock = createFakeClock();
  const random = seeded(storm.seed);
  const control = createRunControl(
    { concurrency: storm.concurrency, maxCostUsd: null, maxCalls: null, maxAttempts: 5 },
    { calls: 0, usd: 0 },
    clock,
    new AbortController().signal,
  );
  const pause = createPause({ clock, random, control, patienceMs: Infinity, onChange: () => undefined });
  const limiters = createLimiters({ clock, random });
  const { stopSignal } = control;
  const queue = createCallQueue({ ceiling: storm.concurrency, limiters, endpoints: new Map(), pause, stopSignal });
  const lane = queue.laneOf(modelOf({ provider: "openai" }));

  const rateAt = (now: number): number => (now >= storm.startsAtMs && now < storm.startsAtMs + storm.lastsMs ? storm.inStorm : storm.usual);
  let level = storm.burst;
  let at = 0;
  const admits = (): boolean => {
    const now = clock.monotonic();
    const edges = [storm.startsAtMs, storm.startsAtMs + storm.lastsMs].filter((edge) => edge > at && edge < now);
    for (const until of [...edges, now]) {
      level = Math.min(storm.burst, level + (rateAt(at) * (until - at)) / 1000);
      at = until;
    }
    if (level < 1) return false;
    level -= 1;
    return true;
  };

  const recent: number[] = [];
  let answered = 0;
  let refused = 0;
  let mostRefused = 0;
  let left = storm.calls;
  const one = async (): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      const pass = await queue.enter(lane, "generation");
      if (pass === null) throw new Error("The run has stopped.");
      recent.push(clock.monotonic());
      const isLetThrough = admits();
      const limit = storm.tells
        ? { limit: storm.burst, remaining: Math.floor(level), resetMs: ((storm.burst - level) / rateAt(at)) * 1000 }
        : null;
      await clock.sleep(isLetThrough ? storm.answerMs * (0.5 + random()) : storm.refusalMs);
      if (limit !== null) pass.hear({ requests: limit, tokens: null });
      pass.leave(isLetThrough ? { kind: "answered", usage: null } : { kind: "refused", retryAfterMs: storm.retryAfterMs });
      if (isLetThrough) {
        answered += 1;
        return;
      }
      refused += 1;
      mostRefused = Math.max(mostRefused, attempt);
      const error = new ProviderError("rate-limit", "slow down", { status: 429, retryAfterMs: storm.retryAfterMs });
      await clock.sleep(waitBeforeRetry(error, { attempt, counted: 0, maximumAttempts: 5, waitedMs: 0 }, random) ?? 0);
    }
  };
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  let isOver = false;
  const over = Promise.all(Array.from({ length: storm.concurrency * 4 }, worker)).then(() => (isOver = true));
  await settle();
  while (!isOver && (await clock.next()));
  await over;
  const seconds = clock.monotonic() / 1000;
  queue.dispose();
  control.dispose();
  return { answered, refused, seconds, idealSeconds: idealOf(storm), mostRefused, peak: peakOf(recent, storm) };
}

function idealOf({ calls, concurrency, answerMs, usual, inStorm, startsAtMs, lastsMs, burst }: Storm): number {
  const most = (concurrency * 1000) / answerMs;
  const before = (Math.min(usual, most) * startsAtMs) / 1000;
  const during = burst + (Math.min(inStorm, most) * lastsMs) / 1000;
  if (calls <= before) return calls / Math.min(usual, most);
  if (calls <= before + during) return (startsAtMs + Math.max(0, calls - before - burst) * (1000 / inStorm)) / 1000;
  return (startsAtMs + lastsMs) / 1000 + (calls - before - during) / Math.min(usual, most);
}

function peakOf(times: readonly number[], { startsAtMs, lastsMs }: Storm): number {
  const counts = new Map<number, number>();
  for (const time of times)
    if (time > startsAtMs + lastsMs / 2 && time < startsAtMs + lastsMs)
      counts.set(Math.floor(time / 100), (counts.get(Math.floor(time / 100)) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
