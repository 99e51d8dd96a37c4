// Exports a run to a file: which run, which format, where.
import * as vscode from "vscode";
import type { ExportFormatName } from "../background/contract.ts";
import { say } from "../edge/messages.ts";
import type { Subject } from "../projects/subject.ts";
import { chooseRun, type RunChooserSources } from "./choose-run.ts";

interface ExportFormat extends vscode.QuickPickItem {
  readonly name: ExportFormatName;
  readonly extension: string;
}

export async function exportRun(about: Subject | null, sources: RunChooserSources): Promise<void> {
  const { background, projects } = sources;
  const title = vscode.l10n.t("Export Run");
  const chosen = await chooseRun(about, sources, { title, isWanted: ({ status }) => status !== "unreadable" });
  if (chosen === null) return;
  const format = await vscode.window.showQuickPick(exportFormats(), { title, placeHolder: vscode.l10n.t("Which format?") });
  if (format === undefined) return;
  const { runId } = chosen.item;
  const proposed = vscode.Uri.joinPath(chosen.project.uri, `${runId.slice(0, 13)}.${format.extension}`);
  const file = await vscode.window.showSaveDialog({ defaultUri: proposed, filters: { [format.label]: [format.extension] } });
  if (file === undefined) return;
  const ask = { project: projects.place(chosen.project), runId, format: format.name, file: file.fsPath };
  const { problems } = await background.ask("run/export", ask);
  const [first] = problems;
  const words = first === undefined ? vscode.l10n.t("The run is exported.") : vscode.l10n.t("The run is exported, but: {0}", first);
  void say(first === undefined ? "info" : "warning", words, {
    label: vscode.l10n.t("Open File"),
    run: () => Promise.resolve(vscode.window.showTextDocument(file)),
  });
}

function exportFormats(): ExportFormat[] {
  return [
    { name: "csv", extension: "csv", label: "CSV", description: vscode.l10n.t("one line for each sample, safe for spreadsheets") },
    { name: "jsonl", extension: "jsonl", label: "JSON Lines", description: vscode.l10n.t("everything of each sample") },
    { name: "json", extension: "json", label: "JSON", description: vscode.l10n.t("figures and samples in one file") },
    { name: "markdown", extension: "md", label: "Markdown", description: vscode.l10n.t("the summary, for a pull request") },
  ];
}
