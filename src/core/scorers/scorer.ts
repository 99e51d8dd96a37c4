// The scorer port: what is rated, with what, and what a rating says.
import type * as z from "zod";
import type { RegexRunner, Script, ScriptRunner } from "../base/ports.ts";
import type { FinishReason, Usage } from "../domain/completion.ts";
import type { RowValue } from "../domain/collection.ts";
import type { ToolCall } from "../domain/tool.ts";

/** One response with all that a check may look at. */
export interface Subject {
  readonly response: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finish: FinishReason;
  readonly row: Readonly<Record<string, RowValue>>;
  /** Columns by what they are for. */
  readonly columns: { readonly input: readonly string[]; readonly expected: readonly string[] };
  /** The template's or model config's output schema, the default of `json-schema`. */
  readonly outputSchema: Readonly<Record<string, unknown>> | null;
  /** Tokens of the call that answered; null when nobody counted them. */
  readonly usage: Usage | null;
  /** USD at the model's price, whether it was spent now or when a kept answer was first given; null when unknown. */
  readonly costUsd: number | null;
  /** Milliseconds that the answer took; for one from the cache, those of the call that was made once; null for one of a batch. */
  readonly latency: { readonly totalMs: number | null; readonly isCached: boolean };
  /** What other criteria said of the response, by id: all those that a check names as its parts. */
  readonly ratings: ReadonlyMap<string, PartRating>;
}

/** What one criterion said, for a check that is made of others; value and label are null for an error. */
export interface PartRating {
  readonly weight: number;
  readonly value: number | null;
  readonly label: "pass" | "fail" | null;
}

/** What an arm brings along that a check may depend on. */
export interface ArmFacts {
  readonly name: string;
  /** Names of the tools its model may call. */
  readonly tools: readonly string[];
  readonly outputSchema: Readonly<Record<string, unknown>> | null;
  /** Whether anybody knows what its answers cost. */
  readonly hasPrice: boolean;
  /** True where its responses were there before and nothing is known of the calls behind them. */
  readonly isImported?: true;
}

/** What one criterion said of one response; an error is neither a pass nor a fail. */
export type Rated =
  { readonly kind: "rated"; readonly value: number; readonly label: "pass" | "fail"; readonly reason: string | null } | RatingError;

export interface RatingError {
  readonly kind: "error";
  readonly code: string;
  readonly message: string;
}

export interface ScorerTools {
  readonly regex: RegexRunner;
  readonly scripts: ScriptRunner;
  readonly signal: AbortSignal;
}

/** A check as it is written in a criterion: who rates by it is another question. */
export interface CheckDefinition {
  readonly title: string;
  /** Keys of a criterion that only this check knows. */
  readonly options: z.ZodRawShape;
  /** True for a check that may decide no sample: its criteria must say that they are soft. */
  readonly isSoft?: boolean;
  /** True for a check that has no `not-` form. */
  readonly isPlainOnly?: boolean;
  /** True for a check whose option `file` names the JavaScript file that rates. */
  readonly isScript?: boolean;
  /** What is wrong with options that fit the schema, found before any run: `{ key, message, hint }` each. */
  check?(options: Readonly<Record<string, unknown>>): Promise<readonly OptionProblem[]> | readonly OptionProblem[];
  /** Why options with one row's values in their `{{columns}}` can rate nothing, as a sentence, or null; `rate` gives an error for the same. */
  checkFilled?(options: Readonly<Record<string, unknown>>): string | null;
  /** What the arms of an experiment lack for the check ever to say something of them. */
  checkArms?(options: Readonly<Record<string, unknown>>, arms: readonly ArmFacts[]): readonly OptionProblem[];
  /** Ids of the criteria whose ratings it reads; it is rated when they are. */
  parts?(options: Readonly<Record<string, unknown>>): readonly string[];
}

/** A check that is rated here. */
export interface ScorerDefinition extends CheckDefinition {
  /** Rates one response; `script` is the file of a check that has one, and `options` have their `{{columns}}` filled. Never throws for what the response holds. */
  rate(subject: Subject, options: Readonly<Record<string, unknown>>, tools: ScorerTools, script?: Script): Promise<Rated> | Rated;
}

export interface OptionProblem {
  readonly key: string;
  /** An error where it is absent. */
  readonly severity?: "warning";
  readonly message: string;
  readonly hint: string;
}

/** A pass or a fail with its reason; the value is 1 or 0. */
export function verdict(isPass: boolean, reason: string): Rated {
  return { kind: "rated", value: isPass ? 1 : 0, label: isPass ? "pass" : "fail", reason };
}
