/** A scripted answer made concrete for one request: names, pieces and word counts, the same for the same request every time. */
import type { AnswerBehaviour, FinishReason, ScriptedToolCall } from "./behaviour.ts";
import { inputText, type RecordedRequest } from "./recorded-request.ts";

/** Tokens that the server claims, one for each word (a run of characters without white space). */
export interface ClaimedUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Everything an API needs to write the answer in its own format. */
export interface ComposedAnswer {
  readonly request: RecordedRequest;
  /** Unix seconds, fixed so that answers do not depend on the clock. */
  readonly createdAt: number;
  readonly model: string;
  readonly text: string;
  /** The text as a stream sends it; joined, the pieces are the text. */
  readonly pieces: readonly string[];
  readonly toolCalls: readonly ScriptedToolCall[];
  readonly finishReason: FinishReason;
  readonly usage: ClaimedUsage;
}

const createdAt = Date.UTC(2026, 0, 1) / 1000;

/** Makes a scripted answer concrete. Output words are those of the text and of each tool call's name and arguments. */
export function composeAnswer(request: RecordedRequest, behaviour: AnswerBehaviour): ComposedAnswer {
  const { text, toolCalls = [], chunks } = behaviour;
  const written = [text, ...toolCalls.flatMap((call) => [call.name, call.arguments])];
  return {
    request,
    createdAt,
    model: behaviour.model ?? `${String(request.body["model"])}-2026-01-01`,
    text,
    pieces: chunks === undefined ? cutAtWords(text) : cutEvenly(text, chunks),
    toolCalls,
    finishReason: behaviour.finishReason ?? (toolCalls.length > 0 ? "tool_calls" : "stop"),
    usage: { inputTokens: countWords(inputText(request)), outputTokens: countWords(written.join(" ")) },
  };
}

/** Cuts text into at most `count` pieces of equal length, never inside a code point. */
export function cutEvenly(text: string, count: number): readonly string[] {
  const characters = Array.from(text);
  const size = Math.ceil(characters.length / count);
  return Array.from({ length: Math.min(count, characters.length) }, (_, index) =>
    characters.slice(index * size, (index + 1) * size).join(""),
  ).filter((piece) => piece !== "");
}

/** A readable id that is unique within one server, like `req_000007`. */
export function idFor(prefix: string, request: RecordedRequest): string {
  return `${prefix}${String(request.ordinal).padStart(6, "0")}`;
}

function cutAtWords(text: string): readonly string[] {
  return text.match(/\s*\S+|\s+$/gu) ?? [];
}

function countWords(text: string): number {
  return text.match(/\S+/gu)?.length ?? 0;
}
