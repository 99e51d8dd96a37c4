// What a criterion or an evaluator may name as its script, and what a script is given of a row.
import type { ColumnRole, RowValue } from "../domain/collection.ts";
import { columnsIn } from "./columns.ts";

/** Empty for a name that can be a script's. */
export function fileProblems(file: string): { key: "file"; message: string; hint: string }[] {
  const hint = "Name a JavaScript file: .mjs, .js or .cjs.";
  if (columnsIn(file).length > 0) return [{ key: "file", message: "The name of a script holds no {{column}}.", hint }];
  return /\.(?:mjs|js|cjs)$/.test(file) ? [] : [{ key: "file", message: `"${file}" is not a script.`, hint }];
}

/** The columns with a role, in their order. */
export function columnsWithRole(columns: readonly { readonly name: string; readonly role: ColumnRole }[], role: ColumnRole): string[] {
  return columns.filter((column) => column.role === role).map(({ name }) => name);
}

/** The value of the only such column, those of several by name, null without one. */
export function valueOf(
  names: readonly string[],
  row: Readonly<Record<string, RowValue>>,
): RowValue | Record<string, RowValue | null> | null {
  const [only, ...more] = names;
  if (only === undefined) return null;
  if (more.length === 0) return row[only] ?? null;
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}
