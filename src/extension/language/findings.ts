// The findings that are underlined now, by file: the editor's own diagnostics with what mends them.
import * as vscode from "vscode";
import type { Diagnostic, Severity } from "../../core/domain/diagnostic.ts";
import { escapeLine } from "../../core/report/escape.ts";

export interface Fix {
  readonly range: vscode.Range;
  readonly replacement: string;
}

export interface ShownFindings extends vscode.Disposable {
  /** `version` is that of the text that was checked; null for a file that was not open. */
  show(uri: vscode.Uri, findings: readonly Diagnostic[], version: number | null): void;
  /** Takes away what is shown in each file for which this is true. */
  clear(isGone: (uri: vscode.Uri) => boolean): void;
  /** What mends a shown diagnostic, as long as the text is the one that was checked. */
  fixOf(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): Fix | null;
}

interface Shown {
  readonly uri: vscode.Uri;
  readonly version: number | null;
  readonly entries: readonly { readonly diagnostic: vscode.Diagnostic; readonly replacement: string | null }[];
}

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

export function createShownFindings(): ShownFindings {
  const collection = vscode.languages.createDiagnosticCollection("touchstone");
  const shown = new Map<string, Shown>();
  return {
    show(uri, findings, version) {
      const entries = findings.map((finding) => ({ diagnostic: toDiagnostic(finding), replacement: finding.replacement }));
      if (entries.length === 0) shown.delete(uri.toString());
      else shown.set(uri.toString(), { uri, version, entries });
      collection.set(
        uri,
        entries.map(({ diagnostic }) => diagnostic),
      );
    },
    clear(isGone) {
      for (const [key, { uri }] of shown) {
        if (!isGone(uri)) continue;
        shown.delete(key);
        collection.delete(uri);
      }
    },
    fixOf(document, diagnostic) {
      const file = shown.get(document.uri.toString());
      const isCurrent = file !== undefined && (file.version === null ? !document.isDirty : file.version === document.version);
      if (!isCurrent) return null;
      // The editor hands out copies of what it was given.
      const entry = file.entries.find(
        ({ diagnostic: { code, range, message } }) =>
          code === diagnostic.code && range.isEqual(diagnostic.range) && message === diagnostic.message,
      );
      return entry === undefined || entry.replacement === null ? null : { range: diagnostic.range, replacement: entry.replacement };
    },
    dispose: () => collection.dispose(),
  };
}

function toDiagnostic({ line, column, endLine, endColumn, severity, code, message, hint }: Diagnostic): vscode.Diagnostic {
  const range = new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  const diagnostic = new vscode.Diagnostic(range, escapeLine(hint === null ? message : `${message} ${hint}`), severities[severity]);
  diagnostic.source = "Touchstone";
  diagnostic.code = code;
  if (code === "template/unused-input") diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}
