/** The scripted provider's streams, event by event and as the real SDKs put them together. */
import assert from "node:assert/strict";

import type { AnswerBehaviour } from "../../support/provider-server/behaviour.ts";
import { type ProviderServer, startProviderServer } from "../../support/provider-server.ts";
import { chatRequest, collect, messagesRequest, responsesRequest, sdkCalls } from "./sdk-calls.ts";

const withTools: AnswerBehaviour = {
  kind: "answer",
  text: "Let me look.",
  toolCalls: [{ id: "call_1", name: "weather", arguments: '{"city":"Zürich"}' }],
};

describe("provider server streams", () => {
  let server: ProviderServer;
  let calls: ReturnType<typeof sdkCalls>;

  beforeEach(async () => {
    server = await startProviderServer();
    calls = sdkCalls(server.url);
  });
  afterEach(() => server.close());

  it("sends the chunks of a chat completion, and usage when asked", async () => {
    const chunks = await collect(
      await calls.openai.chat.completions.create({ ...chatRequest, stream: true, stream_options: { include_usage: true } }),
    );
    assert.deepEqual(
      chunks.map((chunk) => chunk.choices[0]?.delta.content ?? chunk.choices[0]?.finish_reason ?? chunk.usage?.total_tokens),
      ["", "Answer", " to:", " one", " two", " three", "stop", 8],
    );
  });

  it("says nothing of usage in a chat stream that did not ask", async () => {
    assert.deepEqual(
      (await calls.stream.chat()).filter((chunk) => "usage" in chunk),
      [],
    );
  });

  it("sends the events of a response", async () => {
    server.respond(() => ({ kind: "answer", text: "one two" }));
    assert.deepEqual(
      (await calls.stream.responses()).map((event) => event.type.replace("response.", "")),
      [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
      ],
    );
  });

  it("repeats the whole text and the output in the closing events of a response", async () => {
    server.respond(() => ({ kind: "answer", text: "one two" }));
    const [textDone, partDone, itemDone, completed] = (await calls.stream.responses()).slice(-4);
    assert.deepEqual(
      [
        textDone?.type === "response.output_text.done" && textDone.text,
        partDone?.type === "response.content_part.done" && partDone.part,
        completed?.type === "response.completed" && completed.response.output,
      ],
      [
        "one two",
        { type: "output_text", text: "one two", annotations: [], logprobs: [] },
        [itemDone?.type === "response.output_item.done" && itemDone.item],
      ],
    );
  });

  it("ends a response that was cut for length as incomplete", async () => {
    server.respond(() => ({ kind: "answer", text: "one two", finishReason: "length" }));
    assert.equal((await calls.stream.responses()).at(-1)?.type, "response.incomplete");
  });

  it("sends the events of a message with a ping after the first", async () => {
    const body = JSON.stringify({ ...messagesRequest, messages: [{ role: "user", content: "x" }], stream: true });
    const raw = await (await fetch(`${server.url}/messages`, { method: "POST", body })).text();
    assert.deepEqual(raw.match(/(?<=^event: ).*$/gmu), [
      "message_start",
      "content_block_start",
      "ping",
      ...["content_block_delta", "content_block_delta", "content_block_delta"],
      "content_block_stop",
      "message_delta",
      "message_stop",
    ]);
  });

  it("ends a chat stream with the done mark", async () => {
    const body = JSON.stringify({ ...chatRequest, stream: true });
    const raw = await (await fetch(`${server.url}/v1/chat/completions`, { method: "POST", body })).text();
    assert.equal(raw.split("\n\n").at(-2), "data: [DONE]");
  });

  it("is put together by the SDKs to the answer that is not streamed", async () => {
    server.respond(() => ({ ...withTools, chunks: 4 }));
    const [chat, response, message] = await Promise.all([
      calls.openai.chat.completions.stream({ ...chatRequest, stream_options: { include_usage: true } }).finalChatCompletion(),
      calls.openai.responses.stream(responsesRequest).finalResponse(),
      calls.anthropic.messages.stream(messagesRequest).finalMessage(),
    ]);
    const called = chat.choices[0]?.message.tool_calls?.[0];
    const block = message.content[1];
    assert.deepEqual(
      [
        [chat.choices[0]?.message.content, called?.type === "function" && called.function.arguments, chat.usage?.total_tokens],
        [response.output_text, response.output[1]?.type === "function_call" && response.output[1].arguments, response.usage?.total_tokens],
        [
          message.content[0]?.type === "text" && message.content[0].text,
          block?.type === "tool_use" && block.input,
          message.usage.output_tokens,
        ],
      ],
      [
        ["Let me look.", '{"city":"Zürich"}', 8],
        ["Let me look.", '{"city":"Zürich"}', 10],
        ["Let me look.", { city: "Zürich" }, 5],
      ],
    );
  });

  it("lets a truncated stream end cleanly without its terminal event", async () => {
    server.respond(() => ({ kind: "truncated" }));
    const [chunks, responses, messages] = await Promise.all([calls.stream.chat(), calls.stream.responses(), calls.stream.messages()]);
    assert.deepEqual(
      [chunks.at(-1)?.choices[0]?.delta.content, responses.at(-1)?.type, messages.at(-1)?.type],
      [" one", "response.output_text.delta", "content_block_delta"],
    );
  });
});
