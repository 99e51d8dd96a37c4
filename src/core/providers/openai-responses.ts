// OpenAI's Responses: a request as the exact body that is sent, and a stream of events as an answer.
import type { ModelConfig } from "../domain/model-config.ts";
import type { ToolCall, ToolDefinition } from "../domain/tool.ts";
import { responsesFinishReason } from "./finish-reason.ts";
import { reportedError } from "./map-error.ts";
import { contentMessages, imageOf, plainText, type ContentMessage } from "./message-content.ts";
import { ProviderError } from "./provider-error.ts";
import type { CompletionRequest, EncodedCall } from "./provider.ts";
import { refuseParameters } from "./refused-parameters.ts";
import type { Answer, StreamReader } from "./stream-reader.ts";
import { responsesUsage } from "./token-usage.ts";
import { contentAt, eventRecord, listAt, recordAt, textAt, type JsonRecord } from "./wire.ts";

/**
 * The body of a streamed response that the provider is asked not to keep (`store: false`).
 * Throws `document/invalid` for messages and parameters that cannot be sent.
 */
export function encodeResponses(request: CompletionRequest): EncodedCall {
  const { model, parameters, tools } = request.config;
  refuseParameters(parameters, ["seed", "stop"], "OpenAI's Responses API");
  const { max_tokens, temperature, top_p, reasoning_effort } = parameters;
  const body = {
    model,
    input: contentMessages(request).map(inputItem),
    stream: true,
    store: false,
    ...(max_tokens === undefined ? {} : { max_output_tokens: max_tokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(top_p === undefined ? {} : { top_p }),
    ...(reasoning_effort === undefined ? {} : { reasoning: { effort: reasoning_effort } }),
    ...textSettings(request.config),
    ...(tools.length === 0 ? {} : { tools: tools.map(functionTool) }),
  };
  return { method: "POST", path: "/responses", body };
}

function inputItem({ role, parts }: ContentMessage): object {
  const content =
    plainText(parts) ??
    parts.map((part) =>
      "text" in part ? { type: "input_text", text: part.text } : { type: "input_image", image_url: imageOf(part).url, detail: "auto" },
    );
  return { role: role === "model" ? "assistant" : role, content };
}

function textSettings({ output, parameters }: ModelConfig): object {
  const { verbosity } = parameters;
  const format = textFormat(output);
  if (format === null && verbosity === undefined) return {};
  return { text: { ...(format === null ? {} : { format }), ...(verbosity === undefined ? {} : { verbosity }) } };
}

function textFormat(output: ModelConfig["output"]): object | null {
  if (output === null || output.format === "text") return null;
  if (output.schema !== undefined) return { type: "json_schema", name: "answer", schema: output.schema, strict: true };
  return output.format === "json" ? { type: "json_object" } : null;
}

function functionTool({ name, description, input }: ToolDefinition): object {
  const parameters = input ?? { type: "object", properties: {} };
  return { type: "function", name, ...(description === undefined ? {} : { description }), parameters, strict: false };
}

const terminalEvents: ReadonlySet<string> = new Set(["response.completed", "response.incomplete", "response.failed", "response.cancelled"]);

/** Waits for the terminal event of one response, which holds the whole of it. `key` is blotted out of what the server reports. */
export function createResponsesReader(key: string): StreamReader {
  let response: JsonRecord | null = null;
  return {
    read(event) {
      const record = eventRecord(event);
      if (!terminalEvents.has(textAt(record, "type") ?? "")) return;
      response = finishedResponse(recordAt(record, "response"), key);
    },
    isComplete: () => response !== null,
    answer: () => responseAnswer(response ?? {}),
  };
}

/** The answer of a response that was not streamed. Throws a ProviderError when it is none, failed or is not finished. */
export function readResponse(document: JsonRecord, key: string): Answer {
  const response = finishedResponse(document, key);
  if (!finishedStatuses.has(textAt(response, "status") ?? "")) throw new ProviderError("invalid-response", "The response is not finished.");
  return responseAnswer(response);
}

const finishedStatuses: ReadonlySet<string> = new Set(["completed", "incomplete", "cancelled"]);

function finishedResponse(response: JsonRecord | null, key: string): JsonRecord {
  const status = textAt(response, "status");
  if (response === null || status === null)
    throw new ProviderError("invalid-response", "The terminal event of the response holds no response.");
  if (status === "failed") throw reportedError(recordAt(response, "error") ?? {}, key);
  return response;
}

function responseAnswer(response: JsonRecord): Answer {
  const items = listAt(response, "output").map(eventRecord);
  const contents = items.filter((item) => textAt(item, "type") === "message").flatMap((item) => listAt(item, "content").map(eventRecord));
  const text = joined(contents, "output_text", "text");
  const refusal = joined(contents, "refusal", "refusal");
  const toolCalls = items.filter((item) => textAt(item, "type") === "function_call").map(toolCallOf);
  const status = textAt(response, "status") ?? "";
  const incompleteReason = textAt(recordAt(response, "incomplete_details"), "reason");
  return {
    text: text === "" ? refusal : text,
    toolCalls,
    finish: {
      unified: responsesFinishReason(status, incompleteReason, { refusal: refusal !== "", toolCalls: toolCalls.length > 0 }),
      raw: incompleteReason ?? status,
    },
    usage: responsesUsage(recordAt(response, "usage")),
    model: textAt(response, "model"),
    id: textAt(response, "id"),
    systemFingerprint: null,
    serviceTier: textAt(response, "service_tier"),
  };
}

function joined(contents: readonly JsonRecord[], type: string, key: string): string {
  return contents.map((content) => (textAt(content, "type") === type ? contentAt(content, key) : "")).join("");
}

function toolCallOf(item: JsonRecord): ToolCall {
  return { id: textAt(item, "call_id"), name: contentAt(item, "name"), arguments: contentAt(item, "arguments") };
}
