// Rows that belong together, such as the turns of one conversation: found before the run and pinned with it, since a record holds no values of rows.
import type { Column, Row } from "./collection.ts";

export interface RowClusters {
  /** The column that says so. */
  readonly column: string;
  /** Row ids, those of a group side by side; a row that is in none stands alone. What the column says is not kept. */
  readonly groups: readonly (readonly string[])[];
}

/** The column with the role `cluster`, or null. */
export function clusterColumn(columns: readonly Column[]): string | null {
  return columns.find(({ role }) => role === "cluster")?.name ?? null;
}

/** The groups of at least two rows, in the order in which they first appear. A row without a value, or with a list or an object, stands alone. */
export function groupRows(rows: readonly Pick<Row, "id" | "values">[], column: string): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const { id, values } of rows) {
    const value = Object.hasOwn(values, column) ? values[column] : undefined;
    if (value === undefined || value === "" || typeof value === "object") continue;
    const known = groups.get(String(value));
    if (known === undefined) groups.set(String(value), [id]);
    else known.push(id);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}
