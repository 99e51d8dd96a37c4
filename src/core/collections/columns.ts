// The columns of a collection: declared where the manifest says so, else inferred; inference serves display and filters only.
import type { CollectionManifest, Column, ColumnType, RowValue } from "../domain/collection.ts";
import { isConversation, parseBoolean, parseNumber } from "./coerce-value.ts";
import type { Table } from "./table.ts";

const categoryLimit = 20;
const categoryMinimumRows = 10;

/** Every column of the table in its order, with type and role; the column that gives the ids has the role `id` unless another one is declared. */
export function buildColumns(table: Table, manifest: CollectionManifest | null): readonly Column[] {
  const declared = new Map(Object.entries(manifest?.columns ?? {}));
  const hasIdRole = [...declared.values()].some((column) => column.role === "id");
  return table.columns.map((name) => {
    const declaration = declared.get(name);
    const isImpliedId = name === "id" && !hasIdRole;
    return {
      name,
      type: declaration?.type ?? inferType(table.rows.map(({ values }) => values[name] ?? null)),
      isDeclared: declaration?.type !== undefined,
      role: declaration?.role ?? (isImpliedId ? "id" : "input"),
    };
  });
}

/** The name of the column that gives the ids: the one with the role `id`, else the one named `id`, else null. */
export function findIdColumn(columns: readonly Column[]): string | null {
  return (columns.find((column) => column.role === "id") ?? columns.find((column) => column.name === "id"))?.name ?? null;
}

/** The type that fits every value of a column, one per row; null and the empty text fit any. */
export function inferType(values: readonly RowValue[]): ColumnType {
  const present = values.filter((value) => value !== "" && value !== null);
  if (present.length === 0) return "text";
  if (present.every((value) => parseNumber(value) !== null)) return "number";
  if (present.every((value) => parseBoolean(value) !== null)) return "boolean";
  if (present.every(isConversation) && present.some((value) => value.length > 0)) return "conversation";
  if (present.some((value) => typeof value === "object")) return "json";
  return isCategory(present, values.length) ? "category" : "text";
}

function isCategory(values: readonly RowValue[], rowCount: number): boolean {
  if (rowCount < categoryMinimumRows) return false;
  const distinct = new Set<RowValue>();
  for (const value of values) {
    if (distinct.add(value).size > categoryLimit) return false;
  }
  return distinct.size <= rowCount / 2;
}
