/** A scripted server on the loopback interface that plays both providers' batch endpoints, and their live ones at the same address. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { createAnthropicRoutes } from "./batch-server/anthropic-routes.ts";
import { createBatchBook, type BatchBook, type BatchScript } from "./batch-server/batch-book.ts";
import { createOpenaiRoutes } from "./batch-server/openai-routes.ts";
import type { Handler } from "./provider-server/behaviour.ts";
import { startProviderServer, type ProviderServer } from "./provider-server.ts";

export interface BatchServerOptions {
  /** Answers every request, in a batch or live; a `status` behaviour is a failed request. */
  readonly handler: Handler;
  readonly script?: BatchScript;
}

/** What came in at the batch endpoints. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface BatchServer extends AsyncDisposable, Pick<BatchBook, "batches" | "submissions"> {
  /** Without a slash at the end, as that of a provider server. */
  readonly url: string;
  /** The live endpoints, with the live requests so far. */
  readonly live: ProviderServer;
  /** Oldest first; the array grows while the server runs. */
  readonly received: readonly ReceivedRequest[];
  /** Replaces what the script says from now on. */
  direct(script: BatchScript): void;
}

/** A request that this server was sent. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly contentType: string;
  readonly response: ServerResponse;
}

/** True when the request was one of the route's. */
export type Route = (exchange: Exchange) => Promise<boolean>;

export async function startBatchServer({ handler, script = {} }: BatchServerOptions): Promise<BatchServer> {
  const book = createBatchBook(handler, script);
  const received: ReceivedRequest[] = [];
  const routes = [createOpenaiRoutes(book), createAnthropicRoutes(book)];
  const route = async (incoming: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://localhost");
    if (!/^\/v1\/(files|batches|messages\/batches)(\/|$)/.test(pathname)) return false;
    received.push({ method: incoming.method ?? "", path: pathname, headers: incoming.headers });
    const contentType = incoming.headers["content-type"] ?? "";
    const exchange = {
      method: incoming.method ?? "",
      path: pathname,
      query: searchParams,
      body: await text(incoming),
      contentType,
      response,
    };
    for (const serve of routes) if (await serve(exchange)) return true;
    return false;
  };
  const live = await startProviderServer({ handler, route });
  return {
    url: live.url,
    live,
    received,
    batches: book.batches,
    submissions: () => book.submissions(),
    direct: (next) => book.direct(next),
    [Symbol.asyncDispose]: () => live.close(),
  };
}
