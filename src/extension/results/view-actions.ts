// What a person asks for from the panel, done by the editor: commands of ours, files of the project, documents of the run.
import * as vscode from "vscode";
import { resolvePath } from "../../core/documents/paths.ts";
import type { Action } from "../../protocol/actions.ts";
import type { ViewHandlers } from "../../protocol/messages.ts";
import type { Background } from "../background/threads.ts";
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
}

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
  { background, projects, documents }: ViewActionPorts,
  subject: () => ResultsSubject,
): Pick<ViewHandlers, "action" | "place-open" | "responses-compare" | "response-open"> {
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
      viewColumn: vscode.ViewColumn.One,
    });
  };
  /** The pinned text of each file that was edited since, beside the file as it stands. */
  const showChanges = async (): Promise<void> => {
    const { project, runId } = run();
    const changed = await background.ask("results/changed", { project: projects.place(project), runId });
    const path = changed.find((file) => file.endsWith(".prompt")) ?? changed[0];
    if (path === undefined) return;
    const title = vscode.l10n.t("{0} (as run ↔ now)", path);
    await vscode.commands.executeCommand("vscode.diff", documents.pinned({ project, runId }, path), uriIn(project, path), title);
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
  return {
    action: ({ action }) => void (action.kind === "command" && doCommand(action.command)),
    "place-open": ({ file, line }) => void open(file, line),
    "responses-compare"({ key, variant }) {
      const [left, right] = [documents.response(run(), key, "baseline"), documents.response(run(), key, variant ?? "baseline")];
      void vscode.commands.executeCommand("vscode.diff", left, right, vscode.l10n.t("{0}: baseline ↔ {1}", key.row, variant ?? ""));
    },
    "response-open": ({ key, variant }) =>
      void vscode.window.showTextDocument(documents.response(run(), key, variant), { viewColumn: vscode.ViewColumn.One }),
  };
}
