// `fetch` through a message port behaves like fetch: pieces as they come, failures with their causes, hanging up at both ends.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSocketServer, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { MessageChannel } from "node:worker_threads";
import { connectFetch, serveFetch } from "../../src/extension/background/remote-fetch.ts";

interface Bridge extends AsyncDisposable {
  readonly url: string;
  readonly fetch: typeof fetch;
}

async function bridgeTo(listener: RequestListener): Promise<Bridge> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port1, port2 } = new MessageChannel();
  const stop = serveFetch(port1, fetch);
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`,
    fetch: connectFetch(port2),
    async [Symbol.asyncDispose]() {
      stop();
      port2.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

describe("remote fetch", () => {
  it("sends method, headers and body as they are, and gives back status, headers and body", async () => {
    await using bridge = await bridgeTo((request, response) => {
      void text(request).then((body) => {
        response.writeHead(201, {
          "x-seen": `${String(request.method)} ${String(request.headers["x-mine"])}`,
          "content-type": "text/plain",
        });
        response.end(`got ${body}`);
      });
    });
    const response = await bridge.fetch(bridge.url, {
      method: "POST",
      headers: { "x-mine": "e" },
      body: "grüße 😀",
    });
    assert.deepEqual([response.status, response.headers.get("x-seen"), await response.text()], [201, "POST e", "got grüße 😀"]);
  });

  it("gives each piece of a stream as it comes", async () => {
    let finish = (): void => undefined;
    await using bridge = await bridgeTo((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("first");
      finish = () => response.end("last");
    });
    const response = await bridge.fetch(bridge.url);
    const seen: string[] = [];
    for await (const piece of response.body ?? []) {
      seen.push(new TextDecoder().decode(piece));
      finish(); // only after the first piece has arrived
    }
    assert.deepEqual(seen, ["first", "last"]);
  });

  it("fails as fetch fails when nobody listens: the code stands in the causes", async () => {
    const bridge = await bridgeTo(() => undefined);
    const { url } = bridge;
    await bridge[Symbol.asyncDispose]();
    await using open = await bridgeTo(() => undefined);
    const error = await open.fetch(url).then(
      () => null,
      (reason: unknown) => reason as Error & { cause?: { code?: string; syscall?: string } },
    );
    assert.deepEqual([error?.cause?.code, error?.cause?.syscall], ["ECONNREFUSED", "connect"]);
  });

  it("follows no redirect", async () => {
    await using bridge = await bridgeTo((_, response) => response.writeHead(302, { location: "http://127.0.0.1:9/" }).end());
    await assert.rejects(bridge.fetch(bridge.url), (error: Error) => /redirect/.test(String((error.cause as Error).message)));
  });

  it("hangs up at the server when the caller does, before and during the body", async () => {
    const hungUp: string[] = [];
    const waiting = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    await using bridge = await bridgeTo((request, response) => {
      const isSlow = request.url === "/slow";
      if (!isSlow) response.writeHead(200).write("begun");
      response.on("close", () => {
        hungUp.push(request.url ?? "");
        waiting[isSlow ? 0 : 1].resolve();
      });
      if (isSlow) abort.abort(new Error("enough"));
    });
    const abort = new AbortController();
    await assert.rejects(bridge.fetch(`${bridge.url}slow`, { signal: abort.signal }), /enough/);
    await waiting[0].promise;
    const during = new AbortController();
    const response = await bridge.fetch(`${bridge.url}body`, { signal: during.signal });
    during.abort(new Error("no more"));
    await assert.rejects(response.text(), /no more/);
    await waiting[1].promise;
    assert.deepEqual(hungUp, ["/slow", "/body"]);
  });

  it("fails in the body when the server breaks off", async () => {
    await using bridge = await bridgeTo((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half");
      setImmediate(() => response.destroy());
    });
    const response = await bridge.fetch(bridge.url);
    await assert.rejects(response.text(), (error: Error) => error.message !== "");
  });

  it("sends nothing for a signal that is aborted already", async () => {
    let count = 0;
    await using bridge = await bridgeTo((_, response) => {
      count += 1;
      response.end("ok");
    });
    await assert.rejects(bridge.fetch(bridge.url, { signal: AbortSignal.abort(new Error("before")) }), /before/);
    assert.equal(await (await bridge.fetch(bridge.url)).text(), "ok");
    assert.equal(count, 1);
  });

  it("fails for a status that no Response can have, and goes on", async () => {
    const raw = createSocketServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end("HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\nhi"));
    }).listen(0, "127.0.0.1");
    await once(raw, "listening");
    await using bridge = await bridgeTo((_, response) => response.end("ok"));
    try {
      const url = `http://127.0.0.1:${String((raw.address() as AddressInfo).port)}/`;
      await assert.rejects(bridge.fetch(url), /status 999/);
      assert.equal(await (await bridge.fetch(bridge.url)).text(), "ok");
    } finally {
      raw.close();
      await once(raw, "close");
    }
  });

  for (const [what, head] of [
    ["status", { status: 999, headers: [] }],
    ["header", { status: 200, headers: [["bad name", "x"]] }],
  ] as const) {
    it(`fails when the other end tells of an impossible ${what}, and hangs up`, async () => {
      const { port1, port2 } = new MessageChannel();
      const heard: string[] = [];
      const hungUp = Promise.withResolvers<void>();
      port1.on("message", (call: { kind: string; id: number }) => {
        heard.push(call.kind);
        if (call.kind === "send") port1.postMessage({ kind: "head", id: call.id, ...head });
        else hungUp.resolve();
      });
      await assert.rejects(connectFetch(port2)("http://127.0.0.1:9/"), Error);
      await hungUp.promise;
      port1.close();
      assert.deepEqual(heard, ["send", "abort"]);
    });
  }
});
