// The commands about runs: start, cancel, resume, look at, export.
import * as vscode from "vscode";
import { isRunnable } from "../../core/documents/kinds.ts";
import type { RunListItem } from "../background/contract.ts";
import { requireTrust } from "../edge/trust.ts";
import type { CommandHandler } from "../edge/register-commands.ts";
import type { CommandId } from "../manifest.ts";
import { subjectOf, type Subject } from "../projects/subject.ts";
import type { RunDocuments } from "../results/run-documents.ts";
import type { Results } from "../results/results.ts";
import type { RunStarter, RunWish } from "../runs/start-run.ts";
import { cancelRun } from "./cancel-run.ts";
import { chooseRun, type ChosenRun, type RunChooserSources } from "./choose-run.ts";
import type { ChosenTarget, TargetChooser } from "./choose-target.ts";
import { chooseRef } from "./choose-ref.ts";
import { exportRun } from "./export-run.ts";
import { showComment } from "./show-comment.ts";

export interface RunCommandPorts extends RunChooserSources {
  readonly starter: RunStarter;
  readonly chooser: TargetChooser;
  readonly results: Results;
  readonly documents: RunDocuments;
}

type RunCommandId = Extract<
  CommandId,
  | "touchstone.runExperiment"
  | "touchstone.runTemplate"
  | "touchstone.runSampleRows"
  | "touchstone.runAsBatch"
  | "touchstone.noiseCheck"
  | "touchstone.checkAgainst"
  | "touchstone.cancelRun"
  | "touchstone.resumeRun"
  | "touchstone.retryErrors"
  | "touchstone.rerateRun"
  | "touchstone.openResults"
  | "touchstone.exportRun"
  | "touchstone.showComment"
>;

const sampleRows = 25;

export function createRunCommands(ports: RunCommandPorts): Readonly<Record<RunCommandId, CommandHandler>> {
  const { projects, starter, chooser, results } = ports;
  const subject = (words: readonly unknown[]): Subject | null => subjectOf(words[0], projects);
  const runAndShow = async (chosen: ChosenTarget | null, wish: Omit<RunWish, "project" | "target">): Promise<void> => {
    if (chosen === null) return;
    const runId = await starter.start({ ...chosen, ...wish });
    if (runId !== null) await results.show({ project: chosen.project, path: chosen.target.path, runId });
  };
  const goOnAndShow = async (chosen: ChosenRun | null, goOn: (chosen: ChosenRun) => Promise<string | null>): Promise<void> => {
    const runId = chosen === null ? null : await goOn(chosen);
    if (chosen !== null && runId !== null) await results.show({ project: chosen.project, path: chosen.item.path, runId });
  };
  return {
    async "touchstone.runExperiment"(...words) {
      const about = subject(words);
      await runAndShow(await chooser.experiment(about), {
        variants: about?.variant == null ? null : [about.variant],
        sampleRows: null,
        isBatch: false,
      });
    },
    async "touchstone.runTemplate"(...words) {
      await runAndShow(await chooser.workingCopy(subject(words)), { variants: null, sampleRows: null, isBatch: false });
    },
    async "touchstone.runSampleRows"(...words) {
      await runAndShow(await chooser.experiment(subject(words)), { variants: null, sampleRows, isBatch: false });
    },
    async "touchstone.runAsBatch"(...words) {
      await runAndShow(await chooser.experiment(subject(words)), { variants: null, sampleRows: null, isBatch: true });
    },
    async "touchstone.noiseCheck"(...words) {
      await runAndShow(await chooser.experiment(subject(words)), { variants: null, sampleRows: null, isBatch: false, isNoiseCheck: true });
    },
    async "touchstone.checkAgainst"(...words) {
      const chosen = await chooser.experiment(subject(words), vscode.l10n.t("Check Against…"));
      if (chosen === null) return;
      const { project, target } = chosen;
      // Listing the commits runs git already.
      requireTrust(project);
      const ref = typeof words[1] === "string" ? words[1] : await chooseRef(project, ports);
      if (ref === null) return;
      const against = { project, target: { kind: "against", path: target.path, ref } } as const;
      await runAndShow(against, { variants: null, sampleRows: null, isBatch: false });
    },
    "touchstone.cancelRun": (...words) => cancelRun(subject(words), ports),
    async "touchstone.resumeRun"(...words) {
      const question = { title: vscode.l10n.t("Resume Run"), isWanted: isResumable };
      await goOnAndShow(await chooseRun(subject(words), ports, question), ({ project, item }) =>
        starter.resume(project, item.runId, false),
      );
    },
    async "touchstone.retryErrors"(...words) {
      const none = vscode.l10n.t("No run of this project has an error that could be tried again.");
      const question = { title: vscode.l10n.t("Retry Errors"), isWanted: hasErrors, unwanted: unwantedForRetry, none };
      await goOnAndShow(await chooseRun(subject(words), ports, question), ({ project, item }) => starter.resume(project, item.runId, true));
    },
    async "touchstone.rerateRun"(...words) {
      const question = { title: vscode.l10n.t("Re-rate"), isWanted: isReadable };
      await goOnAndShow(await chooseRun(subject(words), ports, question), ({ project, item }) => starter.rerate(project, item.runId));
    },
    async "touchstone.openResults"(...words) {
      const about = subject(words);
      if (about !== null && (about.runId !== null || isRunnable(about.path))) return results.show(about);
      const chosen = await chooseRun(about, ports, { title: vscode.l10n.t("Open Results to the Side"), isWanted: () => true });
      if (chosen !== null) await results.show({ project: chosen.project, path: chosen.item.path, runId: chosen.item.runId });
    },
    "touchstone.exportRun": (...words) => exportRun(subject(words), ports),
    "touchstone.showComment": (...words) => showComment(subject(words), ports),
  };
}

function isReadable({ status }: RunListItem): boolean {
  return status !== "running" && status !== "unreadable";
}

function hasErrors(item: RunListItem): boolean {
  return isReadable(item) && item.isRetriable;
}

function unwantedForRetry(item: RunListItem): string | null {
  if (!isReadable(item)) return null;
  return item.errors === 0
    ? vscode.l10n.t("That run has no errors.")
    : vscode.l10n.t("The errors of that run are those of the responses that it rates: retry the run that generated them.");
}

function isResumable({ status }: RunListItem): boolean {
  return status !== "done" && status !== "running" && status !== "unreadable";
}
