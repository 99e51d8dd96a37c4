// Parsed objects as a table: the one place where JSON, JSONL and YAML rows are checked.
import type { RowValue } from "../domain/collection.ts";
import type { Diagnostic, Parsed, Range } from "../domain/diagnostic.ts";
import type { SourceText } from "../domain/source-text.ts";
import { displayPath } from "../domain/validate.ts";
import { findNameProblem } from "./column-name.ts";
import { findValueProblem, isPlainObject, toRowValue } from "./row-value.ts";
import type { RawRow, Table } from "./table.ts";

/** One parsed row and where it stands. */
export interface PlacedValue {
  readonly value: unknown;
  readonly range: Range;
}

const shownSteps = 8;

/** The table of the rows that are well-formed, and a finding for each that is not. */
export function buildObjectTable(source: SourceText, items: readonly PlacedValue[]): Parsed<Table> {
  const columns = new Set<string>();
  const rows: RawRow[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { value, range } of items) {
    const line = source.positionAt(range.start).line;
    const finding = findRowProblem(value, line);
    if (finding !== null) {
      diagnostics.push(source.diagnose(range, finding));
      continue;
    }
    const values = toRowValue(value) as Readonly<Record<string, RowValue>>;
    for (const name of Object.keys(values)) columns.add(name);
    rows.push({ line, values });
  }
  return { value: { columns: [...columns], rows }, diagnostics };
}

function findRowProblem(value: unknown, line: number): { code: string; message: string; hint: string } | null {
  if (!isPlainObject(value)) {
    return {
      code: "collection/row-shape",
      message: `The row at line ${line} is ${describeKind(value)}, not an object.`,
      hint: 'Write each row as an object of columns and values, such as {"id": "a-1", "question": "…"}.',
    };
  }
  for (const name of Object.keys(value)) {
    const nameProblem = findNameProblem(name, `A column of the row at line ${line}`);
    if (nameProblem !== null) return nameProblem;
  }
  const problem = findValueProblem(value);
  if (problem === null) return null;
  return {
    code: "collection/invalid-value",
    message: `In the row at line ${line}, "${displayPath(problem.path.slice(0, shownSteps))}" ${problem.message}.`,
    hint: problem.hint,
  };
}

function describeKind(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "string" ? "a text" : typeof value === "object" ? "a special value" : `a ${typeof value}`;
}
