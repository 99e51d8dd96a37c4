/** OpenAI's responses as they go over the wire. */
import type {
  Response,
  ResponseFunctionToolCall,
  ResponseOutputMessage,
  ResponseOutputText,
  ResponseStreamEvent,
  ResponseUsage,
} from "openai/resources/responses/responses";

import { type ComposedAnswer, cutEvenly, idFor } from "./composed-answer.ts";
import { openaiErrorDocument } from "./openai-error.ts";
import type { ProviderFormat, ServerSentEvent } from "./provider-format.ts";

/** POST /v1/responses. */
export const responsesFormat: ProviderFormat = {
  requiredFields: ["model", "input"],
  requestIdHeader: "x-request-id",
  document,
  events,
  errorDocument: openaiErrorDocument,
};

type OutputItem = ResponseOutputMessage | ResponseFunctionToolCall;

/** The wire has no `output_text`: the SDK derives it. */
type WireResponse = Omit<Response, "output_text">;

type WireEvent<Event = ResponseStreamEvent> = Event extends unknown
  ? Omit<Event, "sequence_number" | "response"> & (Event extends { response: Response } ? { response: WireResponse } : unknown)
  : never;

function document(answer: ComposedAnswer): WireResponse {
  const reason = incompleteReason(answer);
  return {
    ...opening(answer),
    status: reason === undefined ? "completed" : "incomplete",
    completed_at: reason === undefined ? answer.createdAt : null,
    incomplete_details: reason === undefined ? null : { reason },
    output: outputItems(answer),
    usage: usageOf(answer),
  };
}

function events(answer: ComposedAnswer): readonly ServerSentEvent[] {
  const finished = document(answer);
  const wireEvents: readonly WireEvent[] = [
    { type: "response.created", response: opening(answer) },
    { type: "response.in_progress", response: opening(answer) },
    ...outputItems(answer).flatMap((item, outputIndex) =>
      item.type === "message" ? messageEvents(item, outputIndex, answer) : toolCallEvents(item, outputIndex),
    ),
    { type: finished.status === "completed" ? "response.completed" : "response.incomplete", response: finished },
  ];
  return wireEvents.map((event, index) => ({
    name: event.type,
    data: JSON.stringify({ ...event, sequence_number: index }),
  }));
}

function messageEvents(item: ResponseOutputMessage, outputIndex: number, answer: ComposedAnswer): readonly WireEvent[] {
  const place = { item_id: item.id, output_index: outputIndex, content_index: 0 };
  return [
    { type: "response.output_item.added", output_index: outputIndex, item: { ...item, status: "in_progress", content: [] } },
    { type: "response.content_part.added", ...place, part: textPart("") },
    ...answer.pieces.map((delta): WireEvent => ({ type: "response.output_text.delta", ...place, delta, logprobs: [] })),
    { type: "response.output_text.done", ...place, text: answer.text, logprobs: [] },
    { type: "response.content_part.done", ...place, part: textPart(answer.text) },
    { type: "response.output_item.done", output_index: outputIndex, item },
  ];
}

function toolCallEvents(item: ResponseFunctionToolCall, outputIndex: number): readonly WireEvent[] {
  const place = { item_id: item.id ?? "", output_index: outputIndex };
  return [
    { type: "response.output_item.added", output_index: outputIndex, item: { ...item, status: "in_progress", arguments: "" } },
    ...cutEvenly(item.arguments, 2).map((delta): WireEvent => ({ type: "response.function_call_arguments.delta", ...place, delta })),
    { type: "response.function_call_arguments.done", ...place, arguments: item.arguments },
    { type: "response.output_item.done", output_index: outputIndex, item },
  ];
}

function opening(answer: ComposedAnswer): WireResponse {
  return {
    id: idFor("resp_", answer.request),
    object: "response",
    created_at: answer.createdAt,
    status: "in_progress",
    completed_at: null,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    access_programs: null,
    metadata: {},
    model: answer.model,
    output: [],
    parallel_tool_calls: true,
    previous_response_id: null,
    service_tier: "default",
    temperature: 1,
    text: { format: { type: "text" } },
    tool_choice: "auto",
    tools: [],
    top_p: 1,
    truncation: "disabled",
  };
}

function outputItems(answer: ComposedAnswer): OutputItem[] {
  const status = incompleteReason(answer) === undefined ? "completed" : "incomplete";
  const message: ResponseOutputMessage = {
    id: idFor("msg_", answer.request),
    type: "message",
    status,
    role: "assistant",
    content: [textPart(answer.text)],
  };
  const toolCalls = answer.toolCalls.map(({ id, name, arguments: text }, index): ResponseFunctionToolCall => ({
    id: idFor(`fc_${String(index)}_`, answer.request),
    type: "function_call",
    status,
    call_id: id,
    name,
    arguments: text,
  }));
  return answer.text === "" && toolCalls.length > 0 ? toolCalls : [message, ...toolCalls];
}

function textPart(text: string): ResponseOutputText {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

function incompleteReason(answer: ComposedAnswer): "max_output_tokens" | "content_filter" | undefined {
  if (answer.finishReason === "length") return "max_output_tokens";
  return answer.finishReason === "content_filter" ? "content_filter" : undefined;
}

function usageOf(answer: ComposedAnswer): ResponseUsage {
  const { inputTokens, outputTokens } = answer.usage;
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: inputTokens + outputTokens,
  };
}
