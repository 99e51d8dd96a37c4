// Anthropic's Message Batches: the requests go out in one document, and what became of each comes back as one line.
import { readMessage } from "../anthropic-messages.ts";
import { originOf } from "../endpoints.ts";
import { statusError } from "../map-error.ts";
import { isProviderError, ProviderError } from "../provider-error.ts";
import type { Connection } from "../provider.ts";
import { answerWithoutKey } from "../sdk-call.ts";
import { contentAt, countAt, eventRecord, listAt, recordAt, textAt, type JsonRecord } from "../wire.ts";
import {
  batchBody,
  batchTimes,
  clockSkewMs,
  type BatchCaller,
  type BatchRequest,
  type BatchResult,
  type BatchState,
  type FoundBatch,
  type SoughtBatch,
} from "./batch.ts";
import { createBatchWire, pathPart, type BatchWire } from "./batch-wire.ts";

/** The API takes 256 MB; not half of that is as much as a process should hold of one document. */
const limits = { requests: 100_000, bytes: 100_000_000 };
const path = "/v1/messages/batches";

export function openAnthropicBatches(connection: Connection, authentication: Readonly<Record<string, string>>): BatchCaller {
  const wire = createBatchWire(connection, authentication);
  return {
    limits,
    sizeOf: (request) => new TextEncoder().encode(requestText(request)).byteLength + 1,
    async submit(requests, _token, signal) {
      const batch = await wire.post(path, `{"requests":[${requests.map(requestText).join(",")}]}`, signal);
      return pathPart(contentAt(batch, "id"));
    },
    poll: async (id, signal) => stateOf(await wire.get(`${path}/${pathPart(id)}`, signal)),
    // The documented path and not the batch's `results_url`: the key goes to the origin it is bound to.
    async *collect(id, signal) {
      for await (const line of wire.lines(`${path}/${pathPart(id)}/results`, signal)) yield resultOf(line, connection);
    },
    findSubmitted: (sought, signal) => find(wire, sought, signal),
    async cancel(id, signal) {
      await wire.post(`${path}/${pathPart(id)}/cancel`, "{}", signal);
    },
  };
}

function requestText({ id, encoded }: BatchRequest): string {
  return JSON.stringify({ custom_id: id, params: batchBody(encoded) });
}

function stateOf(batch: JsonRecord): BatchState {
  const { total, succeeded, failed } = countsOf(batch);
  const counts = { total, answered: succeeded, failed };
  if (textAt(batch, "processing_status") !== "ended") return { kind: "running", counts, reason: null };
  return { kind: textAt(batch, "cancel_initiated_at") === null ? "ended" : "cancelled", counts, reason: null };
}

function countsOf(batch: JsonRecord): { readonly total: number; readonly succeeded: number; readonly failed: number } {
  const counts = recordAt(batch, "request_counts");
  const count = (key: string): number => countAt(counts, key) ?? 0;
  const failed = count("errored") + count("expired") + count("canceled");
  return { total: count("processing") + count("succeeded") + failed, succeeded: count("succeeded"), failed };
}

function resultOf(line: JsonRecord | null, connection: Connection): BatchResult {
  const id = textAt(line, "custom_id");
  const result = recordAt(line, "result");
  if (id === null || result === null) return { kind: "malformed" };
  switch (textAt(result, "type")) {
    case "succeeded":
      return succeeded(id, recordAt(result, "message") ?? {}, connection);
    case "canceled":
      return { kind: "cancelled", id };
    case "expired":
      return { kind: "failed", id, error: new ProviderError("expired", "The batch expired before this request was answered.") };
    case "errored":
      return { kind: "failed", id, error: erroredOf(recordAt(result, "error") ?? {}, connection) };
    default:
      return { kind: "malformed" };
  }
}

function succeeded(id: string, message: JsonRecord, { key }: Connection): BatchResult {
  try {
    const completion = { ...answerWithoutKey(readMessage(message), key), requestId: null, status: 200, times: batchTimes };
    return { kind: "answered", id, completion };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return { kind: "failed", id, error };
  }
}

/** The status that a live call would have had. */
const statuses: ReadonlyMap<string, number> = new Map([
  ["invalid_request_error", 400],
  ["authentication_error", 401],
  ["billing_error", 402],
  ["permission_error", 403],
  ["not_found_error", 404],
  ["request_too_large", 413],
  ["rate_limit_error", 429],
  ["api_error", 500],
  ["timeout_error", 504],
  ["overloaded_error", 529],
]);

function erroredOf(document: JsonRecord, { baseUrl, key, clock }: Connection): ProviderError {
  const type = textAt(recordAt(document, "error"), "type") ?? "";
  const context = { origin: originOf(baseUrl), key, now: clock.now() };
  return statusError(statuses.get(type) ?? 500, new Headers(), JSON.stringify(document), context);
}

const pageSize = 100;
const mostPages = 50;

/** The API keeps no token: whatever was made about then and is as large may be it, that nearest in time first. */
async function find(wire: BatchWire, { since, requests }: SoughtBatch, signal: AbortSignal): Promise<FoundBatch[]> {
  const candidates: { readonly id: string; readonly distance: number }[] = [];
  let after = "";
  for (let page = 0; page < mostPages; page++) {
    const answer = await wire.get(`${path}?limit=${pageSize}${after}`, signal);
    const batches = listAt(answer, "data").map(eventRecord);
    let isOlder = false;
    for (const batch of batches) {
      const madeAt = Date.parse(textAt(batch, "created_at") ?? "");
      if (madeAt < since - clockSkewMs) isOlder = true;
      else if (countsOf(batch).total === requests)
        candidates.push({ id: pathPart(contentAt(batch, "id")), distance: Math.abs(madeAt - since) });
    }
    const last = textAt(answer, "last_id");
    if (isOlder || last === null || answer["has_more"] !== true) break;
    after = `&after_id=${pathPart(last)}`;
  }
  return candidates.sort((a, b) => a.distance - b.distance).map(({ id }) => ({ id, isCertain: false }));
}
