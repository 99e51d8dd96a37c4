// A provider's batch API in memory that outlives the runs that use it, does what a test says, and takes note of everything that was handed over twice.
import type {
  BatchCaller,
  BatchRequest,
  BatchResult,
  BatchState,
  FoundBatch,
  SoughtBatch,
} from "../../../../src/core/providers/batch/batch.ts";
import { batchTimes } from "../../../../src/core/providers/batch/batch.ts";
import { ProviderError, type ProviderErrorKind } from "../../../../src/core/providers/provider-error.ts";
import type { EncodedCall } from "../../../../src/core/providers/provider.ts";
import { completionOf } from "../../../support/factories.ts";

/** What becomes of a request, apart from an answer: nothing in the results, a broken line, or an error. */
export type Fate = "answered" | "missing" | "malformed" | "cancelled" | ProviderErrorKind;

export interface BatchScript {
  readonly answer: (encoded: EncodedCall) => string;
  /** `attempt` counts the batches that a request was in, from 1. */
  readonly fate?: (id: string, attempt: number) => Fate;
  /** Polls that find a batch running. */
  readonly polls?: (batch: number) => number;
  /** How a submission fails, and whether the batch is made nevertheless; `submission` counts from 1. */
  readonly trouble?: (submission: number) => { readonly error: ProviderError; readonly isMade: boolean } | null;
  /** Whether the provider keeps tokens. */
  readonly isCertain?: boolean;
  readonly limits?: BatchCaller["limits"];
  readonly list?: () => ProviderError | null;
  /** Whether the list shows any batches yet. */
  readonly isListed?: () => boolean;
  /** The last word of a batch. */
  readonly ending?: (batch: number) => BatchState["kind"];
  /** The provider no longer knows the batch. */
  readonly isGone?: (batch: number) => boolean;
  /** How a reading of results fails, after half of them; `reading` counts those of all batches, from 1. */
  readonly unread?: (reading: number) => ProviderError | null;
  readonly onPoll?: (batch: number, poll: number) => void;
}

interface MadeBatch {
  readonly id: string;
  readonly token: string;
  results: readonly BatchResult[];
  readonly requests: readonly BatchRequest[];
  polls: number;
  isEnded: boolean;
}

export interface ScriptedBatches extends BatchCaller {
  readonly batches: readonly MadeBatch[];
  /** Requests that went out while an earlier batch had them, or after one had answered them. */
  readonly repeated: readonly string[];
  readonly cancelled: readonly string[];
}

export function createScriptedBatches(script: BatchScript): ScriptedBatches {
  const batches: MadeBatch[] = [];
  const repeated: string[] = [];
  const cancelled: string[] = [];
  let submissions = 0;
  let readings = 0;

  const make = (requests: readonly BatchRequest[], token: string): string => {
    for (const { id } of requests) {
      const earlier = batches.filter((batch) => batch.requests.some((request) => request.id === id));
      const isAnswered = earlier.some(({ results }) => results.some((result) => result.kind === "answered" && result.id === id));
      if (isAnswered || earlier.some(({ isEnded }) => !isEnded)) repeated.push(id);
    }
    const results = requests.flatMap(({ id, encoded }) => resultsOf(id, encoded));
    const id = `batch-${String(batches.length + 1)}`;
    batches.push({ id, token, requests, results: results.reverse(), polls: 0, isEnded: false });
    return id;
  };
  const resultsOf = (id: string, encoded: EncodedCall): BatchResult[] => {
    const attempt = 1 + batches.filter(({ requests }) => requests.some((request) => request.id === id)).length;
    const fate = script.fate?.(id, attempt) ?? "answered";
    if (fate === "missing") return [];
    if (fate === "malformed") return [{ kind: "malformed" }];
    if (fate === "cancelled") return [{ kind: "cancelled", id }];
    if (fate !== "answered") return [{ kind: "failed", id, error: new ProviderError(fate, `It failed: ${fate}.`) }];
    const completion = { ...completionOf(script.answer(encoded)), times: batchTimes };
    // Twice: a result that is repeated must count once.
    return [
      { kind: "answered", id, completion },
      { kind: "answered", id, completion },
    ];
  };
  const numberOf = (id: string): number => batches.findIndex((batch) => batch.id === id) + 1;
  const known = (id: string): MadeBatch => {
    const batch = batches[numberOf(id) - 1];
    if (batch === undefined || script.isGone?.(numberOf(id)) === true)
      throw new ProviderError("request", "There is no such batch.", { status: 404 });
    return batch;
  };

  return {
    batches,
    repeated,
    cancelled,
    limits: script.limits ?? { requests: 1000, bytes: 1e6 },
    sizeOf: ({ encoded }) => JSON.stringify(encoded).length,
    submit(requests, token) {
      const trouble = script.trouble?.(++submissions) ?? null;
      if (trouble === null) return Promise.resolve(make(requests, token));
      if (trouble.isMade) make(requests, token);
      return Promise.reject(trouble.error);
    },
    async poll(id) {
      const batch = known(id);
      batch.polls += 1;
      script.onPoll?.(numberOf(id), batch.polls);
      batch.isEnded ||= batch.polls > (script.polls?.(numberOf(id)) ?? 0);
      const kind = batch.isEnded ? (script.ending?.(numberOf(id)) ?? "ended") : "running";
      const total = batch.requests.length;
      return Promise.resolve({ kind, counts: { total, answered: 0, failed: 0 }, reason: kind === "failed" ? "It is full." : null });
    },
    async *collect(id) {
      const { results } = known(id);
      const trouble = script.unread?.(++readings) ?? null;
      yield* trouble === null ? results : results.slice(0, results.length / 2);
      await Promise.resolve();
      if (trouble !== null) throw trouble;
    },
    findSubmitted({ token, requests }: SoughtBatch): Promise<readonly FoundBatch[]> {
      const trouble = script.list?.() ?? null;
      if (trouble !== null) return Promise.reject(trouble);
      if (script.isListed?.() === false) return Promise.resolve([]);
      if (script.isCertain === false)
        return Promise.resolve(batches.filter((batch) => batch.requests.length === requests).map(({ id }) => ({ id, isCertain: false })));
      return Promise.resolve(batches.filter((batch) => batch.token === token).map(({ id }) => ({ id, isCertain: true })));
    },
    cancel(id) {
      cancelled.push(id);
      const batch = known(id);
      batch.isEnded = true;
      batch.results = batch.results.map((result) => (result.kind === "malformed" ? result : { kind: "cancelled", id: result.id }));
      return Promise.resolve();
    },
  };
}
