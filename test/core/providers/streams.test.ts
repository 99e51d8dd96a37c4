import assert from "node:assert/strict";
import { after, before } from "mocha";
import { callWire, failureOf, wireApis, type WireApi } from "./calls.ts";
import { isProviderError } from "../../../src/core/providers/provider-error.ts";
import { startProviderServer, type ProviderServer } from "../../support/provider-server.ts";
import type { Behaviour } from "../../support/provider-server/behaviour.ts";

/** A stream as a provider sends it, written out. */
function stream(api: WireApi, events: readonly Record<string, unknown>[]): Behaviour {
  const frames = events.map((event) => `${api === "chat" ? "" : `event: ${String(event["type"])}\n`}data: ${JSON.stringify(event)}\n\n`);
  return {
    kind: "status",
    status: 200,
    headers: { "content-type": "text/event-stream" },
    body: frames.join("") + (api === "chat" ? "data: [DONE]\n\n" : ""),
  };
}

const messageStart = {
  type: "message_start",
  message: {
    id: "msg_1",
    model: "m",
    usage: { input_tokens: 10, cache_read_input_tokens: 100, cache_creation_input_tokens: 5, output_tokens: 1, service_tier: "priority" },
  },
};
const messageStop = { type: "message_stop" };

const recorded: Readonly<Record<WireApi, readonly Record<string, unknown>[]>> = {
  chat: [
    { id: "c", model: "m", choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }] },
    { id: "c", model: "m", choices: [{ index: 0, delta: { content: "He" } }] },
    { id: "c", model: "m", choices: [{ index: 0, delta: { content: "llo" } }] },
    { id: "c", model: "m", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
    { id: "c", model: "m", choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } },
  ],
  responses: [
    { type: "response.created", response: { id: "r", status: "in_progress" } },
    { type: "response.output_text.delta", delta: "Hello" },
    {
      type: "response.completed",
      response: {
        id: "r",
        model: "m",
        status: "completed",
        output: [{ type: "message", content: [{ type: "output_text", text: "Hello" }] }],
      },
    },
  ],
  messages: [
    messageStart,
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "He" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "llo" } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 2 } },
    messageStop,
  ],
};

describe("streams as providers send them", () => {
  let server: ProviderServer;
  before(async () => {
    server = await startProviderServer();
  });
  after(() => server.close());

  for (const api of wireApis) {
    it(`${api}: cut anywhere it is the whole answer or none`, async () => {
      const whole = (stream(api, recorded[api]) as { readonly body: string }).body;
      const outcomes = new Set<string>();
      for (const length of [...Array.from({ length: Math.floor(whole.length / 3) }, (_, index) => 3 * index + 1), whole.length]) {
        server.respond(() => ({
          kind: "status",
          status: 200,
          headers: { "content-type": "text/event-stream" },
          body: whole.slice(0, length),
        }));
        const outcome = await callWire(api, server.url).then(
          (completion) => completion.text,
          (error: unknown) => (isProviderError(error) ? error.kind : String(error)),
        );
        outcomes.add(outcome);
      }
      assert.deepEqual([...outcomes], ["invalid-response", "Hello"]);
    });
  }

  it("chat: counts cached and reasoning tokens inside input and output", async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 50,
      prompt_tokens_details: { cached_tokens: 80, cache_write_tokens: 5 },
      completion_tokens_details: { reasoning_tokens: 30 },
    };
    server.respond(() => stream("chat", [...recorded.chat.slice(0, -1), { choices: [], usage }]));
    assert.deepEqual((await callWire("chat", server.url)).usage, {
      input: 100,
      output: 50,
      cacheRead: 80,
      cacheWrite: 5,
      reasoning: 30,
      estimated: false,
    });
  });

  it("chat: has no usage when the server counts nothing", async () => {
    server.respond(() => stream("chat", recorded.chat.slice(0, -1)));
    assert.equal((await callWire("chat", server.url)).usage, null);
  });

  it("chat: a refusal is told apart, with its words", async () => {
    server.respond(() =>
      stream("chat", [
        { choices: [{ index: 0, delta: { refusal: "I will not." } }] },
        { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
      ]),
    );
    const { text, finish } = await callWire("chat", server.url);
    assert.deepEqual([text, finish], ["I will not.", { unified: "refusal", raw: "stop" }]);
  });

  it("chat: content that is no text is an invalid response", async () => {
    server.respond(() => stream("chat", [{ choices: [{ index: 0, delta: { content: ["a"] }, finish_reason: "stop" }] }]));
    assert.equal((await failureOf(callWire("chat", server.url))).kind, "invalid-response");
  });

  it("chat: an unknown finish reason is kept raw", async () => {
    server.respond(() => stream("chat", [{ choices: [{ index: 0, delta: { content: "x" }, finish_reason: "eos" }] }]));
    assert.deepEqual((await callWire("chat", server.url)).finish, { unified: "other", raw: "eos" });
  });

  it("responses: a refusal is told apart, with its words", async () => {
    const output = [
      { type: "reasoning", summary: [] },
      { type: "message", content: [{ type: "refusal", refusal: "I will not." }] },
    ];
    server.respond(() => stream("responses", [{ type: "response.completed", response: { status: "completed", output } }]));
    const { text, finish } = await callWire("responses", server.url);
    assert.deepEqual([text, finish], ["I will not.", { unified: "refusal", raw: "completed" }]);
  });

  for (const [code, kind] of [
    ["server_error", "server"],
    ["rate_limit_exceeded", "rate-limit"],
    ["invalid_prompt", "request"],
  ] as const) {
    it(`responses: a response that failed with ${code} is a failure of kind ${kind}`, async () => {
      server.respond(() =>
        stream("responses", [{ type: "response.failed", response: { status: "failed", error: { code, message: "no" } } }]),
      );
      assert.equal((await failureOf(callWire("responses", server.url))).kind, kind);
    });
  }

  it("messages: input counts what the cache read and stored", async () => {
    server.respond(() => stream("messages", recorded.messages));
    const { usage, serviceTier } = await callWire("messages", server.url);
    assert.deepEqual(
      [usage, serviceTier],
      [{ input: 115, output: 2, cacheRead: 100, cacheWrite: 5, reasoning: 0, estimated: false }, "priority"],
    );
  });

  it("messages: a tool use without streamed arguments has those it opened with", async () => {
    const start = { type: "content_block_start", index: 0, content_block: { type: "tool_use", id: "t", name: "now", input: {} } };
    server.respond(() => stream("messages", [messageStart, start, messageStop]));
    assert.deepEqual((await callWire("messages", server.url)).toolCalls, [{ id: "t", name: "now", arguments: "{}" }]);
  });

  it("messages: thinking is no part of the text", async () => {
    const thinking = [
      { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "hm" } },
      { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "yes" } },
    ];
    server.respond(() => stream("messages", [messageStart, ...thinking, messageStop]));
    assert.equal((await callWire("messages", server.url)).text, "yes");
  });
});
