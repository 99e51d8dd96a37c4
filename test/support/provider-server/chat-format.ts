/** OpenAI's chat completions as they go over the wire. */
import type { ChatCompletion, ChatCompletionChunk, ChatCompletionMessageFunctionToolCall } from "openai/resources/chat/completions";
import type { CompletionUsage } from "openai/resources/completions";

import { type ComposedAnswer, cutEvenly, idFor } from "./composed-answer.ts";
import { openaiErrorDocument } from "./openai-error.ts";
import type { ProviderFormat, ServerSentEvent } from "./provider-format.ts";
import { isRecord } from "./recorded-request.ts";

/** POST /v1/chat/completions. */
export const chatFormat: ProviderFormat = {
  requiredFields: ["model", "messages"],
  requestIdHeader: "x-request-id",
  document,
  events,
  errorDocument: openaiErrorDocument,
};

/** Deprecated in the SDK, but still on the wire. */
const fingerprint = { system_fingerprint: "fp_scripted" };

function document(answer: ComposedAnswer): ChatCompletion {
  const toolCalls = answer.toolCalls.map(({ id, name, arguments: text }): ChatCompletionMessageFunctionToolCall => ({
    id,
    type: "function",
    function: { name, arguments: text },
  }));
  return {
    id: idFor("chatcmpl-", answer.request),
    object: "chat.completion",
    created: answer.createdAt,
    model: answer.model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: contentOf(answer),
          refusal: null,
          annotations: [],
          ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
        },
        logprobs: null,
        finish_reason: answer.finishReason,
      },
    ],
    usage: usageOf(answer),
    service_tier: "default",
    ...fingerprint,
  };
}

function events(answer: ComposedAnswer): readonly ServerSentEvent[] {
  const includesUsage = wantsUsage(answer);
  const chunk = (choices: ChatCompletionChunk.Choice[], usage: CompletionUsage | null = null): ChatCompletionChunk => ({
    id: idFor("chatcmpl-", answer.request),
    object: "chat.completion.chunk",
    created: answer.createdAt,
    model: answer.model,
    service_tier: "default",
    ...fingerprint,
    choices,
    ...(includesUsage ? { usage } : {}),
  });
  const choice = (
    delta: ChatCompletionChunk.Choice.Delta,
    finishReason: ChatCompletionChunk.Choice["finish_reason"] = null,
  ): ChatCompletionChunk => chunk([{ index: 0, delta, logprobs: null, finish_reason: finishReason }]);

  const chunks = [
    choice({ role: "assistant", content: contentOf(answer) === null ? null : "", refusal: null }),
    ...answer.pieces.map((content) => choice({ content })),
    ...toolCallDeltas(answer).map((toolCall) => choice({ tool_calls: [toolCall] })),
    choice({}, answer.finishReason),
    ...(includesUsage ? [chunk([], usageOf(answer))] : []),
  ];
  return [...chunks.map((value) => ({ data: JSON.stringify(value) })), { data: "[DONE]" }];
}

function toolCallDeltas(answer: ComposedAnswer): readonly ChatCompletionChunk.Choice.Delta.ToolCall[] {
  return answer.toolCalls.flatMap(({ id, name, arguments: text }, index) => [
    { index, id, type: "function" as const, function: { name, arguments: "" } },
    ...cutEvenly(text, 2).map((piece) => ({ index, function: { arguments: piece } })),
  ]);
}

function contentOf(answer: ComposedAnswer): string | null {
  return answer.text === "" && answer.toolCalls.length > 0 ? null : answer.text;
}

function wantsUsage(answer: ComposedAnswer): boolean {
  const options = answer.request.body["stream_options"];
  return isRecord(options) && options["include_usage"] === true;
}

function usageOf(answer: ComposedAnswer): CompletionUsage {
  const { inputTokens, outputTokens } = answer.usage;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
