// How fast one model may be asked: what its server says of its limits, what it refused, and what it let through; shared by all who ask it with one key.
import type { Clock, Random } from "../../base/ports.ts";
import type { Usage } from "../../domain/completion.ts";
import type { RateLimits } from "../../providers/rate-limits.ts";
import { createAllowance } from "./allowance.ts";
import { createPace } from "./pace.ts";

/** One call that was let go. */
export interface Ticket {
  /** Counts the limiter's calls from 1. */
  readonly number: number;
  /** Monotonic milliseconds. */
  readonly sentAt: number;
}

/** Turned away with status 429. */
export interface Refusal {
  readonly kind: "refused";
  readonly retryAfterMs: number | null;
}

export type CallEnd =
  | { readonly kind: "answered"; readonly usage: Usage | null }
  | Refusal
  | { readonly kind: "failed"; readonly retryAfterMs: number | null }
  /** It was not sent after all, or nobody waited for its end. */
  | { readonly kind: "unknown" };

export interface Limiter {
  /** A ticket when a call may go now; else null, and the listeners hear when asking again may help. */
  take(): Ticket | null;
  hear(ticket: Ticket, limits: RateLimits): void;
  /** The call has ended; each ticket is given back once. */
  giveBack(ticket: Ticket, end: CallEnd): void;
  /** Until when the server wants no call, in milliseconds since the epoch, where that is longer than a run waits; else null. */
  parkedUntil(): number | null;
  /** True when no run uses it and its server has asked for nothing: what was learned is of yesterday. */
  isIdle(): boolean;
  /** Tells `listener` whenever a call may be let go that was not before; the returned function ends that. */
  onOpening(listener: () => void): () => void;
}

export interface LimiterPorts {
  readonly clock: Clock;
  readonly random: Random;
}

interface Doubt {
  /** The number of the refused call. */
  readonly after: number;
  readonly window: number;
  blockedUntil: number;
  readonly takeBack: () => void;
  /** Of the calls that were in flight behind it. */
  answered: number;
  refused: number;
}

/** A reason made once: without one, each alarm that is called off would make an error with a stack trace. */
const isReplaced = new Error("Nobody waits for this alarm.");

/** What a server may ask for and still be waited for (rule R12). */
const longestAskMs = 600_000;
const longestBackoffMs = 8_000;
const firstBackoffMs = 500;
/** A call of which nothing was heard for so long was not refused: refusals come fast. */
const refusalWithinMs = 1_000;
/** Room for answers that take longer than usual. */
const spare = 1.25;
/** So many answers for each refusal, and at least two, show that a refusal was that call's own luck. */
const answersForRefusal = 4;
const fewestAnswers = 2;
/** Where more than this share of the calls is refused, no refusal is luck. */
const mostRefused = 0.15;
/** Calls over which that share is taken. */
const shareOver = 50;
/** After a failure of the server calls go on, but no faster. */
const growthPauseMs = 1_000;

