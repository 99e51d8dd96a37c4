// Who may call next: one ceiling of calls in flight for the whole run, a lane for each model behind its limiter, ratings before generations.
import type { ModelConfig } from "../../domain/model-config.ts";
import type { RateLimits } from "../../providers/rate-limits.ts";
import { destinationOf, type Endpoints } from "../planning/destinations.ts";
import type { CallEnd, Limiter, Limiters } from "./limiter.ts";
import type { Pause } from "./pause.ts";

/** Ratings go first: what they finish need not be kept open. */
const ranks = ["rating", "generation"] as const;
export type Rank = (typeof ranks)[number];

/** The calls to one model with one key. */
export interface Lane {
  readonly limiter: Limiter;
  /** Where its calls go; empty for a model that calls nobody. */
  readonly origin: string;
}

/** True where somebody answers. What is simulated is drawn by sample and attempt alone, so that equal runs have equal records. */
export function isRemote({ origin }: Lane): boolean {
  return origin !== "";
}

/** The leave to send one call. */
export interface Pass {
  /** True for the one call by which a paused run finds out whether it may go on. */
  readonly isProbe: boolean;
  hear(limits: RateLimits): void;
  /** The call has ended; its place is free. To be called once. */
  leave(end: CallEnd): void;
}

export interface CallQueue {
  laneOf(model: ModelConfig): Lane;
  /** Resolves when a call may be sent; null when the run has stopped, or the lane's server wants no call for longer than a run waits. */
  enter(lane: Lane, rank: Rank): Promise<Pass | null>;
  /** True when the lane's server wants no call for longer than a run waits: its calls are left for resuming. */
  isParked(lane: Lane): boolean;
  /** Until when the server wants no call whose calls were left, in milliseconds since the epoch; null when none were. */
  parkedUntil(): number | null;
  dispose(): void;
}

export interface QueueOptions {
  /** Most calls in flight. */
  readonly ceiling: number;
  readonly limiters: Limiters;
  readonly endpoints: Endpoints;
  readonly pause: Pause;
  /** Aborted when no new call may be sent. */
  readonly stopSignal: AbortSignal;
}

type Waiting = (pass: Pass | null) => void;

interface OpenLane extends Lane {
  /** First come, first served; a set takes out its first without moving the others. */
  readonly waiting: Readonly<Record<Rank, Set<Waiting>>>;
}

export function createCallQueue({ ceiling, limiters, endpoints, pause, stopSignal }: QueueOptions): CallQueue {
  const byName = new Map<string, OpenLane>();
  const byModel = new Map<ModelConfig, OpenLane>();
  const endings: (() => void)[] = [];
  /** In turn: the lane that was served last comes last. */
  let lanes: OpenLane[] = [];
  let inFlight = 0;
  let parkedUntil: number | null = null;

  const openLane = (model: ModelConfig): OpenLane => {
    const { endpoint, origin, provider } = destinationOf(model, endpoints);
    const name = JSON.stringify([provider, endpoint, origin, model.model]);
    const known = byName.get(name);
    if (known !== undefined) return known;
    const limiter = limiters.at(name);
    const lane: OpenLane = { limiter, origin: origin ?? "", waiting: { rating: new Set(), generation: new Set() } };
    byName.set(name, lane);
    lanes.push(lane);
    endings.push(limiter.onOpening(pump));
    return lane;
  };

  const pass = (lane: OpenLane): Pass | null => {
    const isProbe = pause.current() !== null;
    if (inFlight >= ceiling || (isProbe && !pause.isProbeDue())) return null;
    const ticket = lane.limiter.take();
    if (ticket === null) return null;
    inFlight += 1;
    if (isProbe) pause.probe();
    return {
      isProbe,
      hear: (limits) => lane.limiter.hear(ticket, limits),
      leave(end) {
        inFlight -= 1;
        // The limiter tells all that wait, this queue included.
        // What is simulated has no limits: nobody's refusal holds the others back.
        lane.limiter.giveBack(ticket, isRemote(lane) ? end : { kind: "unknown" });
      },
    };
  };

  const isParked = ({ limiter }: Lane): boolean => {
    const until = limiter.parkedUntil();
    if (until !== null) parkedUntil = Math.max(parkedUntil ?? until, until);
    return until !== null;
  };

  const turnAway = (lane: OpenLane): void => {
    for (const rank of ranks) {
      for (const waiting of lane.waiting[rank]) waiting(null);
      lane.waiting[rank].clear();
    }
  };

  /** True when a call was let go. */
  const serve = (rank: Rank, lane: OpenLane): boolean => {
    const [first] = lane.waiting[rank];
    if (first === undefined) return false;
    const given = pass(lane);
    if (given === null) {
      if (isParked(lane)) turnAway(lane);
      return false;
    }
    lane.waiting[rank].delete(first);
    if (lanes.length > 1) lanes = [...lanes.filter((other) => other !== lane), lane];
    first(given);
    return true;
  };

  function pump(): void {
    while (inFlight < ceiling) {
      // What paused the run is asked first whether it is well again.
      const origin = pause.current()?.origin;
      const inTurn = origin === undefined ? lanes : [...lanes].sort((a, b) => Number(b.origin === origin) - Number(a.origin === origin));
      if (!ranks.some((rank) => inTurn.some((lane) => serve(rank, lane)))) return;
    }
  }

  const stop = (): void => lanes.forEach(turnAway);
  stopSignal.addEventListener("abort", stop, { once: true });
  endings.push(() => stopSignal.removeEventListener("abort", stop), pause.onDue(pump));

  return {
    laneOf(model) {
      const lane = byModel.get(model) ?? openLane(model);
      byModel.set(model, lane);
      return lane;
    },
    enter(lane, rank) {
      return new Promise((resolve) => {
        const open = lanes.find((one) => one === lane);
        if (stopSignal.aborted || open === undefined || isParked(lane)) return resolve(null);
        open.waiting[rank].add(resolve);
        pump();
      });
    },
    isParked,
    parkedUntil: () => parkedUntil,
    dispose() {
      for (const end of endings) end();
    },
  };
}
