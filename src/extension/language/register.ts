// What the editor offers inside the files of a project.
import * as vscode from "vscode";
import { languageId } from "../manifest.ts";
import { watchDiagnostics, type DiagnosticsSources } from "./diagnostics.ts";
import { createShownFindings } from "./findings.ts";
import { createQuickFixes } from "./quick-fixes.ts";

const documents: vscode.DocumentSelector = [
  { scheme: "file", language: languageId },
  { scheme: "file", pattern: "**/*.{prompt,yaml}" },
];

export function registerLanguage(sources: DiagnosticsSources): vscode.Disposable {
  const shown = createShownFindings();
  return vscode.Disposable.from(
    watchDiagnostics(sources, shown),
    vscode.languages.registerCodeActionsProvider(documents, createQuickFixes(shown), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    shown,
  );
}
