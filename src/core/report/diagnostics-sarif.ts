// The findings of `check` as a SARIF log.
import type { Diagnostic, Severity } from "../domain/diagnostic.ts";
import { writeSarif } from "./sarif.ts";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = { error: "error", warning: "warning", information: "note" };

/** `version` is that of the tool. A rule for each code that was found. */
export function diagnosticsSarif(diagnostics: readonly Diagnostic[], version: string): Iterable<string> {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  return writeSarif({
    version,
    rules: codes.map((id) => ({ id, description: id })),
    findings: diagnostics.map(({ file, line, column, endLine, endColumn, severity, code, message, hint }) => ({
      rule: code,
      level: levels[severity],
      message: hint === null ? message : `${message} ${hint}`,
      file,
      region: { startLine: line, startColumn: column, endLine, endColumn },
      fingerprint: null,
    })),
  });
}
