// Cancels one run of this window: the one that is named and never another, else the only one, else one that a person picks.
import * as vscode from "vscode";
import { Refusal } from "../edge/messages.ts";
import type { Subject } from "../projects/subject.ts";
import type { LiveRun, LiveRuns } from "../runs/live-runs.ts";
import { progressText } from "../words.ts";
import { openResultsAction, type RunChooserSources } from "./choose-run.ts";

export async function cancelRun(about: Subject | null, sources: RunChooserSources): Promise<void> {
  const chosen = await liveRunMeant(about, sources);
  if (chosen !== null) await sources.background.ask("run/cancel", { runId: chosen.runId });
}

/** Null when nothing was picked. */
async function liveRunMeant(about: Subject | null, sources: RunChooserSources): Promise<LiveRun | null> {
  const live = sources.runs.list();
  if (about !== null && about.runId !== null) {
    const named = live.find(({ runId }) => runId === about.runId);
    if (named === undefined) throw await notLive(about, sources);
    return named;
  }
  const [first] = live;
  if (first === undefined) throw new Refusal(vscode.l10n.t("Nothing is running."), null);
  return live.length === 1 ? first : pickLive(sources.runs);
}

async function notLive({ project, runId }: Subject, { background, projects }: RunChooserSources): Promise<Refusal> {
  const item = (await background.ask("runs/list", projects.place(project))).find((run) => run.runId === runId);
  if (item === undefined) return new Refusal(vscode.l10n.t("That run is not there any more."), null);
  const action = openResultsAction({ project, item });
  return item.status === "running"
    ? new Refusal(vscode.l10n.t("Another window or a command line makes that run; cancel it there."), action)
    : new Refusal(vscode.l10n.t("That run has ended."), action);
}

async function pickLive(runs: LiveRuns): Promise<LiveRun | null> {
  const items = runs.list().map((run) => ({
    label: run.progress.name,
    description: progressText(run.progress.ended, run.progress.planned),
    run,
  }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Cancel Run") }))?.run ?? null;
}
