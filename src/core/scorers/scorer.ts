// The scorer port: what is rated, with what, and what a rating says.
import type * as z from "zod";
import type { RegexRunner } from "../base/ports.ts";
import type { FinishReason } from "../domain/completion.ts";
import type { RowValue } from "../domain/collection.ts";
import type { ToolCall } from "../domain/tool.ts";

/** One response with all that a check may look at. */
export interface Subject {
  readonly response: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finish: FinishReason;
  readonly row: Readonly<Record<string, RowValue>>;
  /** The template's or model config's output schema, the default of `json-schema`. */
  readonly outputSchema: Readonly<Record<string, unknown>> | null;
}

/** What one criterion said of one response; an error is neither a pass nor a fail. */
export type Rated =
  | { readonly kind: "rated"; readonly value: number; readonly label: "pass" | "fail"; readonly reason: string | null }
  | { readonly kind: "error"; readonly code: string; readonly message: string };

export interface ScorerTools {
  readonly regex: RegexRunner;
  readonly signal: AbortSignal;
}

export interface ScorerDefinition {
  readonly title: string;
  /** Keys of a criterion that only this check knows. */
  readonly options: z.ZodRawShape;
  /** What is wrong with options that fit the schema, found before any run: `{ key, message, hint }` each. */
  check?(options: Readonly<Record<string, unknown>>): Promise<readonly OptionProblem[]> | readonly OptionProblem[];
  /** Rates one response; `options` have their `{{columns}}` filled. Never throws for what the response holds. */
  rate(subject: Subject, options: Readonly<Record<string, unknown>>, tools: ScorerTools): Promise<Rated> | Rated;
}

export interface OptionProblem {
  readonly key: string;
  readonly message: string;
  readonly hint: string;
}

/** A pass or a fail with its reason; the value is 1 or 0. */
export function verdict(isPass: boolean, reason: string): Rated {
  return { kind: "rated", value: isPass ? 1 : 0, label: isPass ? "pass" : "fail", reason };
}
