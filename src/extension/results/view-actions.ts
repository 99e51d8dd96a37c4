// What a person asks for from the panel, done by the editor: commands of ours, files of the project, documents of the run.
import * as vscode from "vscode";
import { resolvePath } from "../../core/documents/paths.ts";
import type { Action, SampleKey } from "../../protocol/actions.ts";
import type { ViewHandlers } from "../../protocol/messages.ts";
import type { RowsQuery } from "../../protocol/rows-plane.ts";
import type { Background } from "../background/threads.ts";
import { say, showFailure } from "../edge/failures.ts";
import { manageTrust } from "../edge/trust.ts";
import type { CommandId } from "../manifest.ts";
import type { Projects } from "../projects.ts";
import { openSetting } from "../settings.ts";
import { uriIn } from "../subject.ts";
import type { ResultsSubject } from "./results.ts";
import type { RunDocuments } from "./run-documents.ts";

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
  "set-api-key": "touchstone.setApiKey",
  export: "touchstone.exportRun",
  "show-log": "touchstone.showLog",
};

export function createViewActions(
  { background, projects, documents, log }: ViewActionPorts,
  { subject, column }: ViewActionPlace,
): Pick<ViewHandlers, "action" | "row-open" | "place-open" | "responses-compare" | "response-open"> {
  const run = (): { readonly project: ResultsSubject["project"]; readonly runId: string } => ({
    project: subject().project,
    runId: subject().runId ?? "",
  });
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
    void say("info", vscode.l10n.t("Where this row is written is not known: the rows that the run used cannot be read."), null);
  };
  /** The pinned text of each file that was edited since, beside the file as it stands. */
  const showChanges = async (): Promise<void> => {
    const { project, runId } = run();
    const changed = await background.ask("results/changed", { project: projects.place(project), runId });
    const path = changed.find((file) => file.endsWith(".prompt")) ?? changed[0];
    if (path === undefined) return;
    const title = vscode.l10n.t("{0} (as run ↔ now)", path);
    await showDiff(documents.pinned({ project, runId }, path), uriIn(project, path), title);
  };
  const doCommand = async (command: CommandName): Promise<void> => {
    const own = ownCommands[command];
    const { project, path, runId } = subject();
    if (own !== undefined)
      await vscode.commands.executeCommand(own, ...(own === "touchstone.setApiKey" ? [] : [{ subject: { project, path, runId } }]));
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
      const [left, right] = [documents.response(run(), key, baselineName), documents.response(run(), key, variant ?? baselineName)];
      const title = vscode.l10n.t("{0}: baseline ↔ {1}", key.row, variant ?? baselineName);
      attempt(() => vscode.commands.executeCommand("vscode.diff", left, right, title));
    },
    "response-open": ({ key, variant }) =>
      attempt(() => vscode.window.showTextDocument(documents.response(run(), key, variant), { viewColumn: vscode.ViewColumn.One })),
  };
}
