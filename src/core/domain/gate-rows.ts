// The rows that each gate is about, found before the run and pinned with it: a record holds no values of rows.
import type { Row, RowValue } from "./collection.ts";

/** The rows of one value of a gate's `by` ("" for those without one), or those of its filter where it has no `by` (`value` is null then). */
export interface GateRows {
  /** 0-based place among the gates. */
  readonly gate: number;
  readonly value: string | null;
  readonly rows: readonly string[];
}

/** The most values of a `by` column: with more it is no category. */
export const mostCategories = 100;

/** Row ids by the value of a column, as text, in the order of the rows. Rows without one, or with a list or an object, stand under "": no row escapes its gate. */
export function categoriesOf(rows: readonly Pick<Row, "id" | "values">[], column: string): Map<string, string[]> {
  const categories = new Map<string, string[]>();
  for (const { id, values } of rows) {
    const value: RowValue | undefined = Object.hasOwn(values, column) ? values[column] : undefined;
    const name = value === undefined || typeof value === "object" ? "" : String(value);
    const known = categories.get(name);
    if (known === undefined) categories.set(name, [id]);
    else known.push(id);
  }
  return categories;
}
