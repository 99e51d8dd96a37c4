// Results from a server that means no good: lines without end, redirects, another shape, a body that breaks off.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { BatchCaller, BatchResult } from "../../../../src/core/providers/batch/batch.ts";
import { readLines, tooLong } from "../../../../src/core/providers/batch/read-lines.ts";
import { isProviderError, type ProviderError } from "../../../../src/core/providers/provider-error.ts";
import { providers } from "../../../../src/core/providers/registry.ts";
import { canaryKey, connectionTo, encodeWire, failureOf, generousTimeouts, providerOf, wireApis, type WireApi } from "../calls.ts";

const { signal } = new AbortController();

/** A caller of a server whose results are what `results` sends. */
async function withResults<Value>(api: WireApi, results: RequestListener, use: (caller: BatchCaller) => Promise<Value>): Promise<Value> {
  const batch = { id: "batch_1", endpoint: `/v1/${api === "responses" ? "responses" : "chat/completions"}`, output_file_id: "file-1" };
  return withServer(api, use, (request, response) => {
    if (request.url?.endsWith("/batches/batch_1") !== true) return results(request, response);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(batch));
  });
}

async function withServer<Value>(api: WireApi, use: (caller: BatchCaller) => Promise<Value>, listener: RequestListener): Promise<Value> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  try {
    const timeouts = { ...generousTimeouts, idle_ms: 200 };
    return await use(providers[providerOf(api) as "openai" | "anthropic"].openBatches(connectionTo(api, url, { timeouts })));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** What was collected until the results came to an end, or to an error. */
async function untilEnd(caller: BatchCaller): Promise<(BatchResult | ProviderError)[]> {
  const all: (BatchResult | ProviderError)[] = [];
  try {
    for await (const result of caller.collect("batch_1", signal)) all.push(result);
  } catch (error) {
    if (!isProviderError(error)) throw error;
    all.push(error);
  }
  return all;
}

async function kindsUntilEnd(caller: BatchCaller): Promise<string[]> {
  return (await untilEnd(caller)).map((one) => {
    if (isProviderError(one)) return `then ${one.kind}`;
    return one.kind === "failed" ? one.error.kind : one.kind;
  });
}

/** Each value as a line; a text as it is. */
function lines(...values: readonly unknown[]): RequestListener {
  return (_, response) =>
    void response.end(values.map((value) => `${typeof value === "string" ? value : JSON.stringify(value)}\n`).join(""));
}

function answered(api: WireApi, body: unknown): object {
  if (api === "messages") return { custom_id: "a", result: { type: "succeeded", message: body } };
  return { custom_id: "a", response: { status_code: 200, request_id: canaryKey, body }, error: null };
}

const expired: Readonly<Record<WireApi, object>> = {
  chat: { custom_id: "a", response: null, error: { code: "batch_expired" } },
  responses: { custom_id: "a", response: null, error: { code: "batch_expired" } },
  messages: { custom_id: "a", result: { type: "expired" } },
};

for (const api of wireApis) {
  const lastLine = `${JSON.stringify(expired[api])}\n`;

  describe(`hostile results of a batch, ${api}`, () => {
    it("that are no JSON, or name no request, are no results", async () => {
      const listener = lines("{", "null", "[]", '"text"', "<p>Sign in</p>", {}, { custom_id: 1, result: {}, response: {} }, expired[api]);
      assert.deepEqual(await withResults(api, listener, kindsUntilEnd), [...Array<string>(7).fill("malformed"), "expired"]);
    });

    it("of another shape are no answers", async () => {
      const part = [{ type: "text", text: 1 }];
      const bodies = [{}, null, [], "text", { stop_reason: "end_turn", content: ["text"] }, { stop_reason: "end_turn", content: part }];
      const shapes = [
        { choices: ["text"] },
        { choices: [{ finish_reason: "stop", message: { content: 1 } }] },
        { status: "completed", output: [1] },
      ];
      const all = [...bodies, ...shapes].map((body) => answered(api, body));
      const kinds = await withResults(api, lines(...all), kindsUntilEnd);
      assert.deepEqual([kinds.length, kinds.filter((kind) => kind !== "invalid-response")], [all.length, []]);
    });

    it("that are longer than any line are passed over, and only they", async () => {
      const huge = { ...expired[api], padding: "x".repeat(33 * 1024 * 1024) };
      assert.deepEqual(await withResults(api, lines(huge, expired[api]), kindsUntilEnd), ["malformed", "expired"]);
    });

    it("that are a page instead of the file are none, so that the file is asked for again", async () => {
      const page: RequestListener = (_, response) =>
        void response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<p>Sign in</p>");
      assert.deepEqual(await withResults(api, page, kindsUntilEnd), ["then invalid-response"]);
    });

    it("that are empty are none either", async () => {
      assert.deepEqual(await withResults(api, (_, response) => void response.end(), kindsUntilEnd), ["then invalid-response"]);
    });

    it("that stop coming end with the clock", async () => {
      assert.deepEqual(await withResults(api, (_, response) => void response.write(lastLine), kindsUntilEnd), [
        "expired",
        "then unknown-outcome",
      ]);
    });

    it("that break off keep what came before", async () => {
      const listener: RequestListener = (_, response) => void response.write(lastLine, () => response.destroy());
      assert.deepEqual(await withResults(api, listener, kindsUntilEnd), ["expired", "then unknown-outcome"]);
    });

    it("are not fetched from elsewhere", async () => {
      const listener: RequestListener = (_, response) => void response.writeHead(307, { location: "http://127.0.0.1:1/" }).end();
      assert.deepEqual(await withResults(api, listener, kindsUntilEnd), ["then redirect"]);
    });

    it("that echo the key are kept without it", async () => {
      const error = { type: "error", error: { type: "authentication_error", message: `No such key: ${canaryKey}.`, code: canaryKey } };
      const failed =
        api === "messages"
          ? { custom_id: "a", result: { type: "errored", error } }
          : { custom_id: "a", response: { status_code: 401, request_id: canaryKey, body: error }, error: null };
      const unrun = { custom_id: "a", response: null, error: { code: canaryKey, message: `No such key: ${canaryKey}.` } };
      const all = await withResults(api, lines(answered(api, echoes[api]), failed, unrun), untilEnd);
      const said = all.map((one) => (isProviderError(one) ? one.message : one.kind === "failed" ? one.error.message : JSON.stringify(one)));
      assert.deepEqual([all[0]?.kind, said.length, said.filter((text) => text.includes(canaryKey))], ["answered", 3, []]);
      assert.equal(said[0]?.includes("[key]"), true);
    });

    it("of a submission that names no id, or a page, make no batch", async () => {
      const submit = (caller: BatchCaller): Promise<unknown> =>
        failureOf(caller.submit([{ id: "a", encoded: encodeWire(api) }], "token", signal));
      for (const [type, body] of [
        ["application/json", "{}"],
        ["application/json", '{"id":"../x"}'],
        ["application/json", "[]"],
        ["text/html", "<p>Sign in</p>"],
      ] as const) {
        const listener: RequestListener = (_, response) => void response.writeHead(200, { "content-type": type }).end(body);
        assert.equal(((await withServer(api, submit, listener)) as { kind: string }).kind, "invalid-response");
      }
    });
  });
}

/** Answers with the key wherever a provider writes a text of its own, and in the model's words. */
const echoes: Readonly<Record<WireApi, object>> = {
  chat: {
    id: canaryKey,
    model: canaryKey,
    system_fingerprint: canaryKey,
    service_tier: canaryKey,
    choices: [{ finish_reason: "stop", message: { role: "assistant", content: `Your key is ${canaryKey}.` } }],
  },
  responses: {
    id: canaryKey,
    model: canaryKey,
    service_tier: canaryKey,
    status: "completed",
    output: [{ type: "message", role: "assistant", content: [{ type: "output_text", text: `Your key is ${canaryKey}.` }] }],
  },
  messages: {
    id: canaryKey,
    model: canaryKey,
    role: "assistant",
    stop_reason: "end_turn",
    content: [{ type: "text", text: `Your key is ${canaryKey}.` }],
    usage: { input_tokens: 1, output_tokens: 1, service_tier: canaryKey },
  },
};

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
