// Each provider's token counts in one meaning: `input` counts every input token, cached ones included; `output` includes reasoning.
import type { Usage } from "../domain/completion.ts";
import { countAt, recordAt, type JsonRecord } from "./wire.ts";

/** Usage of a chat completion; null when the server counted nothing. */
export function chatUsage(usage: JsonRecord | null): Usage | null {
  return openaiUsage(usage, "prompt_tokens", "completion_tokens");
}

/** Usage of a response of the Responses API; null when the server counted nothing. */
export function responsesUsage(usage: JsonRecord | null): Usage | null {
  return openaiUsage(usage, "input_tokens", "output_tokens");
}

/** Usage of an Anthropic message, whose `input_tokens` leave out what the cache served or stored. */
export function messagesUsage(usage: JsonRecord | null): Usage | null {
  const [input, output] = [countAt(usage, "input_tokens"), countAt(usage, "output_tokens")];
  if (input === null || output === null) return null;
  const cacheRead = countAt(usage, "cache_read_input_tokens") ?? 0;
  const cacheWrite = countAt(usage, "cache_creation_input_tokens") ?? 0;
  const reasoning = countAt(recordAt(usage, "output_tokens_details"), "thinking_tokens") ?? 0;
  return { input: input + cacheRead + cacheWrite, output, cacheRead, cacheWrite, reasoning, estimated: false };
}

function openaiUsage(usage: JsonRecord | null, inputKey: string, outputKey: string): Usage | null {
  const [input, output] = [countAt(usage, inputKey), countAt(usage, outputKey)];
  if (input === null || output === null) return null;
  const details = recordAt(usage, `${inputKey}_details`);
  return {
    input,
    output,
    cacheRead: countAt(details, "cached_tokens") ?? 0,
    cacheWrite: countAt(details, "cache_write_tokens") ?? 0,
    reasoning: countAt(recordAt(usage, `${outputKey}_details`), "reasoning_tokens") ?? 0,
    estimated: false,
  };
}
