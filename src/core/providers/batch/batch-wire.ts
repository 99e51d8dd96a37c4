// How the batch adapters go over the wire: one document or a long list of lines, through the same guarded fetch as live calls.
import type { Timeouts } from "../../domain/project.ts";
import { guardFetch, type WireRules } from "../guarded-fetch.ts";
import { ProviderError } from "../provider-error.ts";
import type { Connection } from "../provider.ts";
import { isRecord, type JsonRecord } from "../wire.ts";
import { readLines, tooLong } from "./read-lines.ts";

export interface BatchWire {
  get(path: string, signal: AbortSignal): Promise<JsonRecord>;
  /** Sends a text of this content type, JSON where none is named. */
  post(path: string, body: string, signal: AbortSignal, contentType?: string): Promise<JsonRecord>;
  /** The lines of a file as JSON objects; null for a line that is none, or too long. */
  lines(path: string, signal: AbortSignal): AsyncGenerator<JsonRecord | null>;
}

const jsonType = "application/json";
const documentRules: WireRules = { takes: (type) => type === jsonType, longestBody: 32 * 1024 * 1024 };
/** Servers name files of lines in many ways, but a page is none: the file is there behind it. The whole may be long: it is never held. */
const fileRules: WireRules = { takes: (type) => type !== "text/html", longestBody: Number.POSITIVE_INFINITY };
const longestLine = 32 * 1024 * 1024;
/** A file of some hundred megabytes takes its time; the gap between two pieces stays as short as ever. */
const longestFileMs = 3_600_000;

/** `authentication` is all that is sent beside the usual headers. */
export function createBatchWire(connection: Connection, authentication: Readonly<Record<string, string>>): BatchWire {
  const document = async (path: string, request: Omit<Request, "rules">, signal: AbortSignal): Promise<JsonRecord> => {
    const decoder = new TextDecoder();
    let text = "";
    for await (const piece of pieces(path, { ...request, rules: documentRules }, signal)) text += decoder.decode(piece, { stream: true });
    const value = parsed(text + decoder.decode());
    if (value === null) throw new ProviderError("invalid-response", "The provider's answer about a batch is not a JSON object.");
    return value;
  };

  async function* pieces(path: string, { method, contentType, body, rules, timeouts }: Request, signal: AbortSignal): Pieces {
    signal.throwIfAborted();
    const guarded = guardFetch(
      { ...connection, timeouts },
      {
        ...authentication,
        accept: rules === fileRules ? "*/*" : jsonType,
        "user-agent": "touchstone",
        ...(contentType === null ? {} : { "content-type": contentType }),
      },
      rules,
    );
    const wire = guarded.open();
    // A signal of the call's own, as in a live call.
    const stop = new AbortController();
    const forward = (): void => stop.abort(signal.reason);
    signal.addEventListener("abort", forward, { once: true });
    try {
      const url = `${connection.baseUrl}${path}`;
      const init = { method, headers: { ...wire.headers }, signal: stop.signal, ...(body === null ? {} : { body }) };
      const response = await guarded.fetch(url, init);
      yield* (response.body ?? []) as AsyncIterable<Uint8Array>;
    } catch (error) {
      signal.throwIfAborted();
      throw wire.failure ?? error;
    } finally {
      signal.removeEventListener("abort", forward);
      guarded.close(wire);
    }
  }

  const { timeouts } = connection;
  return {
    get: (path, signal) => document(path, { method: "GET", contentType: null, body: null, timeouts }, signal),
    post: (path, body, signal, contentType = jsonType) =>
      document(path, { method: "POST", contentType, body, timeouts: whileSending(timeouts, body) }, signal),
    async *lines(path, signal) {
      const request: Request = {
        method: "GET",
        contentType: null,
        body: null,
        rules: fileRules,
        timeouts: { ...timeouts, total_ms: Math.max(timeouts.total_ms, longestFileMs) },
      };
      for await (const line of readLines(pieces(path, request, signal), longestLine)) yield line === tooLong ? null : parsed(line);
    },
  };
}

type Pieces = AsyncGenerator<Uint8Array, void, void>;

interface Request {
  readonly method: "GET" | "POST";
  readonly contentType: string | null;
  readonly body: string | null;
  readonly rules: WireRules;
  readonly timeouts: Timeouts;
}

/** No answer can come before a body has been sent, which is given a second for every 100 kB. */
function whileSending(timeouts: Timeouts, body: string): Timeouts {
  const sendingMs = body.length / 100;
  const { headers_ms, first_byte_ms, total_ms } = timeouts;
  return { ...timeouts, headers_ms: headers_ms + sendingMs, first_byte_ms: first_byte_ms + sendingMs, total_ms: total_ms + sendingMs };
}

function parsed(text: string): JsonRecord | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

const idPattern = /^[A-Za-z0-9_-]{1,200}$/;

/** An id as a part of a path. Ids come from servers and journals, and must not lead anywhere else. */
export function pathPart(id: string): string {
  if (idPattern.test(id)) return id;
  throw new ProviderError("invalid-response", "The provider's id of a batch or file is not one that can be called.");
}
