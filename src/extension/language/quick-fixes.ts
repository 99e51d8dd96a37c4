// "Change to …" for every shown finding that says what was probably meant.
import * as vscode from "vscode";
import { escapeLine } from "../../core/report/escape.ts";
import type { ShownFindings } from "./findings.ts";

export function createQuickFixes(shown: ShownFindings): vscode.CodeActionProvider {
  return {
    provideCodeActions: (document, _, { diagnostics }) =>
      diagnostics.flatMap((diagnostic) => {
        const fix = shown.fixOf(document, diagnostic);
        if (fix === null) return [];
        const action = new vscode.CodeAction(vscode.l10n.t('Change to "{0}"', escapeLine(fix.replacement)), vscode.CodeActionKind.QuickFix);
        action.edit = new vscode.WorkspaceEdit();
        action.edit.replace(document.uri, fix.range, fix.replacement);
        action.diagnostics = [diagnostic];
        action.isPreferred = true;
        return [action];
      }),
  };
}
