/** Anthropic's messages as they go over the wire. */
import type {
  Message,
  RawMessageStreamEvent,
  StopReason,
  TextBlock,
  ToolUseBlock,
  Usage,
} from "@anthropic-ai/sdk/resources/messages/messages";
import type { ErrorResponse } from "@anthropic-ai/sdk/resources/shared";

import type { FinishReason } from "./behaviour.ts";
import { type ComposedAnswer, cutEvenly, idFor } from "./composed-answer.ts";
import type { ProviderFormat, ServerSentEvent } from "./provider-format.ts";

/** POST /v1/messages. */
export const messagesFormat: ProviderFormat = {
  requiredFields: ["model", "max_tokens", "messages"],
  requestIdHeader: "request-id",
  document,
  events,
  errorDocument,
};

const stopReasons: Readonly<Record<FinishReason, StopReason>> = {
  stop: "end_turn",
  length: "max_tokens",
  tool_calls: "tool_use",
  content_filter: "refusal",
};

/** `request_too_large` is on the wire but not in the SDK's list of types. */
const errorTypes: ReadonlyMap<number, ErrorResponse["error"]["type"] | "request_too_large"> = new Map([
  [401, "authentication_error"],
  [402, "billing_error"],
  [403, "permission_error"],
  [404, "not_found_error"],
  [413, "request_too_large"],
  [429, "rate_limit_error"],
  [504, "timeout_error"],
  [529, "overloaded_error"],
] as const);

function document(answer: ComposedAnswer): Message {
  const text: TextBlock[] = answer.text === "" ? [] : [{ type: "text", text: answer.text, citations: null }];
  const toolUses = answer.toolCalls.map(({ id, name, arguments: json }): ToolUseBlock => ({
    type: "tool_use",
    id,
    name,
    input: JSON.parse(json),
    caller: { type: "direct" },
  }));
  return {
    ...opening(answer),
    content: [...text, ...toolUses],
    stop_reason: stopReasons[answer.finishReason],
    usage: usageOf(answer, answer.usage.outputTokens),
  };
}

function events(answer: ComposedAnswer): readonly ServerSentEvent[] {
  const textBlocks = answer.text === "" ? [] : [textBlockEvents(answer)];
  const content = [...textBlocks, ...toolUseBlockEvents(answer, textBlocks.length)].flat();
  const { cache_creation_input_tokens, cache_read_input_tokens, input_tokens, output_tokens } = usageOf(answer, answer.usage.outputTokens);
  const wireEvents: readonly (RawMessageStreamEvent | { readonly type: "ping" })[] = [
    { type: "message_start", message: opening(answer) },
    ...content.slice(0, 1),
    { type: "ping" },
    ...content.slice(1),
    {
      type: "message_delta",
      delta: { stop_reason: stopReasons[answer.finishReason], stop_sequence: null, stop_details: null, container: null },
      usage: {
        input_tokens,
        cache_creation_input_tokens,
        cache_read_input_tokens,
        output_tokens,
        output_tokens_details: null,
        server_tool_use: null,
      },
    },
    { type: "message_stop" },
  ];
  return wireEvents.map((event) => ({ name: event.type, data: JSON.stringify(event) }));
}

function textBlockEvents(answer: ComposedAnswer): readonly RawMessageStreamEvent[] {
  return [
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "", citations: null } },
    ...answer.pieces.map((text): RawMessageStreamEvent => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })),
    { type: "content_block_stop", index: 0 },
  ];
}

function toolUseBlockEvents(answer: ComposedAnswer, firstIndex: number): readonly (readonly RawMessageStreamEvent[])[] {
  return answer.toolCalls.map(({ id, name, arguments: json }, position) => {
    const index = firstIndex + position;
    return [
      {
        type: "content_block_start",
        index,
        content_block: { type: "tool_use", id, name, input: {}, caller: { type: "direct" } },
      },
      ...["", ...cutEvenly(json, 2)].map((piece): RawMessageStreamEvent => ({
        type: "content_block_delta",
        index,
        delta: { type: "input_json_delta", partial_json: piece },
      })),
      { type: "content_block_stop", index },
    ];
  });
}

function opening(answer: ComposedAnswer): Message {
  return {
    id: idFor("msg_", answer.request),
    type: "message",
    role: "assistant",
    model: answer.model,
    content: [],
    container: null,
    diagnostics: null,
    stop_reason: null,
    stop_details: null,
    stop_sequence: null,
    // The real API opens a stream with one output token, so a reader that takes this for the total is caught.
    usage: usageOf(answer, 1),
  };
}

function usageOf(answer: ComposedAnswer, outputTokens: number): Usage {
  return {
    input_tokens: answer.usage.inputTokens,
    output_tokens: outputTokens,
    output_tokens_details: null,
    cache_creation: null,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    inference_geo: null,
    server_tool_use: null,
    service_tier: "standard",
    speed: null,
  };
}

function errorDocument(status: number, message: string, requestId: string): object {
  const type = errorTypes.get(status) ?? (status >= 500 ? "api_error" : "invalid_request_error");
  return { type: "error", error: { type, message }, request_id: requestId };
}
