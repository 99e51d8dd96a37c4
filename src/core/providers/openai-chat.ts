// OpenAI's Chat Completions: a request as the exact body that is sent, and a stream of chunks as an answer.
import type { ModelConfig } from "../domain/model-config.ts";
import type { ToolDefinition } from "../domain/tool.ts";
import { chatFinishReason } from "./finish-reason.ts";
import { contentMessages, imageOf, plainText, type ContentMessage } from "./message-content.ts";
import { ProviderError } from "./provider-error.ts";
import type { CompletionRequest, EncodedCall } from "./provider.ts";
import type { Answer, StreamReader } from "./stream-reader.ts";
import { chatUsage } from "./token-usage.ts";
import { contentAt, countAt, eventRecord, isRecord, listAt, recordAt, textAt, type JsonRecord } from "./wire.ts";

export const chatPath = "/chat/completions";

/** The body of a streamed chat completion. Throws `document/invalid` for messages that cannot be sent. */
export function encodeChat(request: CompletionRequest): EncodedCall {
  const { model, parameters, tools, endpoint } = request.config;
  const { max_tokens, ...sameName } = parameters;
  const body = {
    model,
    messages: contentMessages(request).map(chatMessage),
    stream: true,
    stream_options: { include_usage: true },
    ...(max_tokens === undefined ? {} : { [limitName(endpoint)]: max_tokens }),
    ...sameName,
    ...responseFormat(request.config),
    ...(tools.length === 0 ? {} : { tools: tools.map(chatTool) }),
  };
  return { method: "POST", path: chatPath, body };
}

/** The endpoints that know the newer name of the limit; other servers of the same API may pass over it and answer without a limit. */
const newerEndpoints: ReadonlySet<string> = new Set(["openai", "azure", "openrouter", "groq"]);

function limitName(endpoint: string | null): string {
  return newerEndpoints.has(endpoint ?? "openai") ? "max_completion_tokens" : "max_tokens";
}

function chatMessage({ role, parts }: ContentMessage): object {
  const content =
    plainText(parts) ??
    parts.map((part) =>
      "text" in part ? { type: "text", text: part.text } : { type: "image_url", image_url: { url: imageOf(part).url } },
    );
  return { role: role === "model" ? "assistant" : role, content };
}

function responseFormat({ output }: ModelConfig): object {
  if (output === null || output.format === "text") return {};
  if (output.schema !== undefined) {
    return { response_format: { type: "json_schema", json_schema: { name: "answer", schema: output.schema, strict: true } } };
  }
  return output.format === "json" ? { response_format: { type: "json_object" } } : {};
}

function chatTool({ name, description, input }: ToolDefinition): object {
  const parameters = input ?? { type: "object", properties: {} };
  return { type: "function", function: { name, ...(description === undefined ? {} : { description }), parameters } };
}

interface CallParts {
  id: string | null;
  name: string;
  arguments: string;
}

/** Collects the chunks of one chat completion; the chunk with a finish reason is its terminal event. */
export function createChatReader(): StreamReader {
  let [text, refusal] = ["", ""];
  let finish: string | null = null;
  let usage: JsonRecord | null = null;
  let heading: JsonRecord | null = null;
  const calls = new Map<number, CallParts>();

  const readToolCall = (call: JsonRecord): void => {
    const index = countAt(call, "index") ?? calls.size;
    const described = recordAt(call, "function");
    const parts = calls.get(index) ?? { id: null, name: "", arguments: "" };
    parts.id ??= textAt(call, "id");
    parts.name += contentAt(described, "name");
    parts.arguments += contentAt(described, "arguments");
    calls.set(index, parts);
  };

  return {
    read(event) {
      const chunk = eventRecord(event);
      heading ??= chunk;
      usage = recordAt(chunk, "usage") ?? usage;
      const choice = listAt(chunk, "choices").find(isFirstChoice);
      if (choice === undefined) return;
      const delta = recordAt(choice, "delta");
      text += contentAt(delta, "content");
      refusal += contentAt(delta, "refusal");
      for (const call of listAt(delta, "tool_calls")) readToolCall(eventRecord(call));
      finish = textAt(choice, "finish_reason") ?? finish;
    },
    isComplete: () => finish !== null,
    answer: () => ({
      text: text === "" ? refusal : text,
      toolCalls: [...calls.entries()].sort(([a], [b]) => a - b).map(([, call]) => ({ ...call })),
      finish: { unified: chatFinishReason(finish ?? "", refusal !== ""), raw: finish },
      usage: chatUsage(usage),
      model: textAt(heading, "model"),
      id: textAt(heading, "id"),
      systemFingerprint: textAt(heading, "system_fingerprint"),
      serviceTier: textAt(heading, "service_tier"),
    }),
  };
}

/** The answer of a chat completion that was not streamed: one chunk that holds it all. Throws a ProviderError when it is not whole. */
export function readChat(document: JsonRecord): Answer {
  const reader = createChatReader();
  const choices = listAt(document, "choices").map((choice) => {
    const record = eventRecord(choice);
    return { ...record, delta: recordAt(record, "message") };
  });
  reader.read({ ...document, choices });
  if (!reader.isComplete()) throw new ProviderError("invalid-response", "The chat completion has no finish reason.");
  return reader.answer();
}

function isFirstChoice(choice: unknown): choice is JsonRecord {
  return isRecord(choice) && (countAt(choice, "index") ?? 0) === 0;
}
