// Anthropic's Messages: a request as the exact body that is sent, and a stream of events as an answer.
import { TouchstoneError } from "../base/errors.ts";
import type { ModelConfig } from "../domain/model-config.ts";
import type { ToolDefinition } from "../domain/tool.ts";
import { messagesFinishReason } from "./finish-reason.ts";
import { contentMessages, imageOf, plainText, type ContentMessage, type ContentPart } from "./message-content.ts";
import { ProviderError } from "./provider-error.ts";
import type { CompletionRequest, EncodedCall } from "./provider.ts";
import { refuseParameters } from "./refused-parameters.ts";
import type { Answer, StreamReader } from "./stream-reader.ts";
import { messagesUsage } from "./token-usage.ts";
import { contentAt, countAt, eventRecord, listAt, recordAt, textAt, type JsonRecord } from "./wire.ts";

/** The API demands a limit; this one holds where the model config names none. */
const defaultMaxTokens = 4096;

/**
 * The body of a streamed message: leading system messages become the top-level `system`.
 * Throws `document/invalid` for messages, parameters and output formats that cannot be sent.
 */
export function encodeMessages(request: CompletionRequest): EncodedCall {
  const { model, parameters, tools } = request.config;
  refuseParameters(parameters, ["seed", "verbosity"], "Anthropic");
  const { max_tokens = defaultMaxTokens, temperature, top_p, stop } = parameters;
  const messages = contentMessages(request);
  const firstTurn = messages.findIndex((message) => message.role !== "system");
  const turns = firstTurn === -1 ? [] : messages.slice(firstTurn);
  checkTurns(turns);
  const system = messages.slice(0, messages.length - turns.length).map(({ parts }) => plainText(parts) ?? "");
  const body = {
    model,
    max_tokens,
    ...(system.length === 0 ? {} : { system: system.join("\n\n") }),
    messages: turns.map(({ role, parts }) => ({
      role: role === "model" ? "assistant" : "user",
      content: plainText(parts) ?? parts.map(contentBlock),
    })),
    stream: true,
    ...(temperature === undefined ? {} : { temperature }),
    ...(top_p === undefined ? {} : { top_p }),
    ...(stop === undefined ? {} : { stop_sequences: stop }),
    ...outputConfig(request.config),
    ...(tools.length === 0 ? {} : { tools: tools.map(messagesTool) }),
  };
  return { method: "POST", path: "/v1/messages", body };
}

function checkTurns(turns: readonly ContentMessage[]): void {
  if (turns.length === 0) {
    throw new TouchstoneError("document/invalid", "Anthropic needs a user message beside the system message.", {
      hint: 'Put the task under {{role "user"}}.',
    });
  }
  if (turns.some((turn) => turn.role === "system")) {
    throw new TouchstoneError("document/invalid", "Anthropic takes system messages only before the first other message.", {
      hint: "Move the system text to the top of the template.",
    });
  }
}

function contentBlock(part: ContentPart): object {
  if ("text" in part) return { type: "text", text: part.text };
  const image = imageOf(part);
  const source =
    image.kind === "data" ? { type: "base64", media_type: image.contentType, data: image.base64 } : { type: "url", url: image.url };
  return { type: "image", source };
}

function outputConfig({ output, parameters }: ModelConfig): object {
  const { reasoning_effort: effort } = parameters;
  if (effort === "minimal") {
    throw new TouchstoneError("document/invalid", 'The reasoning_effort "minimal" cannot be sent to Anthropic.', {
      hint: "Use low, medium or high.",
    });
  }
  const schema = output?.format === "text" ? undefined : output?.schema;
  if (output?.format === "json" && schema === undefined) {
    throw new TouchstoneError("document/invalid", "Anthropic writes JSON only by a schema.", {
      hint: "Add output.schema, or remove output.format.",
    });
  }
  if (effort === undefined && schema === undefined) return {};
  return {
    output_config: {
      ...(effort === undefined ? {} : { effort }),
      ...(schema === undefined ? {} : { format: { type: "json_schema", schema } }),
    },
  };
}

