/** Counts what the scripted provider did; every request ends exactly once. */
import type { ServerResponse } from "node:http";

import type { ClaimedUsage } from "./composed-answer.ts";
import type { Outcome, RecordedRequest } from "./recorded-request.ts";

/** What a server has done so far. `requests` is `answered` plus `failed` plus those still pending. */
export interface ProviderCounts {
  readonly requests: number;
  /** Complete answers. */
  readonly answered: number;
  /** Requests that ended in any other way. */
  readonly failed: number;
  /** Sums over the complete answers. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly byOutcome: Readonly<Record<string, number>>;
  /** The most requests that were ever pending at the same time; without a delay an answer is immediate, and they hardly overlap. */
  readonly maximumInFlight: number;
}

/** One request on its way to its outcome. */
export interface Exchange {
  /** Aborted as soon as the connection is gone. */
  readonly closed: AbortSignal;
  /** Gives the request its outcome; later calls change nothing. */
  settle(outcome: Outcome, usage?: ClaimedUsage): void;
  /** Names the outcome to record if the connection closes first; without a call it is `aborted`. */
  settleOnClose(outcome: Outcome): void;
}

/** The book in which all requests of one server stand. */
export interface Tally {
  readonly requests: readonly RecordedRequest[];
  /** Records a request that is answered through `response`. */
  open(request: Omit<RecordedRequest, "ordinal" | "outcome">, response: ServerResponse): { request: RecordedRequest; exchange: Exchange };
  counts(): ProviderCounts;
  /** Resolves as soon as no request is pending. */
  idle(): Promise<void>;
}

/** Opens an empty book. */
export function createTally(): Tally {
  const requests: RecordedRequest[] = [];
  const whenIdle: (() => void)[] = [];
  let inFlight = 0;
  let maximumInFlight = 0;
  let inputTokens = 0;
  let outputTokens = 0;

  return {
    requests,
    open(received, response) {
      const request = { ...received, ordinal: requests.length + 1, outcome: "pending" as Outcome };
      requests.push(request);
      inFlight += 1;
      maximumInFlight = Math.max(maximumInFlight, inFlight);

      let outcomeOnClose: Outcome = "aborted";
      const settle = (outcome: Outcome, usage?: ClaimedUsage): void => {
        if (request.outcome !== "pending") return;
        request.outcome = outcome;
        inFlight -= 1;
        inputTokens += usage?.inputTokens ?? 0;
        outputTokens += usage?.outputTokens ?? 0;
        if (inFlight === 0) for (const resolve of whenIdle.splice(0)) resolve();
      };
      const closing = new AbortController();
      response.once("close", () => {
        settle(outcomeOnClose);
        closing.abort();
      });
      const settleOnClose = (outcome: Outcome): void => {
        outcomeOnClose = outcome;
      };
      return { request, exchange: { closed: closing.signal, settle, settleOnClose } };
    },
    counts() {
      const byOutcome = new Map<Outcome, number>();
      for (const { outcome } of requests) byOutcome.set(outcome, (byOutcome.get(outcome) ?? 0) + 1);
      const answered = byOutcome.get("answered") ?? 0;
      return {
        requests: requests.length,
        answered,
        failed: requests.length - answered - inFlight,
        inputTokens,
        outputTokens,
        byOutcome: Object.fromEntries(byOutcome),
        maximumInFlight,
      };
    },
    idle() {
      return inFlight === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve));
    },
  };
}
