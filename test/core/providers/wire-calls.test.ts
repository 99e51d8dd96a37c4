import assert from "node:assert/strict";
import { after, before } from "mocha";
import { callOptions, callWire, canaryKey, connectionTo, encodeWire, message, providerOf, wireApis } from "./calls.ts";
import { providers } from "../../../src/core/providers/registry.ts";
import { startProviderServer, type ProviderServer } from "../../support/provider-server.ts";

describe("calls through the SDKs over real sockets", () => {
  let server: ProviderServer;
  before(async () => {
    server = await startProviderServer();
  });
  after(() => server.close());

  for (const api of wireApis) {
    describe(api, () => {
      it("reads a streamed answer whole", async () => {
        server.respond(() => ({ kind: "answer", text: "Grüße, 你好 and goodbye", chunks: 7 }));
        assert.equal((await callWire(api, server.url)).text, "Grüße, 你好 and goodbye");
      });

      it("sends exactly the encoded body", async () => {
        server.respond(() => ({ kind: "answer", text: "yes" }));
        const encoded = encodeWire(
          api,
          [message("system", "Be brief."), message("user", "Hi"), message("model", "Hello"), message("user", "Bye")],
          {
            parameters: { temperature: 0.2, top_p: 0.9, max_tokens: 50, reasoning_effort: "low" },
            output: { schema: { type: "object", properties: { a: { type: "string" } } } },
            tools: [{ name: "look_up", description: "Looks up.", input: { type: "object", properties: {} } }],
          },
        );
        await callWire(api, server.url, {}, encoded);
        assert.deepEqual(server.requests.at(-1)?.body, encoded.body);
      });

      it("calls the encoded path under the base URL", async () => {
        server.respond(() => ({ kind: "answer", text: "yes" }));
        await callWire(api, server.url);
        assert.equal(server.requests.at(-1)?.path, api === "messages" ? "/v1/messages" : `/v1${encodeWire(api).path}`);
      });

      it("sends no other headers than ours", async () => {
        server.respond(() => ({ kind: "answer", text: "yes" }));
        await callWire(api, server.url);
        const ours = api === "messages" ? ["anthropic-version", "x-api-key"] : ["authorization"];
        const byFetch = ["accept-encoding", "accept-language", "connection", "content-length", "host", "sec-fetch-mode"];
        assert.deepEqual(
          Object.keys(server.requests.at(-1)?.headers ?? {}).sort(),
          [...ours, ...byFetch, "accept", "content-type", "user-agent"].sort(),
        );
      });

      it("authenticates with the key of the connection", async () => {
        server.respond(() => ({ kind: "answer", text: "yes" }));
        await callWire(api, server.url);
        const { authorization, "x-api-key": apiKey } = server.requests.at(-1)?.headers ?? {};
        assert.equal(authorization ?? apiKey, api === "messages" ? canaryKey : `Bearer ${canaryKey}`);
      });

      it("sends no authentication without a key", async () => {
        server.respond(() => ({ kind: "answer", text: "yes" }));
        await callWire(api, server.url, { key: "" });
        const { authorization, "x-api-key": apiKey } = server.requests.at(-1)?.headers ?? {};
        assert.deepEqual([authorization, apiKey], [undefined, undefined]);
      });

      it("does not record a key that the provider echoes", async () => {
        server.respond(() => ({ kind: "answer", text: "yes", model: `model for ${canaryKey}` }));
        assert.equal((await callWire(api, server.url)).model, "model for [key]");
      });

      it("maps usage, model and finish reason", async () => {
        server.respond(() => ({ kind: "answer", text: "one two three", model: "model-1-dated", finishReason: "length" }));
        const { usage, model, finish } = await callWire(api, server.url);
        assert.deepEqual(
          { usage, model, finish },
          {
            usage: { input: 2, output: 3, cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false },
            model: "model-1-dated",
            finish: { unified: "length", raw: { chat: "length", responses: "max_output_tokens", messages: "max_tokens" }[api] },
          },
        );
      });

      it("collects tool calls with the arguments as they were written", async () => {
        server.respond(() => ({
          kind: "answer",
          text: "",
          toolCalls: [
            { id: "call_1", name: "find", arguments: '{"q": "ä"}' },
            { id: "call_2", name: "send", arguments: '{"to":[1,2]}' },
          ],
        }));
        const { toolCalls, finish } = await callWire(api, server.url);
        assert.deepEqual(
          { toolCalls, unified: finish.unified },
          {
            toolCalls: [
              { id: "call_1", name: "find", arguments: '{"q": "ä"}' },
              { id: "call_2", name: "send", arguments: '{"to":[1,2]}' },
            ],
            unified: "tool-calls",
          },
        );
      });

      it("keeps ids, status and tier", async () => {
        server.respond(() => ({ kind: "answer", text: "yes" }));
        const { id, requestId, status, serviceTier, systemFingerprint } = await callWire(api, server.url);
        const ordinal = String(server.requests.at(-1)?.ordinal).padStart(6, "0");
        assert.deepEqual(
          { id, requestId, status, serviceTier, systemFingerprint },
          {
            id: `${{ chat: "chatcmpl-", responses: "resp_", messages: "msg_" }[api]}${ordinal}`,
            requestId: `req_${ordinal}`,
            status: 200,
            serviceTier: api === "messages" ? "standard" : "default",
            systemFingerprint: api === "chat" ? "fp_scripted" : null,
          },
        );
      });

      it("measures times on the monotonic clock from the start of the call", async () => {
        server.respond(() => ({ kind: "answer", text: "yes" }));
        let ticks = 0;
        const clock = { now: () => 0, monotonic: () => ++ticks, sleep: () => new Promise<void>(() => undefined) };
        const { times } = await callWire(api, server.url, { clock });
        assert.ok(times.firstByteMs > 0 && times.totalMs > times.firstByteMs);
      });

      it("keeps parallel calls of one caller apart", async () => {
        server.respond((request) => ({
          kind: "answer",
          text: `for ${JSON.stringify(request.body).match(/ask-\d+/)?.[0] ?? ""}`,
          chunks: 3,
        }));
        const caller = await providers[providerOf(api)].open(connectionTo(api, server.url));
        const asked = Array.from({ length: 20 }, (_, index) => `ask-${String(index)}`);
        const answers = await Promise.all(asked.map((text) => caller.call(encodeWire(api, [message("user", text)]), callOptions())));
        assert.deepEqual(
          answers.map((answer) => answer.text),
          asked.map((text) => `for ${text}`),
        );
      });
    });
  }
});
