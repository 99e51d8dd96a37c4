// OpenAI's Batch API: a file of requests is uploaded, a batch made of it, and its answers and errors come back as two files.
import { chatPath, readChat } from "../openai-chat.ts";
import { readResponse } from "../openai-responses.ts";
import { reportedError, statusError, withoutKey } from "../map-error.ts";
import { originOf } from "../endpoints.ts";
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

/** The API takes 200 MB; half of that is as much as a process should hold of one file. */
const limits = { requests: 50_000, bytes: 100_000_000 };

/** The name of our token in a batch's metadata. */
const tokenField = "touchstone_batch";

export function openOpenaiBatches(connection: Connection, authentication: Readonly<Record<string, string>>): BatchCaller {
  const wire = createBatchWire(connection, authentication);
  return {
    limits,
    sizeOf: (request) => new TextEncoder().encode(requestLine(request)).byteLength,
    async submit(requests, token, signal) {
      const [first] = requests;
      if (first === undefined) throw new Error("A batch holds at least one request.");
      const boundary = `touchstone-${token}`;
      const upload = await wire.post("/files", fileForm(requests, boundary), signal, `multipart/form-data; boundary=${boundary}`);
      const batch = await wire.post(
        "/batches",
        JSON.stringify({
          input_file_id: idOf(upload),
          endpoint: pathOf(first),
          completion_window: "24h",
          metadata: { [tokenField]: token },
        }),
        signal,
      );
      return idOf(batch);
    },
    poll: async (id, signal) => stateOf(await wire.get(`/batches/${pathPart(id)}`, signal), connection.key),
    collect: (id, signal) => collect(wire, id, connection, signal),
    findSubmitted: (sought, signal) => find(wire, sought, signal),
    async cancel(id, signal) {
      await wire.post(`/batches/${pathPart(id)}/cancel`, "{}", signal);
    },
  };
}

/** The path as the lines of a file name it, whatever the base URL is. */
function pathOf({ encoded }: BatchRequest): string {
  return `/v1${encoded.path}`;
}

function requestLine(request: BatchRequest): string {
  const { id, encoded } = request;
  return `${JSON.stringify({ custom_id: id, method: encoded.method, url: pathOf(request), body: batchBody(encoded) })}\n`;
}

function fileForm(requests: readonly BatchRequest[], boundary: string): string {
  const part = (disposition: string): string => `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n`;
  return [
    part('name="purpose"'),
    "\r\nbatch\r\n",
    part('name="file"; filename="touchstone.jsonl"'),
    "content-type: application/jsonl\r\n\r\n",
    ...requests.map(requestLine),
    `\r\n--${boundary}--\r\n`,
  ].join("");
}

function idOf(document: JsonRecord): string {
  return pathPart(contentAt(document, "id"));
}

const stateKinds: ReadonlyMap<string, BatchState["kind"]> = new Map([
  ["completed", "ended"],
  ["expired", "expired"],
  ["failed", "failed"],
  ["cancelled", "cancelled"],
]);

function stateOf(batch: JsonRecord, key: string): BatchState {
  const counts = recordAt(batch, "request_counts");
  const [problem] = listAt(recordAt(batch, "errors"), "data").map(eventRecord);
  const reason = textAt(problem ?? null, "message");
  return {
    kind: stateKinds.get(textAt(batch, "status") ?? "") ?? "running",
    counts: {
      total: countAt(counts, "total") ?? 0,
      answered: countAt(counts, "completed") ?? 0,
      failed: countAt(counts, "failed") ?? 0,
    },
    reason: reason === null ? null : withoutKey(reason, key).slice(0, 300),
  };
}

async function* collect(wire: BatchWire, id: string, connection: Connection, signal: AbortSignal): AsyncGenerator<BatchResult> {
  const batch = await wire.get(`/batches/${pathPart(id)}`, signal);
  const isChat = textAt(batch, "endpoint")?.endsWith(chatPath) === true;
  // Where all requests failed there is no file of answers, and the other way round.
  for (const field of ["output_file_id", "error_file_id"]) {
    const file = textAt(batch, field);
    if (file === null) continue;
    for await (const line of wire.lines(`/files/${pathPart(file)}/content`, signal)) yield resultOf(line, { connection, isChat });
  }
}

interface Reading {
  readonly connection: Connection;
  readonly isChat: boolean;
}

function resultOf(line: JsonRecord | null, reading: Reading): BatchResult {
  const id = textAt(line, "custom_id");
  if (line === null || id === null) return { kind: "malformed" };
  const response = recordAt(line, "response");
  if (response === null) return withoutResponse(id, recordAt(line, "error") ?? {}, reading.connection);
  try {
    return { kind: "answered", id, completion: completionOf(response, reading) };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return { kind: "failed", id, error };
  }
}

function withoutResponse(id: string, error: JsonRecord, { key }: Connection): BatchResult {
  const code = textAt(error, "code");
  if (code === "batch_cancelled") return { kind: "cancelled", id };
  if (code === "batch_expired")
    return { kind: "failed", id, error: new ProviderError("expired", "The batch expired before this request was answered.") };
  return { kind: "failed", id, error: reportedError(error, key) };
}

function completionOf(response: JsonRecord, { connection, isChat }: Reading): (BatchResult & { kind: "answered" })["completion"] {
  const { key, baseUrl, clock } = connection;
  const status = countAt(response, "status_code") ?? 0;
  const body = recordAt(response, "body") ?? {};
  if (status < 200 || status > 299)
    throw statusError(status, new Headers(), JSON.stringify(body), { origin: originOf(baseUrl), key, now: clock.now() });
  const requestId = textAt(response, "request_id");
  return {
    ...answerWithoutKey(isChat ? readChat(body) : readResponse(body, key), key),
    requestId: requestId === null ? null : withoutKey(requestId, key),
    status,
    times: batchTimes,
  };
}

const pageSize = 100;
const mostPages = 50;

/** Newest first, page by page, until the batches are older than the sought one can be. */
async function find(wire: BatchWire, { token, since }: SoughtBatch, signal: AbortSignal): Promise<FoundBatch[]> {
  let after = "";
  for (let page = 0; page < mostPages; page++) {
    const answer = await wire.get(`/batches?limit=${pageSize}${after}`, signal);
    const batches = listAt(answer, "data").map(eventRecord);
    const found = batches.find((batch) => textAt(recordAt(batch, "metadata"), tokenField) === token);
    if (found !== undefined) return [{ id: idOf(found), isCertain: true }];
    const last = batches.at(-1);
    const isOlder = batches.some((batch) => (countAt(batch, "created_at") ?? Infinity) * 1000 < since - clockSkewMs);
    if (last === undefined || isOlder || answer["has_more"] !== true) return [];
    after = `&after=${idOf(last)}`;
  }
  return [];
}
