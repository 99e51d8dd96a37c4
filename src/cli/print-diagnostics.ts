// Findings as lines: place, severity, message, and the next step under it.
import type { Diagnostic } from "../core/domain/diagnostic.ts";
import { escapeLine } from "../core/report/escape.ts";
import type { Terminal } from "./terminal.ts";

export function diagnosticLines(diagnostics: readonly Diagnostic[], style: Terminal["style"]): string[] {
  return diagnostics.flatMap(({ file, line, column, severity, code, message, hint }) => [
    `${style("bold", escapeLine(`${file}:${line}:${column}`))}  ${style(severity === "error" ? "red" : "yellow", severity)}  ${escapeLine(message)}  ${style("dim", code)}`,
    ...(hint === null ? [] : [`    ${escapeLine(hint)}`]),
  ]);
}

/** Findings as `--json` prints them: these keys and no others. */
export function plainDiagnostics(diagnostics: readonly Diagnostic[]): Omit<Diagnostic, "replacement">[] {
  return diagnostics.map(({ file, line, column, endLine, endColumn, severity, code, message, hint }) => ({
    file,
    line,
    column,
    endLine,
    endColumn,
    severity,
    code,
    message,
    hint,
  }));
}

/** `2 errors, 1 warning`. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic["severity"]): number => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const words = (
    [
      ["error", count("error")],
      ["warning", count("warning")],
    ] as const
  ).flatMap(([noun, number]) => (number === 0 ? [] : [`${number} ${noun}${number === 1 ? "" : "s"}`]));
  return words.length === 0 ? "no problems" : words.join(", ");
}
