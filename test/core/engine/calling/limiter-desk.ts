// A limiter with a clock of its own, and one that has just been refused.
import { createLimiter, type CallEnd, type Limiter, type Ticket } from "../../../../src/core/engine/calling/limiter.ts";
import { createFakeClock, type FakeClock } from "../../../support/fake-clock.ts";

export const answered: CallEnd = { kind: "answered", usage: null };
export const refused = (retryAfterMs: number | null = null): CallEnd => ({ kind: "refused", retryAfterMs });
export const failed = (retryAfterMs: number | null = null): CallEnd => ({ kind: "failed", retryAfterMs });

export interface Bench {
  readonly clock: FakeClock;
  readonly limiter: Limiter;
  /** Takes as many as may go now, at most `most`. */
  takeAll(most?: number): Ticket[];
  /** How often it was told that asking again may help. */
  readonly openings: () => number;
}

export function bench(random = 0.5): Bench {
  const clock = createFakeClock();
  const limiter = createLimiter({ clock, random: () => random });
  let openings = 0;
  limiter.onOpening(() => void (openings += 1));
  return {
    clock,
    limiter,
    takeAll(most = 50) {
      const tickets: Ticket[] = [];
      for (let ticket = limiter.take(); ticket !== null; ticket = limiter.take()) {
        tickets.push(ticket);
        if (tickets.length === most) break;
      }
      return tickets;
    },
    openings: () => openings,
  };
}

/** A limiter whose last call of `count` was refused after 10 ms and whose others are answered. */
export async function refusedOnce(count = 8, retryAfterMs: number | null = null): Promise<Bench> {
  const made = bench();
  const tickets = made.takeAll(count);
  await made.clock.advance(10);
  const last = tickets.pop();
  if (last !== undefined) made.limiter.giveBack(last, refused(retryAfterMs));
  for (const ticket of tickets) made.limiter.giveBack(ticket, answered);
  return made;
}
