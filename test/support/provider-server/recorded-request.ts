/** The requests the scripted provider has received, and the text that a model would read in them. */
import type { IncomingHttpHeaders } from "node:http";

/** The three provider APIs that the server plays. */
export type Api = "chat" | "responses" | "messages";

/**
 * How a request ended. `aborted`: the client left before the server was done; `script-error`: the
 * handler threw; `status-…`: the server answered with that status on purpose or refused the request.
 */
export type Outcome =
  | "pending"
  | "answered"
  | "aborted"
  | "reset"
  | "hang"
  | "malformed"
  | "empty"
  | "html"
  | "truncated"
  | "redirect"
  | "script-error"
  | `status-${number}`;

/** One received request. `body` is an empty object if the raw body is not a JSON object. */
export interface RecordedRequest {
  /** Counts from 1 over all requests of the server. */
  readonly ordinal: number;
  readonly api: Api;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Changes from `pending` exactly once. */
  readonly outcome: Outcome;
}

/** True for objects that are neither null nor arrays. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The JSON object in a raw body, or an empty object. */
export function parseBody(rawBody: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(rawBody);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

/** The text of the last turn whose role is `user`, or `""`. */
export function lastUserText(request: RecordedRequest): string {
  const turn = turnsOf(request).findLast((candidate) => isRecord(candidate) && candidate["role"] === "user");
  return textOf(turn);
}

/** All text of the request that a model would read: instructions first, then each turn. */
export function inputText(request: RecordedRequest): string {
  return textOf([request.body["system"], request.body["instructions"], turnsOf(request)]);
}

function turnsOf(request: RecordedRequest): readonly unknown[] {
  const turns = request.body[request.api === "responses" ? "input" : "messages"];
  if (typeof turns === "string") return [{ role: "user", content: turns }];
  return Array.isArray(turns) ? turns : [];
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value))
    return value
      .map(textOf)
      .filter((text) => text !== "")
      .join("\n");
  if (isRecord(value)) return textOf(value["text"] ?? value["content"] ?? value["output"]);
  return "";
}
