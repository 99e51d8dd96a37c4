// A file of rows as a table: bytes to text, then the reader that belongs to the file's extension.
import { sortDiagnostics, type Diagnostic, type Parsed } from "../domain/diagnostic.ts";
import { createSourceText, decodeUtf8, type SourceText } from "../domain/source-text.ts";
import { readCsv } from "./csv.ts";
import { readJson } from "./json.ts";
import { readJsonl } from "./jsonl.ts";
import type { Table } from "./table.ts";
import { readYamlRows } from "./yaml-rows.ts";

type TableReader = (source: SourceText) => Parsed<Table | null>;

/** To read one more format, write its reader and add its line. */
const readers: ReadonlyMap<string, TableReader> = new Map<string, TableReader>([
  [".csv", (source) => readCsv(source, ",")],
  [".tsv", (source) => readCsv(source, "\t")],
  [".jsonl", readJsonl],
  [".json", readJson],
  [".yaml", readYamlRows],
  [".yml", readYamlRows],
]);

/**
 * Reads the rows of a file, its format chosen by extension. Where single rows are wrong, the value holds the others;
 * it is null when there is no table to be had. A table with errors among its diagnostics must not be run.
 */
export function readTable(file: string, bytes: Uint8Array): Parsed<Table | null> {
  const reader = readers.get(extensionOf(file));
  if (reader === undefined) {
    const diagnostic = createSourceText(file, "").diagnose(
      { start: 0, end: 0 },
      {
        code: "collection/format",
        message: `"${file}" is not in a format that rows can be read from.`,
        hint: `Use one of ${[...readers.keys()].join(", ")}.`,
      },
    );
    return { value: null, diagnostics: [diagnostic] };
  }
  const text = decodeUtf8(bytes);
  if (text === null) return { value: null, diagnostics: [diagnoseEncoding(file, bytes)] };
  const source = createSourceText(file, text);
  const table: Parsed<Table | null> = text.trim() === "" ? { value: null, diagnostics: [] } : reader(source);
  const isEmpty = (table.value === null || table.value.rows.length === 0) && table.diagnostics.length === 0;
  return { value: table.value, diagnostics: isEmpty ? [diagnoseEmpty(source)] : sortDiagnostics(table.diagnostics) };
}

function extensionOf(file: string): string {
  const name = file.slice(file.lastIndexOf("/") + 1);
  return name.includes(".") ? name.slice(name.lastIndexOf(".")).toLowerCase() : "";
}

function diagnoseEmpty(source: SourceText): Diagnostic {
  return source.diagnose(
    { start: 0, end: source.text.length },
    { code: "collection/empty", message: "This collection has no rows.", hint: "Add at least one row." },
  );
}

function diagnoseEncoding(file: string, bytes: Uint8Array): Diagnostic {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const readable = new TextDecoder().decode(bytes.subarray(0, validLength(bytes)), { stream: true });
  const source = createSourceText(file, readable);
  const { line } = source.positionAt(readable.length);
  return source.diagnose(
    { start: readable.length, end: readable.length },
    {
      code: "collection/encoding",
      message: isUtf16 ? "This file is UTF-16, not UTF-8." : `This file is not UTF-8: line ${line} holds bytes that are no character.`,
      hint: 'Save the file as UTF-8 (in a spreadsheet: "CSV UTF-8").',
    },
  );
}

/** How many bytes from the start are UTF-8; only asked about files that are not UTF-8 as a whole. */
function validLength(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isUtf8Prefix(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  return valid;
}

function isUtf8Prefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
