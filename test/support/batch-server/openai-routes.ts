/** OpenAI's files and batches as they go over the wire. */
import type { Batch } from "openai/resources/batches";
import type { Route } from "../batch-server.ts";
import { isRecord, parseBody, type Api } from "../provider-server/recorded-request.ts";
import { hugeLine, type BatchBook, type BatchItem, type StoredBatch, type WrittenRequest } from "./batch-book.ts";
import { acted, refuse, sendDocument, sendLines } from "./send.ts";

const apis: ReadonlyMap<unknown, Api> = new Map([
  ["/v1/chat/completions", "chat"],
  ["/v1/responses", "responses"],
]);

export function createOpenaiRoutes(book: BatchBook): Route {
  const own = (): StoredBatch[] => book.batches.filter(({ api }) => api !== "messages");
  return async ({ method, path, query, body, contentType, response }) => {
    const [, collection, id = "", action] = /^\/v1\/(files|batches)(?:\/([^/]+)(?:\/([a-z]+))?)?$/.exec(path) ?? [];
    if (collection === undefined) return false;
    if (collection === "files" && method === "POST") {
      const file = `file-${String(book.files.size + 1)}`;
      const content = fileContent(body, contentType);
      if (content === null) refuse(response, 400, "The upload has no file with the purpose batch.");
      else {
        book.files.set(file, content);
        sendDocument(response, { id: file, object: "file", purpose: "batch", bytes: content.length });
      }
      return true;
    }
    if (collection === "files") {
      const batch = own().find((known) => [outputFile(known), errorFile(known)].includes(id));
      if (batch === undefined || action !== "content") return false;
      const lines = id === outputFile(batch) ? answerLines(batch) : errorLines(batch);
      await sendLines(response, lines, () => (id === outputFile(batch) ? book.at("collect", batch.ordinal) : undefined));
      return true;
    }
    if (method === "POST" && id === "") {
      if (acted(response, book.at("create"))) return true;
      const { input_file_id: file, endpoint, completion_window: window, metadata } = parseBody(body);
      const requests = readFile(book.files.get(String(file)) ?? "", endpoint);
      const api = apis.get(endpoint);
      if (api === undefined || window !== "24h" || requests === null) {
        refuse(response, 400, "The batch cannot be read.");
        return true;
      }
      const batch = await book.create(api, requests, isRecord(metadata) ? metadata : {});
      if (!acted(response, book.at("created", batch.ordinal))) sendDocument(response, documentOf(batch, "validating"));
      return true;
    }
    if (id === "") {
      if (acted(response, book.at("list"))) return true;
      const newest = own().reverse();
      const start = query.has("after") ? newest.findIndex((batch) => batch.id === query.get("after")) + 1 : 0;
      const page = newest.slice(start, start + Number(query.get("limit") ?? 20));
      sendDocument(response, {
        object: "list",
        data: page.map((batch) => documentOf(batch, "in_progress")),
        has_more: start + page.length < newest.length,
      });
      return true;
    }
    const batch = own().find((known) => known.id === id);
    if (batch === undefined) return false;
    if (action === "cancel") {
      batch.isCancelled = true;
      sendDocument(response, documentOf(batch, "cancelling"));
      return true;
    }
    if (acted(response, book.at("poll", batch.ordinal))) return true;
    sendDocument(response, documentOf(batch, book.isEnded(batch) ? lastStatus(batch) : "in_progress"));
    return true;
  };
}

function lastStatus(batch: StoredBatch): Batch["status"] {
  if (batch.refusal !== null) return "failed";
  if (batch.isCancelled) return "cancelled";
  return batch.items.some(({ fate }) => fate === "expired") ? "expired" : "completed";
}

function outputFile({ ordinal }: StoredBatch): string {
  return `file-output-${ordinal}`;
}

function errorFile({ ordinal }: StoredBatch): string {
  return `file-error-${ordinal}`;
}

