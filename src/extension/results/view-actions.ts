// What a person asks for from the panel, done by the editor: commands of ours, files of the project, documents of the run.
import * as vscode from "vscode";
import { isTemplate } from "../../core/documents/kinds.ts";
import { resolvePath } from "../../core/documents/paths.ts";
import type { Action, SampleKey } from "../../protocol/actions.ts";
import type { ViewHandlers } from "../../protocol/messages.ts";
import type { RowsQuery } from "../../protocol/rows-plane.ts";
import type { Background } from "../background/threads.ts";
import { showFailure } from "../edge/failures.ts";
import { Refusal } from "../edge/messages.ts";
import { manageTrust } from "../edge/trust.ts";
import type { CommandId } from "../manifest.ts";
import { uriIn } from "../projects/project.ts";
import type { Projects } from "../projects/projects.ts";
import { openSetting } from "../settings.ts";
import type { RunDocuments, RunPlace } from "./run-documents.ts";
import type { ResultsSubject } from "./subject.ts";

export interface ViewActionPorts {
  readonly background: Background;
  readonly projects: Projects;
  readonly documents: RunDocuments;
  readonly log: vscode.LogOutputChannel;
}

export interface ViewActionPlace {
  /** What the panel shows. */
  subject(): ResultsSubject;
  /** Where editors open without covering the panel. */
  column(): vscode.ViewColumn;
}

/** The arm that every variant is set against (contracts §1). */
const baselineName = "baseline";

type CommandName = Extract<Action, { kind: "command" }>["command"];

const ownCommands: Partial<Record<CommandName, CommandId>> = {
  run: "touchstone.runExperiment",
  "run-sample-rows": "touchstone.runSampleRows",
  cancel: "touchstone.cancelRun",
  resume: "touchstone.resumeRun",
  retry: "touchstone.retryErrors",
  "set-api-key": "touchstone.setApiKey",
  export: "touchstone.exportRun",
  "show-log": "touchstone.showLog",
  "noise-check": "touchstone.noiseCheck",
};

export function createViewActions(
  { background, projects, documents, log }: ViewActionPorts,
  { subject, column }: ViewActionPlace,
): Pick<ViewHandlers, "action" | "row-open" | "place-open" | "responses-compare" | "response-open"> {
  const run = (): RunPlace => ({ project: subject().project, runId: subject().runId ?? "" });
  const open = async (path: string, line: number): Promise<void> => {
    const inside = resolvePath("", path);
    if (inside.kind !== "path") return;
    const position = new vscode.Position(line - 1, 0);
    await vscode.window.showTextDocument(uriIn(subject().project, inside.path), {
      selection: new vscode.Range(position, position),
      viewColumn: column(),
    });
  };
  const showDiff = async (left: vscode.Uri, right: vscode.Uri, title: string): Promise<void> => {
    await vscode.commands.executeCommand("vscode.diff", left, right, title, { viewColumn: column() });
  };
  const openRow = async (key: SampleKey): Promise<void> => {
    const { project, runId } = run();
    const query: RowsQuery = { variant: null, sort: { by: "file", isDescending: false }, chips: [], text: "" };
    const sample = await background.ask("results/sample", { project: projects.place(project), runId, key, query });
    if (sample?.rowPlace != null) return open(sample.rowPlace.file, sample.rowPlace.line);
    throw new Refusal(vscode.l10n.t("Where this row is written is not known: the rows that the run used cannot be read."), null);
  };
  /** The pinned text of a file that was edited since, beside the file as it stands; alone where the file is gone. */
  const showChanges = async (): Promise<void> => {
    const { project, runId } = run();
    const changed = await background.ask("results/changed", { project: projects.place(project), runId });
    const path = changed.find(isTemplate) ?? changed[0];
    if (path === undefined) return;
    const [pinned, now] = [documents.pinned({ project, runId }, path), uriIn(project, path)];
    const isThere = await vscode.workspace.fs.stat(now).then(
      () => true,
      () => false,
    );
    if (isThere) await showDiff(pinned, now, vscode.l10n.t("{0} (as run ↔ now)", path));
    else await vscode.window.showTextDocument(pinned, { viewColumn: column() });
  };
  const doCommand = async (command: CommandName): Promise<void> => {
    const own = ownCommands[command];
    const { project, path, runId } = subject();
    if (own !== undefined) await vscode.commands.executeCommand(own, { subject: { project, path, runId } });
    else if (command === "open-endpoint-settings") await openSetting("endpoints");
    else if (command === "open-settings") await openSetting("maxCostUsd");
    else if (command === "manage-trust") await manageTrust();
    else if (command === "show-template-changes") await showChanges();
    else await open(path, 1);
  };
  const attempt = (work: () => Thenable<unknown>): void => {
    void Promise.resolve()
      .then(work)
      .catch((error: unknown) => showFailure(error, log, subject().project));
  };
  return {
    action({ action }) {
      if (action.kind === "command") attempt(() => doCommand(action.command));
    },
    "row-open": ({ key }) => attempt(() => openRow(key)),
    "place-open": ({ file, line }) => attempt(() => open(file, line)),
    "responses-compare"({ key, variant }) {
      const [left, right] = [documents.response(run(), key, baselineName), documents.response(run(), key, variant)];
      const title = vscode.l10n.t("{0}: baseline ↔ {1}", key.row, variant);
      attempt(() => showDiff(left, right, title));
    },
    "response-open": ({ key, variant }) =>
      attempt(() => vscode.window.showTextDocument(documents.response(run(), key, variant), { viewColumn: column() })),
  };
}
