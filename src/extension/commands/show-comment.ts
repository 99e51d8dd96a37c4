// The comment that a pull request would get for a run, in the editor's preview of Markdown.
import * as vscode from "vscode";
import type { RunListItem } from "../background/contract.ts";
import type { Subject } from "../projects/subject.ts";
import type { RunDocuments } from "../results/run-documents.ts";
import { chooseRun, type RunChooserSources } from "./choose-run.ts";

export interface ShowCommentPorts extends RunChooserSources {
  readonly documents: RunDocuments;
}

export async function showComment(about: Subject | null, ports: ShowCommentPorts): Promise<void> {
  const question = {
    title: vscode.l10n.t("Show Pull Request Comment"),
    isWanted: ({ status, hasGates }: RunListItem) => hasGates && status !== "running" && status !== "unreadable",
    unwanted: ({ hasGates, status }: RunListItem) =>
      hasGates || status === "unreadable" ? null : vscode.l10n.t("That run has no gates, so there is nothing to tell a pull request."),
    none: vscode.l10n.t("No run of this project has gates, so there is nothing to tell a pull request."),
  };
  const chosen = await chooseRun(about, ports, question);
  if (chosen === null) return;
  const comment = ports.documents.comment({ project: chosen.project, runId: chosen.item.runId });
  try {
    await vscode.commands.executeCommand("markdown.showPreview", comment);
  } catch {
    // The preview is an extension, which somebody may have switched off.
    await vscode.window.showTextDocument(comment);
  }
}
