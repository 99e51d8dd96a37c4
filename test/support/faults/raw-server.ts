// A server on the loopback interface whose answers are written byte by byte, for bodies that no provider would send.
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { parseBody, type RecordedRequest } from "../provider-server/recorded-request.ts";

/** Answers one request as it likes; what it throws or leaves open is its own affair. */
export type RawHandler = (response: ServerResponse, request: RecordedRequest) => void;

export interface RawServer extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** How many connections are open now. */
  connections(): Promise<number>;
}

export async function startRawServer(handler: RawHandler): Promise<RawServer> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then(
      (rawBody) => {
        const path = incoming.url ?? "";
        const api = path.endsWith("/messages") ? "messages" : path.endsWith("/responses") ? "responses" : "chat";
        const request: RecordedRequest = {
          ordinal: requests.length + 1,
          api,
          path,
          headers: incoming.headers,
          rawBody,
          body: parseBody(rawBody),
          outcome: "pending",
        };
        requests.push(request);
        handler(response, request);
      },
      () => response.destroy(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, connections) => (error === null ? resolve(connections) : reject(error))),
      ),
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
