// What is wrong with a person's text, as a value: where, how bad, what, and what to do next.

export type Severity = "error" | "warning" | "information";

/** A half-open range of UTF-16 offsets in one file. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** One finding in one file; lines and columns are 1-based, columns count UTF-16 units, the end is exclusive. */
export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Severity;
  /** Stable and documented, such as `template/unknown-placeholder`. */
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  /** What to write in place of the range so that this finding goes away; null when nobody can say. */
  readonly replacement: string | null;
}

/** What a parser answers: a value (or null when there is none to be had) and its findings; parsers never throw. */
export interface Parsed<Value> {
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}

/** Findings in reading order: by file, then by place. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column));
}
