// Results from a server that means no good: lines without end, redirects, another shape, a body that breaks off.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { BatchCaller, BatchResult } from "../../../../src/core/providers/batch/batch.ts";
import { readLines, tooLong } from "../../../../src/core/providers/batch/read-lines.ts";
import { isProviderError } from "../../../../src/core/providers/provider-error.ts";
import { providers } from "../../../../src/core/providers/registry.ts";
import { connectionTo, failureOf, generousTimeouts } from "../calls.ts";

const { signal } = new AbortController();

async function withServer<Value>(listener: RequestListener, use: (caller: BatchCaller) => Promise<Value>): Promise<Value> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  try {
    const timeouts = { ...generousTimeouts, idle_ms: 200 };
    return await use(providers.anthropic.openBatches(connectionTo("messages", url, { timeouts })));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function kindsUntilEnd(caller: BatchCaller): Promise<string[]> {
  const kinds: string[] = [];
  try {
    for await (const result of caller.collect("msgbatch_1", signal)) kinds.push(kindOf(result));
  } catch (error) {
    if (!isProviderError(error)) throw error;
    kinds.push(`then ${error.kind}`);
  }
  return kinds;
}

function kindOf(result: BatchResult): string {
  return result.kind === "failed" ? result.error.kind : result.kind;
}

function lines(...values: readonly unknown[]): RequestListener {
  return (_, response) => void response.end(values.map((value) => `${JSON.stringify(value)}\n`).join(""));
}

describe("hostile results of a batch", () => {
  it("of another shape are no answers", async () => {
    const answered = (message: unknown): object => ({ custom_id: "a", result: { type: "succeeded", message } });
    const listener = lines(
      [],
      "text",
      {},
      { custom_id: 1, result: {} },
      { custom_id: "a" },
      { custom_id: "a", result: { type: "new" } },
      answered({}),
      answered({ stop_reason: "end_turn", content: ["text"] }),
      answered({ stop_reason: "end_turn", content: [{ type: "text", text: 1 }] }),
      answered(null),
    );
    assert.deepEqual(await withServer(listener, kindsUntilEnd), [
      ...Array<string>(6).fill("malformed"),
      ...Array<string>(4).fill("invalid-response"),
    ]);
  });

  it("that stop coming end with the clock", async () => {
    const listener: RequestListener = (_, response) => void response.write('{"custom_id":"a","result":{"type":"expired"}}\n');
    assert.deepEqual(await withServer(listener, kindsUntilEnd), ["expired", "then unknown-outcome"]);
  });

  it("that break off keep what came before", async () => {
    const listener: RequestListener = (_, response) =>
      void response.write('{"custom_id":"a","result":{"type":"expired"}}\n', () => response.destroy());
    assert.deepEqual(await withServer(listener, kindsUntilEnd), ["expired", "then unknown-outcome"]);
  });

  it("are not fetched from elsewhere", async () => {
    const listener: RequestListener = (_, response) => void response.writeHead(307, { location: "http://127.0.0.1:1/" }).end();
    assert.deepEqual(await withServer(listener, kindsUntilEnd), ["then redirect"]);
  });

  it("of a submission that names no id, or a page, make no batch", async () => {
    const encoded = { method: "POST", path: "/v1/messages", body: {} } as const;
    const submit = (caller: BatchCaller): Promise<unknown> => failureOf(caller.submit([{ id: "a", encoded }], "token", signal));
    for (const [type, body] of [
      ["application/json", "{}"],
      ["application/json", '{"id":"../x"}'],
      ["application/json", "[]"],
      ["text/html", "<p>Sign in</p>"],
    ] as const) {
      const listener: RequestListener = (_, response) => void response.writeHead(200, { "content-type": type }).end(body);
      assert.equal(((await withServer(listener, submit)) as { kind: string }).kind, "invalid-response");
    }
  });
});

describe("lines of a body", () => {
  async function read(pieces: readonly string[], longest = 10): Promise<unknown[]> {
    async function* bytes(): AsyncGenerator<Uint8Array> {
      for (const piece of pieces) yield Promise.resolve(new TextEncoder().encode(piece));
    }
    const all: unknown[] = [];
    for await (const line of readLines(bytes(), longest)) all.push(line);
    return all;
  }

  it("are whole wherever the pieces are cut", async () => {
    const text = "äb\nc\r\n\n你好\nend";
    const bytes = new TextEncoder().encode(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      async function* pieces(): AsyncGenerator<Uint8Array> {
        yield Promise.resolve(bytes.subarray(0, cut));
        yield Promise.resolve(bytes.subarray(cut));
      }
      const all: unknown[] = [];
      for await (const line of readLines(pieces(), 100)) all.push(line);
      assert.deepEqual(all, ["äb", "c", "你好", "end"]);
    }
  });

  it("that are too long are passed over, and only they", async () => {
    assert.deepEqual(await read(["short\n", "0123456", "789012", "34567\nnext\n"]), ["short", tooLong, "next"]);
  });

  it("may be as long as is allowed", async () => {
    assert.deepEqual(await read(["0123456789\n"]), ["0123456789"]);
  });
});
