/** The scripted provider's whole answers and its counts, seen through the real SDKs. */
import assert from "node:assert/strict";

import type { AnswerBehaviour } from "../../support/provider-server/behaviour.ts";
import { judgeAnswer } from "../../support/provider-server/judge-answer.ts";
import { type ProviderServer, startProviderServer } from "../../support/provider-server.ts";
import { messagesRequest, sdkCalls } from "./sdk-calls.ts";

const withTools: AnswerBehaviour = {
  kind: "answer",
  text: "Let me look.",
  toolCalls: [{ id: "call_1", name: "weather", arguments: '{"city":"Zürich"}' }],
};

describe("provider server", () => {
  let server: ProviderServer;
  let calls: ReturnType<typeof sdkCalls>;

  beforeEach(async () => {
    server = await startProviderServer();
    calls = sdkCalls(server.url);
  });
  afterEach(() => server.close());

  it("echoes the last user text as a chat completion", async () => {
    const completion = await calls.complete.chat();
    assert.deepEqual(completion.choices[0]?.message.content, "Answer to: one two three");
  });

  it("echoes the last user text as a response", async () => {
    assert.equal((await calls.complete.responses()).output_text, "Answer to: one two three");
  });

  it("echoes the last user text as a message", async () => {
    assert.deepEqual((await calls.complete.messages()).content, [{ type: "text", text: "Answer to: one two three", citations: null }]);
  });

  it("claims a token for each word, a dated model and a request id (chat)", async () => {
    const { usage, model, _request_id } = await calls.complete.chat();
    assert.deepEqual(
      [usage?.prompt_tokens, usage?.completion_tokens, usage?.total_tokens, model, _request_id],
      [3, 5, 8, "gpt-5-2026-01-01", "req_000001"],
    );
  });

  it("names the system that made a chat completion", async () => {
    assert.match(JSON.stringify(await calls.complete.chat()), /"system_fingerprint":"fp_scripted"/u);
  });

  it("claims a token for each word, a dated model and a request id (responses)", async () => {
    const { usage, model, status, _request_id } = await calls.complete.responses();
    assert.deepEqual(
      [usage?.input_tokens, usage?.output_tokens, usage?.total_tokens, model, status, _request_id],
      [5, 5, 10, "gpt-5-2026-01-01", "completed", "req_000001"],
    );
  });

  it("claims a token for each word, a dated model and a request id (messages)", async () => {
    const { usage, model, stop_reason, _request_id } = await calls.complete.messages();
    assert.deepEqual(
      [usage.input_tokens, usage.output_tokens, model, stop_reason, _request_id],
      [5, 5, "claude-5-2026-01-01", "end_turn", "req_000001"],
    );
  });

  it("translates a finish reason for each provider", async () => {
    server.respond(() => ({ kind: "answer", text: "cut", finishReason: "length" }));
    const [chat, response, message] = await Promise.all([calls.complete.chat(), calls.complete.responses(), calls.complete.messages()]);
    assert.deepEqual(
      [chat.choices[0]?.finish_reason, response.status, response.incomplete_details?.reason, message.stop_reason],
      ["length", "incomplete", "max_output_tokens", "max_tokens"],
    );
  });

  it("gives tool calls to each provider", async () => {
    server.respond(() => withTools);
    const [chat, response, message] = await Promise.all([calls.complete.chat(), calls.complete.responses(), calls.complete.messages()]);
    const called = chat.choices[0]?.message.tool_calls?.[0];
    const item = response.output[1];
    const block = message.content[1];
    assert.deepEqual(
      [
        called?.type === "function" && [called.id, called.function],
        item?.type === "function_call" && [item.call_id, item.name, item.arguments],
        block?.type === "tool_use" && [block.id, block.name, block.input],
      ],
      [
        ["call_1", { name: "weather", arguments: '{"city":"Zürich"}' }],
        ["call_1", "weather", '{"city":"Zürich"}'],
        ["call_1", "weather", { city: "Zürich" }],
      ],
    );
  });

  it("rates as a judge", async () => {
    server.respond((request) => ({
      kind: "answer",
      text: judgeAnswer(request, ({ id }, response) => (response.includes(id) ? "pass" : "fail")) ?? "no task",
    }));
    const task = {
      criteria: [
        { id: "a", question: "?" },
        { id: "b", question: "?" },
      ],
      row: {},
      response: "a",
      tool_calls: [],
    };
    const completion = await calls.openai.responses.create({ model: "judge", input: JSON.stringify(task) });
    assert.deepEqual(JSON.parse(completion.output_text), {
      ratings: [
        { id: "a", reason: "The script gives a pass.", verdict: "pass" },
        { id: "b", reason: "The script gives a fail.", verdict: "fail" },
      ],
    });
  });

  it("counts requests, outcomes and tokens", async () => {
    server.respond((_, nth) => (nth === 2 ? { kind: "status", status: 500 } : { kind: "answer", text: "two words" }));
    await calls.complete.chat();
    await calls.complete.chat().catch(() => undefined);
    await calls.complete.messages();
    assert.deepEqual(server.counts(), {
      requests: 3,
      answered: 2,
      failed: 1,
      inputTokens: 8,
      outputTokens: 4,
      byOutcome: { answered: 2, "status-500": 1 },
      maximumInFlight: 1,
    });
  });

  it("knows how many requests were in flight at once", async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = () => resolve()));
    server.respond(async (_, nth) => {
      if (nth === 3) release();
      await released;
      return { kind: "answer", text: "done" };
    });
    await Promise.all([calls.complete.chat(), calls.complete.responses(), calls.complete.messages()]);
    assert.equal(server.counts().maximumInFlight, 3);
  });

  it("records what it received", async () => {
    await calls.complete.messages();
    const [recorded] = server.requests;
    assert.deepEqual(
      [recorded?.api, recorded?.path, recorded?.headers.authorization, recorded?.body, recorded?.outcome],
      ["messages", "/v1/messages", "Bearer test-key", messagesRequest, "answered"],
    );
  });
});