function documentOf(batch: StoredBatch, status: Batch["status"]): Batch {
  const isOver = !["validating", "in_progress", "cancelling", "failed"].includes(status);
  const errors = errorLines(batch);
  return {
    id: batch.id,
    object: "batch",
    endpoint: `/v1${batch.api === "chat" ? "/chat/completions" : "/responses"}`,
    completion_window: "24h",
    created_at: Math.floor(batch.createdAt / 1000),
    input_file_id: "file-1",
    status,
    metadata: batch.metadata as Record<string, string>,
    request_counts: {
      total: batch.items.length,
      completed: isOver ? batch.items.length - errors.length : 0,
      failed: isOver ? errors.length : 0,
    },
    ...(isOver && answerLines(batch).length > 0 ? { output_file_id: outputFile(batch) } : {}),
    ...(isOver && errors.length > 0 ? { error_file_id: errorFile(batch) } : {}),
    ...(status === "failed" ? { errors: { object: "list", data: [{ code: "refused", message: batch.refusal ?? "" }] } } : {}),
  };
}

/** Whether a request's line stands in the file of answers. */
function isAnswerLine({ fate, status }: BatchItem): boolean {
  return status === 200 && !["expired", "cancelled", "missing"].includes(fate);
}

function answerLines({ items }: StoredBatch): string[] {
  // In another order than the requests, as the API may.
  return items
    .filter(isAnswerLine)
    .reverse()
    .flatMap((item) => {
      const { id, fate, status, document, request } = item;
      const body = fate === "shapeless" ? { choices: ["text"] } : document;
      const response = { status_code: status, request_id: `req_${request.ordinal}`, body };
      const line = JSON.stringify({ id: `batch_req_${request.ordinal}`, custom_id: id, response, error: null });
      switch (fate) {
        case "malformed":
          return [line.slice(0, -20)];
        case "huge":
          return [hugeLine()];
        case "foreign":
          return [line.replace(id, "0".repeat(64)), line];
        case "repeated":
          return [line, line];
        case "contradicted":
          return [line, JSON.stringify({ custom_id: id, response: null, error: { code: "batch_expired", message: "Too late." } })];
        default:
          return [line];
      }
    });
}

function errorLines({ items }: StoredBatch): string[] {
  return items
    .filter((item) => !isAnswerLine(item) && item.fate !== "missing")
    .map(({ id, fate, status, document, request }) => {
      const isRun = fate === "answered";
      const response = isRun ? { status_code: status, request_id: `req_${request.ordinal}`, body: document } : null;
      const error = isRun ? null : { code: `batch_${fate}`, message: "This request could not be executed." };
      return JSON.stringify({ id: `batch_req_${request.ordinal}`, custom_id: id, response, error });
    });
}

function fileContent(body: string, contentType: string): string | null {
  const boundary = /boundary=(\S+)$/.exec(contentType)?.[1] ?? "";
  const parts = body.split(`--${boundary}`).map((part) => part.split("\r\n\r\n"));
  const part = (name: string): string | undefined => parts.find(([head]) => head?.includes(`name="${name}"`))?.[1]?.replace(/\r\n$/, "");
  return boundary !== "" && part("purpose") === "batch" ? (part("file") ?? null) : null;
}

/** The requests of a file; null for one that the API would refuse. */
function readFile(content: string, endpoint: unknown): WrittenRequest[] | null {
  const lines = content
    .split("\n")
    .filter((line) => line !== "")
    .map(parseBody);
  const requests = lines.flatMap(({ custom_id: id, method, url, body }) =>
    typeof id === "string" && method === "POST" && url === endpoint && isRecord(body) && !("stream" in body) ? [{ id, body }] : [],
  );
  const ids = new Set(requests.map(({ id }) => id));
  const models = new Set(requests.map(({ body }) => body["model"]));
  return requests.length === lines.length && ids.size === lines.length && models.size === 1 ? requests : null;
}
