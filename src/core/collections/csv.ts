// CSV and TSV after RFC 4180; rows that cannot be trusted are reported and left out, never guessed.
import { parse } from "csv-parse/sync";
import type { Diagnostic, Parsed } from "../domain/diagnostic.ts";
import type { RowValue } from "../domain/collection.ts";
import type { SourceText } from "../domain/source-text.ts";
import { findNameProblem } from "./column-name.ts";
import { lineRange } from "./line-range.ts";
import type { RawRow, Table } from "./table.ts";

export type Delimiter = keyof typeof delimiterNames;

const delimiterNames = { ",": "comma", "\t": "tab", ";": "semicolon" } as const;

/** Reads separated values, all of them texts; the value is null when the header cannot be used. After a stray quote only the rows before it are there. */
export function readCsv(source: SourceText, delimiter: Delimiter): Parsed<Table | null> {
  const { records, broken } = splitRecords(source.text, delimiter);
  const quoteDiagnostics = broken === null ? [] : [diagnoseQuote(source, broken)];
  const header = records[0];
  if (header === undefined) return { value: null, diagnostics: quoteDiagnostics };
  const headerDiagnostics = checkHeader(source, header);
  if (headerDiagnostics.length > 0) return { value: null, diagnostics: [...headerDiagnostics, ...quoteDiagnostics] };

  const columns = header.fields;
  const rows: RawRow[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const record of records.slice(1)) {
    if (record.fields.length === columns.length) rows.push({ line: record.line, values: toValues(columns, record.fields) });
    else diagnostics.push(diagnoseFieldCount(source, record, columns.length, delimiter));
  }
  return { value: { columns, rows }, diagnostics: [...diagnostics, ...quoteDiagnostics] };
}

interface CsvRecord {
  /** Where the record starts, 1-based. */
  readonly line: number;
  readonly fields: readonly string[];
}

interface BrokenRecord {
  readonly line: number;
  readonly reason: string;
}

const quoteProblems = new Map([
  ["CSV_QUOTE_NOT_CLOSED", "a double quote is opened and never closed"],
  ["CSV_INVALID_CLOSING_QUOTE", "something follows a closing double quote"],
  ["INVALID_OPENING_QUOTE", "a double quote stands inside a value that is not quoted"],
]);

/** The records with their lines, which are counted here: the parser's own count takes CRLF inside quotes for two lines. */
function splitRecords(text: string, delimiter: string): { records: CsvRecord[]; broken: BrokenRecord | null } {
  const bytes = new TextEncoder().encode(text);
  const records: CsvRecord[] = [];
  const cursor = createLineCursor(bytes);
  try {
    parse(bytes, {
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (fields: string[], { bytes: end }) => {
        records.push({ line: cursor.skipBlankLines(), fields });
        cursor.moveTo(end);
        return null;
      },
    });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = quoteProblems.get(code) ?? (error instanceof Error ? error.message : String(error));
    return { records, broken: { line: cursor.skipBlankLines(), reason } };
  }
  return { records, broken: null };
}

/** Walks over bytes once and knows the 1-based line it stands on. */
function createLineCursor(bytes: Uint8Array): { skipBlankLines(): number; moveTo(end: number): void } {
  let line = 1;
  let offset = 0;
  const step = (): void => {
    const byte = bytes[offset];
    if (byte === 10 || (byte === 13 && bytes[offset + 1] !== 10)) line++;
    offset++;
  };
  return {
    skipBlankLines() {
      while (bytes[offset] === 10 || bytes[offset] === 13) step();
      return line;
    },
    moveTo(end) {
      while (offset < end) step();
    },
  };
}

function toValues(columns: readonly string[], fields: readonly string[]): Readonly<Record<string, RowValue>> {
  const values = Object.create(null) as Record<string, RowValue>;
  columns.forEach((name, index) => {
    values[name] = fields[index] ?? "";
  });
  return values;
}

function checkHeader(source: SourceText, header: CsvRecord): Diagnostic[] {
  const range = lineRange(source, header.line);
  const positions = new Map<string, number>();
  return header.fields.flatMap((name, index) => {
    const position = index + 1;
    const problem = findNameProblem(name, `Field ${position} of the header`);
    if (problem !== null) return [source.diagnose(range, problem)];
    const earlier = positions.get(name);
    positions.set(name, earlier ?? position);
    if (earlier === undefined) return [];
    return [
      source.diagnose(range, {
        code: "collection/duplicate-header",
        message: `The header names "${name}" twice: as field ${earlier} and as field ${position}.`,
        hint: "Rename or remove one of the two columns.",
      }),
    ];
  });
}

function diagnoseFieldCount(source: SourceText, record: CsvRecord, expected: number, delimiter: Delimiter): Diagnostic {
  const count = record.fields.length;
  const separator = delimiterNames[delimiter];
  return source.diagnose(lineRange(source, record.line), {
    code: "collection/field-count",
    message: `The row at line ${record.line} has ${count} ${count === 1 ? "field" : "fields"}, but the header has ${expected}.`,
    hint:
      count > expected
        ? `Put a value that contains a ${separator} in double quotes, or name the extra column in the header.`
        : `Add the missing fields (an empty one is written as nothing between two ${separator}s), and put a value with a line break in double quotes.`,
  });
}

function diagnoseQuote(source: SourceText, broken: BrokenRecord): Diagnostic {
  return source.diagnose(lineRange(source, broken.line), {
    code: "collection/stray-quote",
    message: `The rows from line ${broken.line} on cannot be read: ${broken.reason}.`,
    hint: "Put the whole value in double quotes and write every quote inside it twice.",
  });
}
