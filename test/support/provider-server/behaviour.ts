/** What the scripted provider can be told to do with one request; the schema is the single definition, for tests and script files alike. */
import * as z from "zod";

import type { RecordedRequest } from "./recorded-request.ts";

const finishReasonSchema = z.enum(["stop", "length", "tool_calls", "content_filter"]);

const toolCallSchema = z.strictObject({ id: z.string(), name: z.string(), arguments: z.string() });

const headersSchema = z.record(z.string(), z.string());

const answerSchema = z.strictObject({
  kind: z.literal("answer"),
  text: z.string(),
  toolCalls: z.array(toolCallSchema).readonly().exactOptional(),
  headers: headersSchema.exactOptional(),
  delayMs: z.number().nonnegative().exactOptional(),
  chunks: z.int().positive().exactOptional(),
  finishReason: finishReasonSchema.exactOptional(),
  model: z.string().exactOptional(),
});

/** Accepts one behaviour and refuses unknown kinds and misspelt options. */
export const behaviourSchema = z.discriminatedUnion("kind", [
  answerSchema,
  z.strictObject({
    kind: z.literal("status"),
    status: z.int().min(200).max(599),
    headers: headersSchema.exactOptional(),
    body: z.unknown().exactOptional(),
  }),
  z.strictObject({ kind: z.literal("reset"), when: z.enum(["before-headers", "mid-stream"]) }),
  z.strictObject({ kind: z.literal("hang"), when: z.enum(["before-headers", "after-headers", "mid-stream"]) }),
  z.strictObject({ kind: z.literal("malformed") }),
  z.strictObject({ kind: z.literal("empty") }),
  z.strictObject({ kind: z.literal("html") }),
  z.strictObject({ kind: z.literal("truncated") }),
  z.strictObject({
    kind: z.literal("redirect"),
    location: z.string(),
    status: z.int().min(300).max(399).exactOptional(),
  }),
]);

/** Why the answer ended, in neutral words that each API translates into its own. */
export type FinishReason = z.infer<typeof finishReasonSchema>;

/** One tool call of an answer; `arguments` is JSON text, and may be broken on purpose for the OpenAI APIs. */
export type ScriptedToolCall = z.infer<typeof toolCallSchema>;

/**
 * A complete answer. `headers` come on top of the provider's own; `delayMs` is waited before the first byte; `chunks` is the number of pieces a
 * stream cuts the text into (without it, one piece a word); `model` replaces the dated model name.
 */
export type AnswerBehaviour = z.infer<typeof answerSchema>;

/**
 * What happens to one request.
 * - `status`: this status; without a `body`, the provider's own error JSON; a string body goes out as it is.
 * - `reset`: the connection is reset (TCP RST); in `mid-stream`, after about half of the echo answer.
 * - `hang`: nothing more is sent, and the connection stays open until the client or the server closes it.
 * - `malformed`: 200 whose JSON document (streaming: whose middle event) does not parse.
 * - `empty`, `html`: 200 without a body, 200 with an HTML page.
 * - `truncated`: 200 whose body ends cleanly after about half of the echo answer.
 * - `redirect`: 307, or `status`, to `location`.
 */
export type Behaviour = z.infer<typeof behaviourSchema>;

/** Chooses what happens to a request; `nth` counts all requests of this server from 1. */
export type Handler = (request: RecordedRequest, nth: number) => Behaviour | Promise<Behaviour>;
