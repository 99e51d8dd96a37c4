// The export formats a person can choose from.
import * as vscode from "vscode";

export interface ExportFormat extends vscode.QuickPickItem {
  /** The exporter's name in the core's registry. */
  readonly name: "csv" | "jsonl" | "json" | "markdown";
  readonly extension: string;
}

export function exportFormats(): ExportFormat[] {
  return [
    { name: "csv", extension: "csv", label: "CSV", description: vscode.l10n.t("one line for each sample, safe for spreadsheets") },
    { name: "jsonl", extension: "jsonl", label: "JSON Lines", description: vscode.l10n.t("everything of each sample") },
    { name: "json", extension: "json", label: "JSON", description: vscode.l10n.t("figures and samples in one file") },
    { name: "markdown", extension: "md", label: "Markdown", description: vscode.l10n.t("the summary, for a pull request") },
  ];
}
