// What a judge is asked of one response: the criterion's question with the row's values in it, and how its answer is to be taken.
import type { RowValue } from "../domain/collection.ts";
import type { Criterion } from "../domain/criterion-set.ts";
import { fillColumns } from "./columns.ts";

export interface AskedCriterion {
  readonly id: string;
  /** With its `{{columns}}` filled. */
  readonly question: string;
  /** The least score that passes; null for a yes/no question. */
  readonly threshold: number | null;
  /** True for `not-rubric`. */
  readonly isNegated: boolean;
}

/** The criterion as it is asked in one row, or the columns that are absent or empty there. */
export function askedCriterion(
  criterion: Pick<Criterion, "id" | "isNegated" | "options">,
  row: Readonly<Record<string, RowValue>>,
): { readonly asked: AskedCriterion } | { readonly missing: readonly string[] } {
  const filled = fillColumns(String(criterion.options.question), row);
  return "missing" in filled ? filled : { asked: asQuestion(criterion, filled.text) };
}

/** The criterion as it is written. */
export function unfilledCriterion(criterion: Pick<Criterion, "id" | "isNegated" | "options">): AskedCriterion {
  return asQuestion(criterion, String(criterion.options.question));
}

function asQuestion({ id, isNegated, options }: Pick<Criterion, "id" | "isNegated" | "options">, question: string): AskedCriterion {
  return { id, question, threshold: typeof options.threshold === "number" ? options.threshold : null, isNegated };
}