export function createLimiter({ clock, random }: LimiterPorts): Limiter {
  const pace = createPace();
  const requests = createAllowance();
  const tokens = createAllowance();
  const listeners = new Set<() => void>();
  const inFlight = new Set<Ticket>();
  let count = 0;
  let answered = 0;
  /** Most calls in flight; unbounded until the server refused one. */
  let window = Infinity;
  let meanMs = 0;
  let meanTokens = 0;
  /** Until when nothing is sent. */
  let blockedUntil = -Infinity;
  /** The same, where that is longer than a run waits. */
  let parkedTo = -Infinity;
  /** Refusals in a row of calls that were sent to see whether the server is open again. */
  let strikes = 0;
  /** The number of the last call before the limiter closed; what becomes of it is the past. */
  let closedAfter = 0;
  let isClosed = false;
  let probe: Ticket | null = null;
  let growthPausedUntil = -Infinity;
  let refusedShare = 0;
  /** What was before the limiter closed, for when the calls that were sent after the refused one show that nothing is wrong. */
  let doubt: Doubt | null = null;
  let alarm: { readonly at: number; readonly off: AbortController } | null = null;

  const tell = (): void => {
    const [first] = listeners;
    // Whoever came first lets the others go first the next time: two runs share what there is.
    if (first !== undefined && listeners.size > 1 && listeners.delete(first)) listeners.add(first);
    for (const listener of [...listeners]) listener();
  };
  const wakeAt = (at: number, now: number): void => {
    // One sleeper for all that wait: whoever asks in vain sets it, if need be earlier.
    if (listeners.size === 0 || at - now > longestAskMs || (alarm !== null && alarm.at <= at)) return;
    alarm?.off.abort(isReplaced);
    const set = { at, off: new AbortController() };
    alarm = set;
    clock.sleep(at - now, { signal: set.off.signal }).then(
      () => {
        alarm = null;
        tell();
      },
      () => undefined,
    );
  };
  const open = (now: number): void => {
    isClosed = false;
    doubt = null;
    probe = null;
    strikes = 0;
    pace.reopen(now);
  };
  const readyAt = (): number => {
    if (isClosed) return Math.max(blockedUntil, probe === null ? -Infinity : probe.sentAt + refusalWithinMs);
    return Math.max(blockedUntil, pace.nextAt(), requests.readyAt(1, count), tokens.readyAt(meanTokens, count));
  };

  const refuse = (ticket: Ticket, { retryAfterMs }: Refusal, blockedBefore: number, now: number): void => {
    // One decrease an episode: what was sent before the limiter closed was refused for the same reason.
    if (ticket.number <= closedAfter) {
      if (doubt !== null && ticket.number > doubt.after) doubt.refused += 1;
      return;
    }
    if (ticket === probe) doubt = null;
    else {
      let unheard = 0;
      for (const { number } of inFlight) if (number > ticket.number) unheard += 1;
      const takeBack = pace.cut(ticket.sentAt, unheard, now);
      doubt = { after: ticket.number, window, blockedUntil: blockedBefore, takeBack, answered: 0, refused: 0 };
      window = Math.max(1, Math.floor(Math.min(window, inFlight.size + 1) * 0.8));
    }
    strikes = ticket === probe ? strikes + 1 : 0;
    closedAfter = count;
    isClosed = true;
    probe = null;
    // A server that says how long to wait needs no guess.
    if (retryAfterMs !== null) return;
    const interval = 1000 / pace.perSecond();
    const backoff = Math.min(longestBackoffMs, Math.min(firstBackoffMs, 4 * interval) * 2 ** strikes);
    blockedUntil = Math.max(blockedUntil, now + Math.max(Math.min(firstBackoffMs / 2, interval), random() * backoff));
  };

  /** Others are let through: the refused call waits by itself, and the rest goes on as before. */
  const resume = ({ window: before, blockedUntil: until, takeBack }: Doubt): void => {
    isClosed = false;
    doubt = null;
    window = before;
    blockedUntil = until;
    takeBack();
  };

  const succeed = (ticket: Ticket, usage: Usage | null, now: number): void => {
    answered += 1;
    meanMs += (now - ticket.sentAt - meanMs) / Math.min(answered, 20);
    if (usage !== null) meanTokens += (tokensOf(usage) - meanTokens) / Math.min(answered, 20);
    if (ticket === probe) open(now);
    else if (doubt !== null && probe === null && ticket.number > doubt.after && ticket.number <= closedAfter) {
      doubt.answered += 1;
      const { answered: right, refused: wrong } = doubt;
      if (right >= fewestAnswers && right > answersForRefusal * wrong && refusedShare < mostRefused && parkedTo <= now) resume(doubt);
    }
    // Additive growth, by one for each window full of answers, as long as the window is what holds calls back.
    if (!isClosed && ticket.number > closedAfter && now >= growthPausedUntil && inFlight.size + 1 >= Math.floor(window))
      window += 1 / window;
  };
  /** By Little's law a pace needs so many calls in flight, however long an answer takes; fewer would be another limit than the server's. */
  const places = (): number =>
    window === Infinity ? window : Math.max(Math.floor(window), Math.ceil((pace.perSecond() * meanMs * spare) / 1000));
  const obey = (askedMs: number, now: number): void => {
    blockedUntil = Math.max(blockedUntil, now + askedMs);
    if (askedMs > longestAskMs) parkedTo = blockedUntil;
  };

  return {
    take() {
      const now = clock.monotonic();
      if (inFlight.size >= places()) return null;
      const at = readyAt();
      if (at > now) {
        if (!isClosed) pace.held();
        wakeAt(at, now);
        return null;
      }
      if (isClosed && probe !== null) open(now);
      const ticket = { number: ++count, sentAt: now };
      if (isClosed) probe = ticket;
      pace.sent(now);
      if (now >= growthPausedUntil) pace.grow();
      inFlight.add(ticket);
      return ticket;
    },
    hear(ticket, limits) {
      const now = clock.monotonic();
      if (limits.requests !== null) requests.hear(limits.requests, ticket.number, now);
      if (limits.tokens !== null) tokens.hear(limits.tokens, ticket.number, now);
    },
    giveBack(ticket, end) {
      if (!inFlight.delete(ticket)) return;
      const now = clock.monotonic();
      const blockedBefore = blockedUntil;
      if ((end.kind === "refused" || end.kind === "failed") && end.retryAfterMs !== null) {
        obey(end.retryAfterMs, now);
        if (end.kind === "failed" && doubt !== null) doubt.blockedUntil = blockedUntil;
      }
      if (end.kind === "answered" || end.kind === "refused") refusedShare += ((end.kind === "refused" ? 1 : 0) - refusedShare) / shareOver;
      if (end.kind === "answered") succeed(ticket, end.usage, now);
      else if (end.kind === "refused") refuse(ticket, end, blockedBefore, now);
      else {
        if (end.kind === "failed") growthPausedUntil = now + growthPauseMs;
        if (ticket === probe) probe = null;
      }
      tell();
    },
    parkedUntil() {
      const left = parkedTo - clock.monotonic();
      return left > 0 ? clock.now() + left : null;
    },
    isIdle: () => listeners.size === 0 && inFlight.size === 0 && blockedUntil <= clock.monotonic(),
    onOpening(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        alarm?.off.abort(isReplaced);
        alarm = null;
      };
    },
  };
}

function tokensOf({ input, output }: Usage): number {
  const total = input + output;
  return Number.isFinite(total) && total > 0 ? total : 0;
}

/** The limiters of a process, one for each key, origin and model; all runs of the process that go on at the same time share them. */
export interface Limiters {
  at(name: string): Limiter;
}

export function createLimiters(ports: LimiterPorts): Limiters {
  const known = new Map<string, Limiter>();
  return {
    at(name) {
      const before = known.get(name);
      const limiter = before === undefined || before.isIdle() ? createLimiter(ports) : before;
      known.set(name, limiter);
      return limiter;
    },
  };
}
