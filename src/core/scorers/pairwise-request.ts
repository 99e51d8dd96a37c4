// What is sent to a judge that compares two responses: the versioned system text, one user message with one JSON object, and the schema of the answer.
import type { RowValue } from "../domain/collection.ts";
import type { Message } from "../domain/message.ts";
import type { OutputFormat } from "../domain/model-config.ts";
import type { ToolCall } from "../domain/tool.ts";
import type { AskedCriterion } from "./asked-criterion.ts";
import type { JudgeMode } from "./judge-prompt.ts";
import { ratingsOutput, ratingSchema, toolCallsToldOf } from "./judge-request.ts";
import { pairwisePrompt } from "./pairwise-prompt.ts";

/** A response as the judge sees it. */
export interface ComparedResponse {
  readonly text: string;
  readonly toolCalls?: readonly ToolCall[];
}

export interface PairwiseRequest {
  readonly criterion: Pick<AskedCriterion, "id" | "question">;
  /** Input and expected columns only. */
  readonly row: Readonly<Record<string, RowValue>>;
  readonly first: ComparedResponse;
  readonly second: ComparedResponse;
  readonly mode: JudgeMode;
}

/** The two messages; nothing in them tells whose response is which. */
export function pairwiseMessages({ criterion: { id, question }, row, first, second, mode }: PairwiseRequest): Message[] {
  const data = { criteria: [{ id, question }], row, first: toldOf(first), second: toldOf(second) };
  return [
    { role: "system", content: [{ text: `${pairwisePrompt.text}\n\n${pairwisePrompt.answer[mode]}` }] },
    { role: "user", content: [{ text: JSON.stringify(data) }] },
  ];
}

function toldOf({ text, toolCalls = [] }: ComparedResponse) {
  return { response: text, tool_calls: toolCallsToldOf(toolCalls) };
}

/** The answer's format: a strict JSON schema, the reason before the verdict so that it is thought of first. */
export function pairwiseOutput(id: string, mode: JudgeMode): OutputFormat {
  return ratingsOutput(ratingSchema([id], { verdict: { type: "string", enum: ["first", "second", "tie"] } }, mode));
}
