/** Anthropic's message batches as they go over the wire. */
import type { MessageBatch } from "@anthropic-ai/sdk/resources/messages/batches";
import type { Route } from "../batch-server.ts";
import { isRecord, parseBody } from "../provider-server/recorded-request.ts";
import { hugeLine, type BatchBook, type BatchItem, type StoredBatch, type WrittenRequest } from "./batch-book.ts";
import { acted, refuse, sendDocument, sendLines } from "./send.ts";

export function createAnthropicRoutes(book: BatchBook): Route {
  const own = (): StoredBatch[] => book.batches.filter(({ api }) => api === "messages");
  return async ({ method, path, query, body, response }) => {
    const [found, id = "", action] = /^\/v1\/messages\/batches(?:\/([^/]+)(?:\/([a-z]+))?)?$/.exec(path) ?? [];
    if (found === undefined) return false;
    if (method === "POST" && id === "") {
      if (acted(response, book.at("create"))) return true;
      const requests = readRequests(parseBody(body)["requests"]);
      if (requests === null) {
        refuse(response, 400, "The batch cannot be read.");
        return true;
      }
      const batch = await book.create("messages", requests, {});
      if (!acted(response, book.at("created", batch.ordinal))) sendDocument(response, documentOf(batch, "in_progress"));
      return true;
    }
    if (id === "") {
      if (acted(response, book.at("list"))) return true;
      const newest = own().reverse();
      const start = query.has("after_id") ? newest.findIndex((batch) => batch.id === query.get("after_id")) + 1 : 0;
      const page = newest.slice(start, start + Number(query.get("limit") ?? 20));
      sendDocument(response, {
        data: page.map((batch) => documentOf(batch, "in_progress")),
        has_more: start + page.length < newest.length,
        first_id: page[0]?.id ?? null,
        last_id: page.at(-1)?.id ?? null,
      });
      return true;
    }
    const batch = own().find((known) => known.id === id);
    if (batch === undefined) return false;
    if (action === "results") {
      await sendLines(response, batch.items.toReversed().flatMap(linesOf), () => book.at("collect", batch.ordinal));
      return true;
    }
    if (action === "cancel") {
      batch.isCancelled = true;
      sendDocument(response, documentOf(batch, "canceling"));
      return true;
    }
    if (acted(response, book.at("poll", batch.ordinal))) return true;
    sendDocument(response, documentOf(batch, book.isEnded(batch) ? "ended" : "in_progress"));
    return true;
  };
}

function documentOf(batch: StoredBatch, status: MessageBatch["processing_status"]): MessageBatch {
  const { id, createdAt, items, isCancelled } = batch;
  const isOver = status === "ended";
  const count = (is: (item: BatchItem) => boolean): number => (isOver ? items.filter(is).length : 0);
  const isRun = ({ fate }: BatchItem): boolean => fate !== "expired" && fate !== "cancelled";
  return {
    id,
    type: "message_batch",
    processing_status: status,
    archived_at: null,
    cancel_initiated_at: isCancelled ? new Date(createdAt).toISOString() : null,
    created_at: new Date(createdAt).toISOString(),
    ended_at: isOver ? new Date().toISOString() : null,
    expires_at: new Date(createdAt + 86_400_000).toISOString(),
    request_counts: {
      processing: isOver ? 0 : items.length,
      succeeded: count((item) => isRun(item) && item.status === 200),
      errored: count((item) => isRun(item) && item.status !== 200),
      expired: count(({ fate }) => fate === "expired"),
      canceled: count(({ fate }) => fate === "cancelled"),
    },
    results_url: isOver ? `https://elsewhere.example/v1/messages/batches/${id}/results` : null,
  };
}

function linesOf({ id, fate, status, document }: BatchItem): string[] {
  const line = JSON.stringify({ custom_id: id, result: resultOf(fate, status, document) });
  switch (fate) {
    case "missing":
      return [];
    case "malformed":
      return [line.slice(0, -20)];
    case "huge":
      return [hugeLine()];
    case "foreign":
      return [line.replace(id, "0".repeat(64)), line];
    case "repeated":
      return [line, line];
    case "contradicted":
      return [line, JSON.stringify({ custom_id: id, result: { type: "expired" } })];
    default:
      return [line];
  }
}

function resultOf(fate: BatchItem["fate"], status: number, document: object): object {
  if (fate === "expired") return { type: "expired" };
  if (fate === "cancelled") return { type: "canceled" };
  if (fate === "shapeless") return { type: "succeeded", message: { stop_reason: "end_turn", content: ["text"] } };
  return status === 200 ? { type: "succeeded", message: document } : { type: "errored", error: document };
}

/** Null for what the API would refuse. */
function readRequests(value: unknown): WrittenRequest[] | null {
  if (!Array.isArray(value)) return null;
  const requests = value.flatMap((item: unknown) => {
    if (!isRecord(item)) return [];
    const { custom_id: id, params } = item;
    const isRead = typeof id === "string" && /^[a-zA-Z0-9_-]{1,64}$/.test(id) && isRecord(params) && !("stream" in params);
    return isRead ? [{ id, body: params }] : [];
  });
  return requests.length === value.length && new Set(requests.map(({ id }) => id)).size === value.length ? requests : null;
}
