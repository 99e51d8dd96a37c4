// What tests of collections compare: rows as ordinary objects, findings as lines of text.
import type { Diagnostic, Parsed } from "../../../src/core/domain/diagnostic.ts";
import type { Table } from "../../../src/core/collections/table.ts";

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The rows' values; a structured clone gives records without a prototype the ordinary one. */
export function plainRows(rows: Pick<Table, "rows"> | null): unknown {
  return structuredClone(rows?.rows.map((row) => row.values) ?? null);
}

export function findings(parsed: Parsed<unknown>): string[] {
  return parsed.diagnostics.map((diagnostic) => `${place(diagnostic)} ${diagnostic.message}`);
}

/** Like `findings`, without the messages. */
export function places(parsed: Parsed<unknown>): string[] {
  return parsed.diagnostics.map(place);
}

function place(diagnostic: Diagnostic): string {
  return `${diagnostic.line}:${diagnostic.column} ${diagnostic.code}`;
}
