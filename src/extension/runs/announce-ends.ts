// What happened to a run that nobody was looking at, and every failure and every gate's verdict: one message with one button; none for what else the panel shows already.
import * as vscode from "vscode";
import { failureOf, failureText, showLogAction } from "../edge/failures.ts";
import { commandAction, say, type NextAction } from "../edge/messages.ts";
import type { Projects } from "../projects/projects.ts";
import type { EndedRun, LiveRuns } from "./live-runs.ts";
import { statusWord } from "./run-words.ts";

export interface AnnouncePorts {
  readonly runs: LiveRuns;
  readonly projects: Projects;
  readonly log: vscode.LogOutputChannel;
  isShowing(runId: string): boolean;
}

/** A run that ends sooner has somebody's attention still. */
const longRunMilliseconds = 20_000;

export function announceEnds({ runs, projects, log, isShowing }: AnnouncePorts): vscode.Disposable {
  return runs.onDidEnd((run) => {
    const { failure, name, status, reason, sentence, gate, stop } = run.end;
    logEnd(run, log);
    if (failure !== null) {
      const isBug = failure.code === null;
      const text = failureText(isBug ? failureOf(failure) : failure);
      return void say("error", vscode.l10n.t("{0}: {1}", name, text), isBug ? showLogAction() : resumeAction(run, projects));
    }
    if (gate !== null)
      return void say(
        gate.verdict === "fail" ? "warning" : "info",
        vscode.l10n.t("{0}: {1}", name, gate.sentence),
        commentAction(run, projects),
      );
    if (isShowing(run.runId) || status === "cancelled") return;
    if (status !== "done") {
      const needsKey = stop === "auth" || stop === "no-key";
      const action = needsKey ? commandAction(vscode.l10n.t("Set API Key…"), "touchstone.setApiKey") : resumeAction(run, projects);
      const message = vscode.l10n.t("{0} stopped: {1}. What was answered is saved.", name, reason ?? statusWord(status));
      return void say("warning", message, action);
    }
    if (Date.now() - run.startedAt <= longRunMilliseconds) return;
    void say("info", vscode.l10n.t("{0}: {1}", name, sentence), openResultsAction(run, projects));
  });
}

/** A run, and the file that it is about. */
interface RunAbout {
  readonly root: string;
  readonly runId: string;
  readonly end: { readonly path: string };
}

/** Null when its project is gone. */
export function resumeAction(run: RunAbout, projects: Projects): NextAction | null {
  return runAction(vscode.l10n.t("Resume"), "touchstone.resumeRun", { run, projects });
}

function openResultsAction(run: RunAbout, projects: Projects): NextAction | null {
  return runAction(vscode.l10n.t("Open Results"), "touchstone.openResults", { run, projects });
}

function commentAction(run: RunAbout, projects: Projects): NextAction | null {
  return runAction(vscode.l10n.t("Show Comment"), "touchstone.showComment", { run, projects });
}

function runAction(
  label: string,
  command: "touchstone.resumeRun" | "touchstone.openResults" | "touchstone.showComment",
  { run: { root, runId, end }, projects }: { readonly run: RunAbout; readonly projects: Projects },
): NextAction | null {
  const project = projects.at(root);
  return project === null ? null : commandAction(label, command, { subject: { project, path: end.path, runId } });
}

function logEnd({ end: { failure, name, status, reason, sentence, warnings } }: EndedRun, log: vscode.LogOutputChannel): void {
  if (failure !== null) log.error(failure.stack ?? failure.message);
  else log.info(`${name}: ${status}${reason === null ? "" : `, ${reason}`}. ${sentence}`);
  for (const warning of warnings) log.warn(`${name}: ${warning}`);
}
