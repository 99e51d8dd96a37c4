// The untyped table that every row format is read into; its values can always be hashed: plain JSON, exact numbers, whole characters.
import type { RowValue } from "../domain/collection.ts";

export interface RawRow {
  /** Where the row starts in its file, 1-based. */
  readonly line: number;
  /** By column; a record without a prototype. A column that is absent in a row has no key. */
  readonly values: Readonly<Record<string, RowValue>>;
}

export interface Table {
  /** In file order, unique; for JSON, JSONL and YAML in the order of their first appearance. */
  readonly columns: readonly string[];
  readonly rows: readonly RawRow[];
}
