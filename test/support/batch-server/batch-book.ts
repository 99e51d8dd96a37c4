/** The batches that a scripted server has been given, what their requests are answered with, and what the script does at each step. */
import { chatFormat } from "../provider-server/chat-format.ts";
import { composeAnswer, idFor } from "../provider-server/composed-answer.ts";
import type { Handler } from "../provider-server/behaviour.ts";
import { messagesFormat } from "../provider-server/messages-format.ts";
import type { ProviderFormat } from "../provider-server/provider-format.ts";
import type { Api, RecordedRequest } from "../provider-server/recorded-request.ts";
import { responsesFormat } from "../provider-server/responses-format.ts";

/**
 * Steps at which a script may act: a create request has come and nothing has been done yet; the batch exists and nobody has been told; somebody asks
 * how it stands; half of its results have been sent; somebody lists batches.
 */
export type Step = "create" | "created" | "poll" | "collect" | "list";

/**
 * What happens to a request of a batch apart from being answered. `malformed`: its line is no JSON; `shapeless`: it holds an answer of no known
 * shape; `huge`: it is longer than any line may be; `repeated` and `contradicted`: a second line says the same, or that the request expired;
 * `foreign`: a line before it answers a request that nobody made.
 */
export type Fate =
  "answered" | "expired" | "cancelled" | "missing" | "malformed" | "shapeless" | "huge" | "repeated" | "contradicted" | "foreign";

/** What a script does in the place of the server: it destroys the connection, or answers with a status. */
export type Act = "drop" | number;

/** A line of more than the 32 MB that are taken. */
export function hugeLine(): string {
  return JSON.stringify({ custom_id: "x".repeat(33 * 1024 * 1024) });
}

export interface BatchScript {
  /** Polls that find the batch running; 0 by default. */
  readonly pollsUntilEnded?: number;
  /** `ordinal` counts the batches from 1. */
  readonly fate?: (request: RecordedRequest, ordinal: number) => Fate;
  /** Refuses the whole batch after it was created, with these words. */
  readonly refusal?: (ordinal: number) => string | null;
  /** At `create` it comes before anything is done. */
  readonly at?: (step: Step, ordinal: number) => Act | undefined;
}

/** One request of a batch, as it was written. */
export interface BatchItem {
  readonly id: string;
  readonly fate: Fate;
  readonly request: RecordedRequest;
  readonly status: number;
  /** The document of the answer, or that of the error. */
  readonly document: object;
}

export interface StoredBatch {
  readonly id: string;
  readonly ordinal: number;
  readonly api: Api;
  readonly createdAt: number;
  readonly metadata: object;
  readonly items: readonly BatchItem[];
  readonly refusal: string | null;
  polls: number;
  isCancelled: boolean;
}

export interface WrittenRequest {
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface BatchBook {
  /** Oldest first. */
  readonly batches: readonly StoredBatch[];
  readonly files: Map<string, string>;
  /** How often each request was submitted, by its id. */
  submissions(): ReadonlyMap<string, number>;
  direct(script: BatchScript): void;
  at(step: Step, ordinal?: number): Act | undefined;
  create(api: Api, requests: readonly WrittenRequest[], metadata: object): Promise<StoredBatch>;
  /** Counts the poll. */
  isEnded(batch: StoredBatch): boolean;
}

const formats: Readonly<Record<Api, ProviderFormat>> = { chat: chatFormat, responses: responsesFormat, messages: messagesFormat };

export function createBatchBook(handler: Handler, first: BatchScript): BatchBook {
  let script = first;
  let ordinals = 0;
  const batches: StoredBatch[] = [];
  const answer = async (api: Api, { id, body }: WrittenRequest, batch: number): Promise<BatchItem> => {
    const ordinal = ++ordinals;
    const request: RecordedRequest = { ordinal, api, path: "", headers: {}, rawBody: "", body, outcome: "answered" };
    const fate = script.fate?.(request, batch) ?? "answered";
    const behaviour = await handler(request, ordinal);
    if (behaviour.kind === "answer")
      return { id, fate, request, status: 200, document: formats[api].document(composeAnswer(request, behaviour)) };
    const status = behaviour.kind === "status" ? behaviour.status : 500;
    const document = formats[api].errorDocument(status, `The script answers with status ${String(status)}.`, idFor("req_", request));
    return { id, fate, request, status, document };
  };
  return {
    batches,
    files: new Map(),
    submissions() {
      const counts = new Map<string, number>();
      for (const { items } of batches) for (const { id } of items) counts.set(id, (counts.get(id) ?? 0) + 1);
      return counts;
    },
    direct(next) {
      script = next;
    },
    at: (step, ordinal = batches.length + 1) => script.at?.(step, ordinal),
    async create(api, requests, metadata) {
      const ordinal = batches.length + 1;
      const items: BatchItem[] = [];
      for (const request of requests) items.push(await answer(api, request, ordinal));
      const id = `${api === "messages" ? "msgbatch" : "batch"}_${String(ordinal).padStart(4, "0")}`;
      const refusal = script.refusal?.(ordinal) ?? null;
      const batch = { id, ordinal, api, createdAt: Date.now(), metadata, items, refusal, polls: 0, isCancelled: false };
      batches.push(batch);
      return batch;
    },
    isEnded(batch) {
      batch.polls += 1;
      return batch.isCancelled || batch.polls > (script.pollsUntilEnded ?? 0);
    },
  };
}
