// A `fetch` that plays the chat completions API without a socket, with failures by script.
import type { Fetch } from "../../../src/core/base/ports.ts";
import { composeAnswer } from "../provider-server/composed-answer.ts";
import { chatFormat } from "../provider-server/chat-format.ts";
import { renderEvent } from "../provider-server/provider-format.ts";
import { parseBody, type RecordedRequest } from "../provider-server/recorded-request.ts";

/** What becomes of one request: an answer, a status, a stream that ends too early, a connection that breaks off, silence. */
export type Reply =
  | { readonly kind: "answer" | "cut"; readonly text: string }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "reset" }
  | { readonly kind: "silence" };

export interface ScriptedFetch {
  readonly fetch: Fetch;
  /** Every request so far. */
  readonly requests: readonly RecordedRequest[];
}

export function createScriptedFetch(reply: (request: RecordedRequest) => Reply | Promise<Reply>): ScriptedFetch {
  const requests: RecordedRequest[] = [];
  return {
    requests,
    async fetch(_input, init) {
      const rawBody = typeof init?.body === "string" ? init.body : "";
      const request: RecordedRequest = {
        ordinal: requests.length + 1,
        api: "chat",
        path: "/v1/chat/completions",
        headers: {},
        rawBody,
        body: parseBody(rawBody),
        outcome: "answered",
      };
      requests.push(request);
      return respond(await reply(request), request);
    },
  };
}

function respond(reply: Reply, request: RecordedRequest): Promise<Response> {
  switch (reply.kind) {
    case "answer":
    case "cut": {
      const frames = chatFormat.events(composeAnswer(request, { kind: "answer", text: reply.text })).map(renderEvent);
      const sent = reply.kind === "answer" ? frames : frames.slice(0, 2);
      return Promise.resolve(new Response(sent.join(""), { headers: { "content-type": "text/event-stream" } }));
    }
    case "status":
      return Promise.resolve(Response.json(chatFormat.errorDocument(reply.status, "scripted", "req_1"), { status: reply.status }));
    case "reset":
      return Promise.reject(
        new TypeError("fetch failed", { cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" }) }),
      );
    case "silence":
      return new Promise(() => undefined);
  }
}
