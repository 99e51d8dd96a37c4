// A table and its manifest as a collection: typed values, row ids and hashes.
import { hashValue } from "../base/hash.ts";
import type { Collection, CollectionManifest, Column, Row, RowValue } from "../domain/collection.ts";
import { hasErrors, type Diagnostic, type Parsed } from "../domain/diagnostic.ts";
import type { Finding, SourceText } from "../domain/source-text.ts";
import { checkManifest, type ManifestSource } from "./check-manifest.ts";
import { coerceValue } from "./coerce-value.ts";
import { buildColumns, findIdColumn } from "./columns.ts";
import { lineRange } from "./line-range.ts";
import { createHashIds, toRowId } from "./row-ids.ts";
import type { RawRow, Table } from "./table.ts";

export interface CollectionInput {
  /** Project-relative path of the file of rows. */
  readonly path: string;
  readonly table: Table;
  readonly manifest: CollectionManifest | null;
  /** The file of rows, for the places of findings. */
  readonly source: SourceText;
  /** The manifest's text; without it, findings about the manifest stand at the start of the file of rows. */
  readonly manifestSource?: ManifestSource | null;
}

/**
 * Types the rows, names them and hashes them. The value is null when there is any error.
 * Row hash: `touchstone/row/1` over all values but those of metadata columns; collection hash: `touchstone/collection/1` over the list of [id, row hash].
 */
export function buildCollection(input: CollectionInput): Parsed<Collection | null> {
  const { path, table, manifest, source } = input;
  const diagnostics: Diagnostic[] = manifest === null ? [] : checkManifest(manifest, table.columns, source, input.manifestSource ?? null);
  const columns = buildColumns(table, manifest);
  const idColumn = findIdColumn(columns);
  const hashId = createHashIds();
  const linesById = new Map<string, number>();
  const rows: Row[] = [];
  for (const raw of table.rows) {
    const report = (finding: Finding): void => void diagnostics.push(source.diagnose(lineRange(source, raw.line), finding));
    const writtenId = idColumn === null ? null : toRowId(raw.values[idColumn]);
    if (idColumn !== null && writtenId === null) report(describeMissingId(raw, idColumn));
    const values = typeValues(raw, columns, writtenId, report);
    const hash = hashValue("touchstone/row/1", withoutMetadata(values, columns));
    const id = writtenId ?? hashId(hash);
    const earlier = linesById.get(id);
    if (earlier !== undefined) report(describeDuplicateId(id, earlier, raw.line));
    else linesById.set(id, raw.line);
    rows.push({ id, hash, line: raw.line, values });
  }
  if (hasErrors(diagnostics)) return { value: null, diagnostics };
  const hash = hashValue(
    "touchstone/collection/1",
    rows.map((row) => [row.id, row.hash]),
  );
  const { kind = "standard", version = null, confidential: isConfidential = false } = manifest ?? {};
  return { value: { path, kind, version, isConfidential, columns, rows, hash }, diagnostics };
}

function typeValues(
  raw: RawRow,
  columns: readonly Column[],
  id: string | null,
  report: (finding: Finding) => void,
): Readonly<Record<string, RowValue>> {
  const values = Object.create(null) as Record<string, RowValue>;
  for (const { name, type, isDeclared } of columns) {
    const written = raw.values[name];
    if (written === undefined) continue;
    const coerced = isDeclared ? coerceValue(written, type) : ({ kind: "value", value: written } as const);
    if (coerced.kind === "value") values[name] = coerced.value;
    if (coerced.kind === "misfit") {
      report({
        code: "collection/wrong-type",
        message: `${id === null ? "The row" : `Row "${id}"`} at line ${raw.line}: "${name}" should be ${coerced.expected}, but is ${excerpt(written)}.`,
        hint: coerced.hint,
      });
    }
  }
  return values;
}

function withoutMetadata(values: Readonly<Record<string, RowValue>>, columns: readonly Column[]): Readonly<Record<string, RowValue>> {
  const hashed = Object.create(null) as Record<string, RowValue>;
  for (const { name, role } of columns) {
    const value = values[name];
    if (value !== undefined && role !== "metadata") hashed[name] = value;
  }
  return hashed;
}

function describeMissingId(raw: RawRow, idColumn: string): Finding {
  const written = raw.values[idColumn];
  const isEmpty = written === undefined || written === null || typeof written === "string";
  return {
    code: "collection/empty-id",
    message: `The row at line ${raw.line} has no id: "${idColumn}" is ${isEmpty ? "empty" : excerpt(written)}.`,
    hint: isEmpty ? "Give every row an id of its own." : "Write the id as a text, in quotes.",
  };
}

function describeDuplicateId(id: string, earlier: number, line: number): Finding {
  return {
    code: "collection/duplicate-id",
    message: `The id "${id}" stands at line ${earlier} and again at line ${line}.`,
    hint: "Give every row an id of its own, or remove one of the two rows.",
  };
}

function excerpt(value: RowValue): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
