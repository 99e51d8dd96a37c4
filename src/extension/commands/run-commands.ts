// The commands about runs: start, cancel, resume, look at, export.
import * as vscode from "vscode";
import type { RunListItem } from "../background/contract.ts";
import type { Background } from "../background/threads.ts";
import type { CommandHandler } from "../edge/register-commands.ts";
import { commandAction, openFolderAction, Refusal, say } from "../edge/failures.ts";
import { suffixes } from "../file-locations.ts";
import type { CommandId } from "../manifest.ts";
import type { Project, Projects } from "../projects.ts";
import type { Results } from "../results/results.ts";
import type { LiveRuns } from "../runs/live-runs.ts";
import type { RunStarter } from "../runs/start-run.ts";
import { subjectOf, type Subject } from "../subject.ts";
import type { TargetChooser } from "./choose-target.ts";
import { exportFormats } from "./export-formats.ts";

export interface RunCommandPorts {
  readonly background: Background;
  readonly projects: Projects;
  readonly runs: LiveRuns;
  readonly starter: RunStarter;
  readonly chooser: TargetChooser;
  readonly results: Results;
}

type RunCommandId = Extract<
  CommandId,
  | "touchstone.runExperiment"
  | "touchstone.runTemplate"
  | "touchstone.runSampleRows"
  | "touchstone.cancelRun"
  | "touchstone.resumeRun"
  | "touchstone.openResults"
  | "touchstone.exportRun"
>;

const sampleRows = 25;

export function createRunCommands(ports: RunCommandPorts): Readonly<Record<RunCommandId, CommandHandler>> {
  const { background, projects, runs, starter, chooser, results } = ports;
  const subject = (words: readonly unknown[]): Subject | null => subjectOf(words[0], projects);
  const runAndShow = async (
    chosen: Awaited<ReturnType<TargetChooser["experiment"]>>,
    wish: { variants: readonly string[] | null; sampleRows: number | null },
  ): Promise<void> => {
    if (chosen === null) return;
    const runId = await starter.start({ ...chosen, ...wish });
    if (runId !== null) await results.show({ project: chosen.project, path: chosen.target.path, runId });
  };
  return {
    async "touchstone.runExperiment"(...words) {
      const about = subject(words);
      await runAndShow(await chooser.experiment(about), { variants: about?.variant == null ? null : [about.variant], sampleRows: null });
    },
    async "touchstone.runTemplate"(...words) {
      await runAndShow(await chooser.workingCopy(subject(words)), { variants: null, sampleRows: null });
    },
    async "touchstone.runSampleRows"(...words) {
      await runAndShow(await chooser.experiment(subject(words)), { variants: null, sampleRows });
    },
    async "touchstone.cancelRun"(...words) {
      const live = runs.list();
      const named = subject(words)?.runId ?? null;
      const chosen = live.find(({ runId }) => runId === named) ?? (live.length < 2 ? live[0] : await pickLive(runs));
      if (chosen === undefined) return live.length === 0 ? say("info", vscode.l10n.t("Nothing is running."), null) : undefined;
      await background.ask("run/cancel", { runId: chosen.runId });
    },
    async "touchstone.resumeRun"(...words) {
      const chosen = await chooseRun(subject(words), ports, { title: vscode.l10n.t("Resume Run"), isWanted: isResumable });
      if (chosen === null) return;
      const runId = await starter.resume(chosen.project, chosen.item.runId);
      if (runId !== null) await results.show({ project: chosen.project, path: chosen.item.path, runId });
    },
    async "touchstone.openResults"(...words) {
      const about = subject(words);
      if (about !== null && (about.runId !== null || isRunnable(about.path))) return results.show(about);
      const chosen = await chooseRun(about, ports, { title: vscode.l10n.t("Open Results to the Side"), isWanted: () => true });
      if (chosen !== null) await results.show({ project: chosen.project, path: chosen.item.path, runId: chosen.item.runId });
    },
    async "touchstone.exportRun"(...words) {
      const chosen = await chooseRun(subject(words), ports, {
        title: vscode.l10n.t("Export Run"),
        isWanted: ({ status }) => status !== "unreadable",
      });
      if (chosen === null) return;
      const format = await vscode.window.showQuickPick(exportFormats(), {
        title: vscode.l10n.t("Export Run"),
        placeHolder: vscode.l10n.t("Which format?"),
      });
      if (format === undefined) return;
      const proposed = vscode.Uri.joinPath(chosen.project.uri, `${chosen.item.runId.slice(0, 13)}.${format.extension}`);
      const file = await vscode.window.showSaveDialog({ defaultUri: proposed, filters: { [format.label]: [format.extension] } });
      if (file === undefined) return;
      await background.ask("run/export", {
        project: projects.place(chosen.project),
        runId: chosen.item.runId,
        format: format.name,
        file: file.fsPath,
      });
      void say("info", vscode.l10n.t("The run is exported."), {
        label: vscode.l10n.t("Open File"),
        run: () => Promise.resolve(vscode.window.showTextDocument(file)),
      });
    },
  };
}

function isResumable({ status }: RunListItem): boolean {
  return status !== "done" && status !== "running" && status !== "unreadable";
}

async function pickLive(runs: LiveRuns): Promise<ReturnType<LiveRuns["list"]>[number] | undefined> {
  const items = runs
    .list()
    .map((run) => ({ label: run.progress.name, description: vscode.l10n.t("{0} of {1}", run.progress.ended, run.progress.planned), run }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Cancel Run") }))?.run;
}

interface RunChoice {
  readonly title: string;
  isWanted(item: RunListItem): boolean;
}

/** The run that the subject names, else one that is picked, of its project or of all; null when nothing was picked. */
async function chooseRun(
  about: Subject | null,
  { background, projects }: RunCommandPorts,
  { title, isWanted }: RunChoice,
): Promise<{ readonly project: Project; readonly item: RunListItem } | null> {
  await projects.ready;
  const meant = about === null ? projects.list() : [about.project];
  if (meant.length === 0) throw noFolder();
  const known: { readonly project: Project; readonly item: RunListItem }[] = [];
  for (const project of meant) {
    const items = await background.ask("runs/list", projects.place(project));
    known.push(...items.filter(isWanted).map((item) => ({ project, item })));
  }
  const named = known.find(({ item }) => item.runId === about?.runId);
  if (named !== undefined) return named;
  if (known.length === 0)
    throw new Refusal(
      vscode.l10n.t("This project has no run for that yet."),
      commandAction(vscode.l10n.t("Run Experiment"), "touchstone.runExperiment"),
    );
  const picks = known.map(({ project, item }) => ({
    label: item.name,
    description: `${item.status}, ${new Date(item.startedAt).toLocaleString()}`,
    detail: meant.length < 2 ? item.path : `${project.name} · ${item.path}`,
    chosen: { project, item },
  }));
  return (await vscode.window.showQuickPick(picks, { title, placeHolder: vscode.l10n.t("Which run?") }))?.chosen ?? null;
}

function isRunnable(path: string): boolean {
  return path.endsWith(suffixes.template) || path.endsWith(suffixes.experiment);
}

function noFolder(): Refusal {
  return new Refusal(vscode.l10n.t("No folder is open, so there are no runs."), openFolderAction());
}
