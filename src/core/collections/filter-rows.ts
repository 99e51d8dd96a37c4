// Rows by the values of their columns: any of the values of a column (OR), in every column that is named (AND).
import type { Row, RowValue } from "../domain/collection.ts";

/** Column names, and the values of which a row must have one. */
export type RowFilter = Readonly<Record<string, readonly (string | number | boolean)[]>>;

/** The rows that a filter lets through, in their order. Values are compared as text; a value that is absent, null, a list or an object matches nothing. */
export function filterRows<Item extends Pick<Row, "values">>(rows: readonly Item[], filter: RowFilter): readonly Item[] {
  const wanted = Object.entries(filter).map(([column, values]) => [column, new Set(values.map(String))] as const);
  return rows.filter(({ values }) => wanted.every(([column, texts]) => Object.hasOwn(values, column) && isAmong(values[column], texts)));
}

/** The columns a filter names that a collection does not have. */
export function unknownFilterColumns(columns: readonly { readonly name: string }[], filter: RowFilter): string[] {
  const known = new Set(columns.map((column) => column.name));
  return Object.keys(filter).filter((name) => !known.has(name));
}

function isAmong(value: RowValue | undefined, texts: ReadonlySet<string>): boolean {
  return value !== undefined && typeof value !== "object" && texts.has(String(value));
}
