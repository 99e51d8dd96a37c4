// Each provider's word for why an answer ended, in our words.
import type { FinishReason } from "../domain/completion.ts";

const chatReasons: ReadonlyMap<string, FinishReason> = new Map([
  ["stop", "stop"],
  ["length", "length"],
  ["tool_calls", "tool-calls"],
  ["function_call", "tool-calls"],
  ["content_filter", "content-filter"],
]);

const incompleteReasons: ReadonlyMap<string, FinishReason> = new Map([
  ["max_output_tokens", "length"],
  ["content_filter", "content-filter"],
]);

const stopReasons: ReadonlyMap<string, FinishReason> = new Map([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool-calls"],
  ["refusal", "refusal"],
]);

/** `finish_reason` of a chat completion; a refusal has a field of its own there. */
export function chatFinishReason(raw: string, isRefusal: boolean): FinishReason {
  return isRefusal ? "refusal" : (chatReasons.get(raw) ?? "other");
}

/** `status` of a response and the reason of its `incomplete_details`. */
export function responsesFinishReason(
  status: string,
  incompleteReason: string | null,
  has: { readonly refusal: boolean; readonly toolCalls: boolean },
): FinishReason {
  if (status === "incomplete") return incompleteReasons.get(incompleteReason ?? "") ?? "other";
  if (status !== "completed") return "other";
  if (has.refusal) return "refusal";
  return has.toolCalls ? "tool-calls" : "stop";
}

/** `stop_reason` of an Anthropic message. */
export function messagesFinishReason(raw: string | null): FinishReason {
  return stopReasons.get(raw ?? "") ?? "other";
}
