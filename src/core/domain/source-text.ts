// A file's text with its name: turns offsets into lines and columns, and ranges into diagnostics.
import { mend, type Correction } from "./correction.ts";
import type { Diagnostic, Range, Severity } from "./diagnostic.ts";

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What a finding says beside its place. */
export interface Finding {
  readonly severity?: Severity;
  readonly code: string;
  readonly message: string;
  readonly hint?: string | null;
  /** Counts where the finding's range covers the misspelt word and nothing else. */
  readonly correction?: Correction | null;
}

export interface SourceText {
  /** Project-relative POSIX path. */
  readonly file: string;
  readonly text: string;
  /** The 1-based line and column of a UTF-16 offset. */
  positionAt(offset: number): Position;
  /** The offset of a 1-based line and a 1-based column, clamped to the text. */
  offsetAt(line: number, column: number): number;
  /** A finding at a range of offsets; an error unless it says otherwise. */
  diagnose(range: Range, finding: Finding): Diagnostic;
}

export function createSourceText(file: string, text: string): SourceText {
  let starts: number[] | null = null;
  const lineStarts = (): number[] => (starts ??= findLineStarts(text));
  const positionAt = (offset: number): Position => {
    const lines = lineStarts();
    const clamped = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lines[middle] ?? 0) <= clamped) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: clamped - (lines[low] ?? 0) + 1 };
  };
  return {
    file,
    text,
    positionAt,
    offsetAt(line, column) {
      const lines = lineStarts();
      const start = lines[Math.max(0, Math.min(line, lines.length) - 1)] ?? 0;
      return Math.min(text.length, start + Math.max(0, column - 1));
    },
    diagnose(range, finding) {
      const start = positionAt(range.start);
      const end = positionAt(Math.max(range.start, range.end));
      return {
        file,
        line: start.line,
        column: start.column,
        endLine: end.line,
        endColumn: end.column,
        severity: finding.severity ?? "error",
        code: finding.code,
        message: finding.message,
        hint: finding.hint ?? null,
        replacement: finding.correction ? mend(text.slice(range.start, range.end), finding.correction) : null,
      };
    },
  };
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === 10 || (unit === 13 && text.charCodeAt(index + 1) !== 10)) starts.push(index + 1);
  }
  return starts;
}

/** The bytes of a text file as text, or null when they are not UTF-8: without a byte order mark, and with LF for CRLF and CR, so that every checkout reads alike. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n");
  } catch {
    return null;
  }
}
