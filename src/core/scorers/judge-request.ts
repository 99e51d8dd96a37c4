// What is sent to a judge: the versioned system text, one user message with one JSON object, and the schema of the answer (S24).
import type { RowValue } from "../domain/collection.ts";
import type { Message } from "../domain/message.ts";
import type { OutputFormat } from "../domain/model-config.ts";
import type { ToolCall } from "../domain/tool.ts";
import { judgePrompts, type JudgeMode } from "./judge-prompt.ts";

export interface JudgeQuestion {
  readonly id: string;
  /** With its `{{columns}}` filled. */
  readonly question: string;
}

export interface JudgeRequest {
  readonly criteria: readonly JudgeQuestion[];
  /** Input and expected columns only. */
  readonly row: Readonly<Record<string, RowValue>>;
  readonly response: string;
  readonly toolCalls: readonly ToolCall[];
  readonly mode: JudgeMode;
  readonly version: keyof typeof judgePrompts;
}

/** The two messages of a rating request. Equal requests give equal texts: the ids of tool calls, which differ from draw to draw, stay out. */
export function judgeMessages({ criteria, row, response, toolCalls, mode, version }: JudgeRequest): Message[] {
  const prompt = judgePrompts[version];
  const data = {
    criteria: criteria.map(({ id, question }) => ({ id, question })),
    row,
    response,
    tool_calls: toolCalls.map((call) => ({ name: call.name, arguments: call.arguments })),
  };
  return [
    { role: "system", content: [{ text: `${prompt.text}\n\n${prompt.answer[mode]}` }] },
    { role: "user", content: [{ text: JSON.stringify(data) }] },
  ];
}

/** The answer's format: a strict JSON schema, the reason before the verdict so that it is thought of first. */
export function judgeOutput(criteriaIds: readonly string[], mode: JudgeMode): OutputFormat {
  const reason = mode === "detailed" ? { reason: { type: "string" } } : {};
  const properties = { id: { type: "string", enum: [...criteriaIds] }, ...reason, verdict: { type: "string", enum: ["pass", "fail"] } };
  const rating = { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
  const ratings = { type: "array", items: rating };
  return { format: "json", schema: { type: "object", properties: { ratings }, required: ["ratings"], additionalProperties: false } };
}
