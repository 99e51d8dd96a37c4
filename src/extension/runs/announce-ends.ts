// What happened to a run that nobody was looking at: one message with one button; none for what the panel shows already.
import * as vscode from "vscode";
import { escapeLine } from "../../core/report/escape.ts";
import { commandAction, say, type NextAction } from "../edge/failures.ts";
import type { Projects } from "../projects.ts";
import type { EndedRun, LiveRuns } from "./live-runs.ts";

export interface AnnouncePorts {
  readonly runs: LiveRuns;
  readonly projects: Projects;
  readonly log: vscode.LogOutputChannel;
  isShowing(runId: string): boolean;
}

/** A run that ends sooner has somebody's attention still. */
const longRunMilliseconds = 20_000;

export function announceEnds({ runs, projects, log, isShowing }: AnnouncePorts): vscode.Disposable {
  const announce = (run: EndedRun): void => {
    const { failure, name, status, reason, sentence } = run.end;
    if (failure !== null) log.error(failure.stack ?? failure.message);
    else log.info(`${name}: ${status}${reason === null ? "" : `, ${reason}`}. ${sentence}`);
    for (const warning of run.end.warnings) log.warn(`${name}: ${warning}`);
    if (isShowing(run.runId)) return;
    if (failure !== null)
      return void say(
        "error",
        escapeLine(`${name}: ${failure.message} ${failure.hint ?? ""}`.trim()),
        subjectAction(vscode.l10n.t("Resume"), "touchstone.resumeRun", run),
      );
    if (status === "cancelled") return;
    if (status !== "done")
      return void say(
        "warning",
        escapeLine(vscode.l10n.t("{0} stopped: {1}. What was answered is saved.", name, reason ?? status)),
        mendAction(run),
      );
    if (Date.now() - run.startedAt > longRunMilliseconds)
      void say("info", escapeLine(`${name}: ${sentence}`), subjectAction(vscode.l10n.t("View Results"), "touchstone.openResults", run));
  };
  const subjectAction = (
    label: string,
    command: "touchstone.resumeRun" | "touchstone.openResults",
    { root, runId, end }: EndedRun,
  ): NextAction | null => {
    const project = projects.list().find((known) => known.root === root);
    return project === undefined ? null : commandAction(label, command, { subject: { project, path: end.path, runId } });
  };
  const mendAction = (run: EndedRun): NextAction | null =>
    run.end.stop === "auth"
      ? commandAction(vscode.l10n.t("Set API Key…"), "touchstone.setApiKey")
      : subjectAction(vscode.l10n.t("Resume"), "touchstone.resumeRun", run);
  return runs.onDidEnd(announce);
}

/** Tells of the runs that a reload or a closed window cut short: nothing that was answered is lost, the rest can be resumed. */
export async function announceCutShort({ runs, projects, isShowing }: AnnouncePorts, restored: Promise<void>): Promise<void> {
  // A panel that comes back with the run says so itself.
  await Promise.all([projects.ready, restored]);
  for (const { root, runId, name } of runs.takeCutShort()) {
    const project = projects.list().find((known) => known.root === root);
    if (project === undefined || isShowing(runId)) continue;
    const message = escapeLine(vscode.l10n.t("{0} was cut short when the window closed. What was answered is saved.", name));
    void say("warning", message, commandAction(vscode.l10n.t("Resume"), "touchstone.resumeRun", { subject: { project, path: "", runId } }));
  }
}
