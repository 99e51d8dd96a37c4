// What the panel's view is sent: whole planes, and nothing while the panel is hidden, closed or about something else by now.
import * as vscode from "vscode";
import { mostMessageBytes, type HostMessage, type ViewMessage } from "../../protocol/messages.ts";
import type { Background } from "../background/threads.ts";
import { failureOf, failureWords } from "../edge/failures.ts";
import type { Projects } from "../projects/projects.ts";
import { readSettings } from "../settings.ts";
import { summaryWithoutRun } from "./states.ts";
import type { ResultsSubject } from "./subject.ts";

/** What the panel shows and what the view has asked for; the answer is posted now and whenever it changes. */
export interface Shown {
  readonly panel: vscode.WebviewPanel;
  subject: ResultsSubject;
  variant: string | null;
  rows: Extract<ViewMessage, { kind: "rows-visible" }> | null;
  sample: Extract<ViewMessage, { kind: "sample-open" }> | null;
  isReady: boolean;
  /** A panel that is closed may not even be asked whether it can be seen. */
  isDisposed: boolean;
}

export interface PlaneSources {
  readonly background: Background;
  readonly projects: Projects;
}

/** Posts what is on the screen: the summary, and the rows and the sample that the view has asked for. */
export async function postPlanes(shown: Shown, { background, projects }: PlaneSources): Promise<void> {
  const { panel, subject, variant, rows, sample } = shown;
  const isCurrent = (): boolean => !shown.isDisposed && shown.isReady && panel.visible && shown.subject === subject;
  const post = (message: HostMessage): void => {
    if (!isCurrent()) return;
    if (Buffer.byteLength(JSON.stringify(message)) > mostMessageBytes)
      throw new Error(`A ${message.kind} message is too long to be posted.`);
    void panel.webview.postMessage(message);
  };
  if (!isCurrent()) return;
  try {
    if (subject.runId === null) {
      const summary = await summaryWithoutRun(subject, { background, projects });
      if (isCurrent()) panel.title = titleOf(summary.title);
      return post({ kind: "summary", summary });
    }
    const run = { project: projects.place(subject.project), runId: subject.runId };
    const { maxCostUsd } = readSettings();
    const summary = await background.ask("results/summary", { ...run, variant, maxCostUsd });
    if (!isCurrent()) return;
    panel.title = titleOf(summary.title);
    post({ kind: "summary", summary });
    if (rows !== null)
      post({ kind: "rows", rows: await background.ask("results/rows", { ...run, query: rows.query, from: rows.from, to: rows.to }) });
    if (sample !== null)
      post({ kind: "sample", sample: await background.ask("results/sample", { ...run, key: sample.key, query: sample.query }) });
  } catch (error) {
    post({ kind: "failure", ...failureWords(failureOf(error)) });
    throw error;
  }
}

function titleOf(title: string): string {
  return vscode.l10n.t("Results: {0}", title);
}
