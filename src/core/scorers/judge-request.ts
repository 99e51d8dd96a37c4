// What is sent to a judge: the versioned system text, one user message with one JSON object, and the schema of the answer (S24).
import type { RowValue } from "../domain/collection.ts";
import type { JudgeVersion } from "../domain/criterion-set.ts";
import type { Message } from "../domain/message.ts";
import type { OutputFormat } from "../domain/model-config.ts";
import type { ToolCall } from "../domain/tool.ts";
import type { AskedCriterion } from "./asked-criterion.ts";
import { judgePrompts, type JudgeMode } from "./judge-prompt.ts";

export interface JudgeRequest {
  readonly criteria: readonly AskedCriterion[];
  /** Input and expected columns only. */
  readonly row: Readonly<Record<string, RowValue>>;
  readonly response: string;
  readonly toolCalls: readonly ToolCall[];
  readonly mode: JudgeMode;
  readonly version: JudgeVersion;
}

/** The two messages of a rating request. Equal requests give equal texts: the ids of tool calls, which differ from draw to draw, stay out. */
export function judgeMessages({ criteria, row, response, toolCalls, mode, version }: JudgeRequest): Message[] {
  const prompt = judgePrompts[version];
  const data = {
    criteria: criteria.map(({ id, question, threshold }) => ({
      id,
      question,
      ...(prompt.knowsScores === true ? { answer: threshold === null ? "verdict" : "score" } : {}),
    })),
    row,
    response,
    tool_calls: toolCallsToldOf(toolCalls),
  };
  return [
    { role: "system", content: [{ text: `${prompt.text}\n\n${prompt.answer[mode]}` }] },
    { role: "user", content: [{ text: JSON.stringify(data) }] },
  ];
}

/** Tool calls as a judge sees them: without their ids. */
export function toolCallsToldOf(toolCalls: readonly ToolCall[]): Pick<ToolCall, "name" | "arguments">[] {
  return toolCalls.map((call) => ({ name: call.name, arguments: call.arguments }));
}

/** The answer's format: a strict JSON schema, the reason before the rating so that it is thought of first. */
export function judgeOutput(criteria: readonly AskedCriterion[], mode: JudgeMode): OutputFormat {
  const kinds = [
    { ids: idsOf(criteria, ({ threshold }) => threshold === null), rating: { verdict: { type: "string", enum: ["pass", "fail"] } } },
    // Its bounds are checked when it is read: not every provider takes them in a strict schema.
    { ids: idsOf(criteria, ({ threshold }) => threshold !== null), rating: { score: { type: "number" } } },
  ];
  const entries = kinds.flatMap(({ ids, rating }) => (ids.length === 0 ? [] : [ratingSchema(ids, rating, mode)]));
  const [only] = entries;
  return ratingsOutput(only !== undefined && entries.length === 1 ? only : { anyOf: entries });
}

/** An answer of ratings, each of which fits `items`. */
export function ratingsOutput(items: Readonly<Record<string, unknown>>): OutputFormat {
  const ratings = { type: "array", items };
  return { format: "json", schema: { type: "object", properties: { ratings }, required: ["ratings"], additionalProperties: false } };
}

function idsOf(criteria: readonly AskedCriterion[], isOfKind: (criterion: AskedCriterion) => boolean): string[] {
  return criteria.filter(isOfKind).map(({ id }) => id);
}

/** One rating of one of these criteria. */
export function ratingSchema(ids: readonly string[], rating: object, mode: JudgeMode): Readonly<Record<string, unknown>> {
  const reason = mode === "detailed" ? { reason: { type: "string" } } : {};
  const properties = { id: { type: "string", enum: ids }, ...reason, ...rating };
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}