function messagesTool({ name, description, input }: ToolDefinition): object {
  return { name, ...(description === undefined ? {} : { description }), input_schema: input ?? { type: "object", properties: {} } };
}

interface ToolUse {
  readonly id: string | null;
  readonly name: string;
  /** The arguments as the block opens with them; the API leaves them empty and streams them instead. */
  readonly input: JsonRecord;
  json: string;
}

/** Collects the events of one message; `message_stop` is its terminal event. */
export function createMessagesReader(): StreamReader {
  let text = "";
  let message: JsonRecord | null = null;
  let stopReason: string | null = null;
  let isStopped = false;
  const usage = new Map<string, unknown>();
  const toolUses = new Map<number, ToolUse>();

  // The counts of later events are cumulative, and null where an earlier one still holds.
  const readUsage = (counts: JsonRecord | null): void => {
    for (const [key, value] of Object.entries(counts ?? {})) if (value !== null) usage.set(key, value);
  };
  const readBlockStart = (event: JsonRecord): void => {
    const block = recordAt(event, "content_block");
    const type = textAt(block, "type");
    if (type === "text") text += contentAt(block, "text");
    if (type === "tool_use") {
      toolUses.set(countAt(event, "index") ?? toolUses.size, {
        id: textAt(block, "id"),
        name: contentAt(block, "name"),
        input: recordAt(block, "input") ?? {},
        json: "",
      });
    }
  };
  const readBlockDelta = (event: JsonRecord): void => {
    const delta = recordAt(event, "delta");
    const type = textAt(delta, "type");
    if (type === "text_delta") text += contentAt(delta, "text");
    const toolUse = toolUses.get(countAt(event, "index") ?? -1);
    if (type === "input_json_delta" && toolUse !== undefined) toolUse.json += contentAt(delta, "partial_json");
  };

  return {
    read(received) {
      const event = eventRecord(received);
      switch (textAt(event, "type")) {
        case "message_start":
          message = recordAt(event, "message");
          readUsage(recordAt(message, "usage"));
          break;
        case "content_block_start":
          readBlockStart(event);
          break;
        case "content_block_delta":
          readBlockDelta(event);
          break;
        case "message_delta":
          stopReason = textAt(recordAt(event, "delta"), "stop_reason") ?? stopReason;
          readUsage(recordAt(event, "usage"));
          break;
        case "message_stop":
          isStopped = true;
          break;
        default: // Pings, the ends of blocks, and events yet to be invented.
          break;
      }
    },
    isComplete: () => isStopped && message !== null,
    answer: () => {
      const counts = Object.fromEntries(usage);
      return {
        text,
        toolCalls: [...toolUses.values()].map(({ id, name, input, json }) => ({
          id,
          name,
          arguments: json === "" ? JSON.stringify(input) : json,
        })),
        finish: { unified: messagesFinishReason(stopReason), raw: stopReason },
        usage: messagesUsage(counts),
        model: textAt(message, "model"),
        id: textAt(message, "id"),
        systemFingerprint: null,
        serviceTier: textAt(counts, "service_tier"),
      };
    },
  };
}

/** The answer of a message that was not streamed: its events, all at once. Throws a ProviderError when it is not whole. */
export function readMessage(message: JsonRecord): Answer {
  if (textAt(message, "stop_reason") === null) throw new ProviderError("invalid-response", "The message has no stop reason.");
  const reader = createMessagesReader();
  reader.read({ type: "message_start", message });
  for (const [index, block] of listAt(message, "content").entries())
    reader.read({ type: "content_block_start", index, content_block: eventRecord(block) });
  reader.read({ type: "message_delta", delta: message, usage: recordAt(message, "usage") });
  reader.read({ type: "message_stop" });
  return reader.answer();
}
