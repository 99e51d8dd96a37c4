// A judge's question for one row.
import type { RowValue } from "../domain/collection.ts";
import { fillColumns } from "./columns.ts";

/** The question with the row's values in it, or the columns that are absent or empty in this row. */
export function fillQuestion(
  question: string,
  row: Readonly<Record<string, RowValue>>,
): { readonly text: string } | { readonly missing: readonly string[] } {
  return fillColumns(question, row);
}
