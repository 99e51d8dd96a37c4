/** A scripted server on the loopback interface that plays the OpenAI and Anthropic APIs for the real SDKs. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import type { Behaviour, Handler } from "./provider-server/behaviour.ts";
import { chatFormat } from "./provider-server/chat-format.ts";
import { messagesFormat } from "./provider-server/messages-format.ts";
import { echo, pause, performBehaviour, requestId, type Stage } from "./provider-server/perform-behaviour.ts";
import type { ProviderFormat } from "./provider-server/provider-format.ts";
import { type Api, parseBody, type RecordedRequest } from "./provider-server/recorded-request.ts";
import { responsesFormat } from "./provider-server/responses-format.ts";
import { createTally, type ProviderCounts } from "./provider-server/tally.ts";

/** How to start a server. */
export interface ProviderServerOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Decides every request; the default echoes the last user text. */
  readonly handler?: Handler;
  /** Milliseconds to wait before each behaviour; 0 by default. */
  readonly latencyMs?: number;
  /** Sees every request first; true when it has answered, which is not recorded. */
  readonly route?: (incoming: IncomingMessage, response: ServerResponse) => Promise<boolean>;
}

/** A running server. */
export interface ProviderServer extends AsyncDisposable {
  /** Without a slash at the end. OpenAI clients take `${url}/v1` as base URL, Anthropic clients `url`. */
  readonly url: string;
  /** All requests so far, oldest first; the array grows while the server runs. */
  readonly requests: readonly RecordedRequest[];
  counts(): ProviderCounts;
  /** Replaces the handler for the requests to come. */
  respond(handler: Handler): void;
  /** Resolves as soon as no request is pending, for example after a client has given up on a hanging one. */
  idle(): Promise<void>;
  /** Destroys all connections and stops listening. */
  close(): Promise<void>;
}

interface Endpoint {
  readonly api: Api;
  readonly format: ProviderFormat;
}

const endpoints: ReadonlyMap<string, Endpoint> = new Map([
  ["/chat/completions", { api: "chat", format: chatFormat }],
  ["/responses", { api: "responses", format: responsesFormat }],
  ["/messages", { api: "messages", format: messagesFormat }],
]);

/**
 * Starts a server on 127.0.0.1. It answers `POST /v1/chat/completions`, `/v1/responses` and
 * `/v1/messages` (the `/v1` may be left out) and `GET /__counts`; anything else is a 404 that is not recorded.
 */
export async function startProviderServer(options: ProviderServerOptions = {}): Promise<ProviderServer> {
  const { port = 0, latencyMs = 0, route = () => Promise.resolve(false) } = options;
  let handler: Handler = options.handler ?? echo;
  const tally = createTally();

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (await route(incoming, response)) return;
    const path = new URL(incoming.url ?? "/", "http://localhost").pathname;
    if (incoming.method === "GET" && path === "/__counts") return sendJson(response, 200, tally.counts());
    const endpoint = incoming.method === "POST" ? endpoints.get(path.replace(/^\/v1(?=\/)/u, "")) : undefined;
    if (endpoint === undefined) {
      return sendJson(response, 404, { error: { message: `There is no ${String(incoming.method)} ${path} here.` } });
    }
    const rawBody = await text(incoming);
    const received = { api: endpoint.api, path, headers: incoming.headers, rawBody, body: parseBody(rawBody) };
    const { request, exchange } = tally.open(received, response);
    const stage: Stage = { request, format: endpoint.format, response, exchange };
    await pause(latencyMs, exchange);
    try {
      const behaviour = refuse(stage) ?? (await handler(request, request.ordinal));
      if (!exchange.closed.aborted) await performBehaviour(behaviour, stage);
    } catch (error) {
      if (exchange.closed.aborted) return;
      exchange.settle("script-error");
      sendJson(response, 500, endpoint.format.errorDocument(500, `The script failed: ${String(error)}`, requestId(stage)));
    }
  };

  const server = createServer((incoming, response) => {
    // What is left to reject is a client that went away while its request or its delay was under way.
    serve(incoming, response).catch(() => response.destroy());
  });
  // Otherwise a connection that idles for five seconds closes under a client that is about to use it.
  server.keepAliveTimeout = 0;
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };

  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    requests: tally.requests,
    counts: () => tally.counts(),
    respond(next) {
      handler = next;
    },
    idle: () => tally.idle(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function refuse(stage: Stage): Behaviour | undefined {
  const { request, format } = stage;
  const missing = format.requiredFields.find((field) => !Object.hasOwn(request.body, field));
  if (missing === undefined) return undefined;
  const message = `The request has no '${missing}'.`;
  return { kind: "status", status: 400, body: format.errorDocument(400, message, requestId(stage)) };
}

function sendJson(response: ServerResponse, status: number, document: object): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(document));
}
