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
  // Dialogs know files by what stands behind the last dot.
  const ending = format.extension.slice(format.extension.lastIndexOf(".") + 1);
  const file = await vscode.window.showSaveDialog({ defaultUri: proposed, filters: { [format.label]: [ending] } });
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

interface FormatWords {
  readonly extension: string;
  readonly label: string;
  readonly description: string;
}

/** One for every format there is: a missing one does not compile. */
function formatWords(): Readonly<Record<ExportFormatName, FormatWords>> {
  const { t } = vscode.l10n;
  return {
    csv: { extension: "csv", label: "CSV", description: t("one line for each sample, safe for spreadsheets") },
    jsonl: { extension: "jsonl", label: "JSON Lines", description: t("everything of each sample") },
    json: { extension: "json", label: "JSON", description: t("figures and samples in one file") },
    markdown: { extension: "md", label: "Markdown", description: t("the summary, for a note") },
    comment: { extension: "comment.md", label: t("Comment"), description: t("Markdown for a pull request, the verdict first") },
    junit: { extension: "junit.xml", label: "JUnit XML", description: t("gates and rows as tests") },
    sarif: { extension: "sarif", label: "SARIF", description: t("regressed rows and failed rules as findings") },
    "in-toto": { extension: "intoto.json", label: "in-toto", description: t("the gate's verdict as a statement to sign") },
    otlp: { extension: "otlp.json", label: "OTLP", description: t("traces for OpenTelemetry, without texts") },
    html: { extension: "html", label: "HTML", description: t("the panel as one file, for a browser") },
  };
}

function exportFormats(): ExportFormat[] {
  return Object.entries(formatWords()).map(([name, words]) => ({ name: name as ExportFormatName, ...words }));
}
