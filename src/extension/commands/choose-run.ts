// Which run a command means: the one that is named, and never another in its place; else one that a person picks.
import * as vscode from "vscode";
import type { RunListItem } from "../background/contract.ts";
import type { Background } from "../background/threads.ts";
import { commandAction, openFolderAction, Refusal, type NextAction } from "../edge/messages.ts";
import type { Project } from "../projects/project.ts";
import type { Projects } from "../projects/projects.ts";
import { projectsMeant, type Subject } from "../projects/subject.ts";
import type { LiveRuns } from "../runs/live-runs.ts";
import { runWords } from "../runs/run-words.ts";
import { formatTime, listed } from "../words.ts";

export interface ChosenRun {
  readonly project: Project;
  readonly item: RunListItem;
}

export interface RunChooserSources {
  readonly background: Background;
  readonly projects: Projects;
  readonly runs: LiveRuns;
}

export interface RunQuestion {
  readonly title: string;
  isWanted(item: RunListItem): boolean;
  /** Why a named run is not wanted, where its status does not say so. */
  unwanted?(item: RunListItem): string | null;
  /** What is said when there are runs, and none that is wanted. */
  readonly none?: string;
}

/** Null when nothing was picked. Throws a refusal when the named run is not wanted, and when there is none that is. */
export async function chooseRun(
  about: Subject | null,
  { background, projects, runs }: RunChooserSources,
  { title, isWanted, unwanted, none }: RunQuestion,
): Promise<ChosenRun | null> {
  const meant = await projectsMeant(about, projects);
  if (meant.length === 0) throw new Refusal(vscode.l10n.t("No folder is open, so there are no runs."), openFolderAction());
  const known: ChosenRun[] = [];
  for (const project of meant) {
    const items = await background.ask("runs/list", projects.place(project));
    known.push(...items.map((item) => ({ project, item })));
  }
  if (about !== null && about.runId !== null) {
    const named = known.find(({ item }) => item.runId === about.runId);
    if (named === undefined || !isWanted(named.item)) {
      const reason = named === undefined ? null : (unwanted?.(named.item) ?? null);
      throw named === undefined || reason === null ? notWanted(named ?? null) : new Refusal(reason, openResultsAction(named));
    }
    return named;
  }
  const wanted = known.filter(({ item }) => isWanted(item));
  if (wanted.length === 0 && known.length > 0 && none !== undefined) throw new Refusal(none, null);
  if (wanted.length === 0)
    throw new Refusal(
      vscode.l10n.t("This project has no run for that yet."),
      commandAction(vscode.l10n.t("Run Experiment"), "touchstone.runExperiment"),
    );
  const picks = wanted.map((chosen) => ({
    label: chosen.item.name,
    description: listed(runWords(chosen.item, runs.progressOf(chosen.item.runId)), formatTime(chosen.item.startedAt, new Date())),
    detail: meant.length < 2 ? chosen.item.path : vscode.l10n.t("{0} · {1}", chosen.project.name, chosen.item.path),
    chosen,
  }));
  return (await vscode.window.showQuickPick(picks, { title, placeHolder: vscode.l10n.t("Which run?") }))?.chosen ?? null;
}

export function openResultsAction({ project, item: { runId, path } }: ChosenRun): NextAction {
  return commandAction(vscode.l10n.t("Open Results"), "touchstone.openResults", { subject: { project, path, runId } });
}

/** Why nothing is done with a run that was named. */
function notWanted(named: ChosenRun | null): Refusal {
  if (named === null) return new Refusal(vscode.l10n.t("That run is not there any more."), null);
  switch (named.item.status) {
    case "done":
      return new Refusal(vscode.l10n.t("That run has finished."), openResultsAction(named));
    case "unreadable":
      return new Refusal(named.item.problem ?? vscode.l10n.t("That run cannot be read."), null, { severity: "error" });
    case "running":
      return new Refusal(vscode.l10n.t("That run is going on already."), openResultsAction(named));
    default:
      return new Refusal(vscode.l10n.t("That run has ended."), openResultsAction(named));
  }
}
