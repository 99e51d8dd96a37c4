// Bad news to a person: one message that says what happened and what to do, with one button that does it; the log keeps the rest.
import * as vscode from "vscode";
import { isTouchstoneError, type ErrorCode, type TouchstoneError } from "../../core/base/errors.ts";
import { escapeLine } from "../../core/report/escape.ts";
import type { CommandId } from "../manifest.ts";
import { openSetting } from "../settings.ts";
import { uriIn } from "../subject.ts";
import type { Project } from "../projects.ts";

/** A button and what it does. */
export interface NextAction {
  readonly label: string;
  run(): Promise<unknown>;
}

export function commandAction(label: string, command: CommandId, ...words: readonly unknown[]): NextAction {
  return { label, run: () => Promise.resolve(vscode.commands.executeCommand(command, ...words)) };
}

export function openFolderAction(): NextAction {
  return { label: vscode.l10n.t("Open Folder"), run: () => Promise.resolve(vscode.commands.executeCommand("vscode.openFolder")) };
}

/** Ends a command that has nothing to work on: no error unless it has a cause, but a message with the way out. */
export class Refusal extends Error {
  readonly action: NextAction;

  constructor(message: string, action: NextAction, cause?: Error) {
    super(message, { cause });
    this.name = "Refusal";
    this.action = action;
  }
}

/** Shows an error that ended a command. What is no error of ours is a bug: its stack goes to the log, never to the screen. */
export async function showFailure(error: unknown, log: vscode.LogOutputChannel, project: Project | null): Promise<void> {
  if (error instanceof vscode.CancellationError) return;
  if (error instanceof Refusal) {
    if (error.cause instanceof Error) log.warn(error.cause.message);
    return say(error.cause instanceof Error ? "error" : "info", error.message, error.action);
  }
  if (!isTouchstoneError(error)) {
    log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return say(
      "error",
      vscode.l10n.t("Something went wrong inside Touchstone; nothing that was answered is lost."),
      commandAction(vscode.l10n.t("Show Log"), "touchstone.showLog"),
    );
  }
  log.warn(`${error.code}: ${error.message}`);
  const { file, line } = error.place;
  const place = file === undefined ? "" : `${escapeLine(file)}${line === undefined ? "" : `:${String(line)}`}: `;
  const hint = editorHints[error.code]?.() ?? error.hint ?? "";
  return say("error", `${place}${escapeLine(error.message)} ${escapeLine(hint)}`.trim(), nextAction(error, project));
}

/** One message with at most one button. Resolves when it has been answered or dismissed. */
export async function say(kind: "info" | "warning" | "error", message: string, action: NextAction | null): Promise<void> {
  const show = {
    info: vscode.window.showInformationMessage,
    warning: vscode.window.showWarningMessage,
    error: vscode.window.showErrorMessage,
  }[kind];
  const chosen = await show(message, ...(action === null ? [] : [action.label]));
  if (action !== null && chosen === action.label) await action.run();
}

/** The core's hints name flags and variables of the command line; these say the same for the editor. */
const editorHints: Partial<Record<ErrorCode, () => string>> = {
  "provider/key-missing": () => vscode.l10n.t("Set its API key first."),
  "provider/endpoint-missing": () => vscode.l10n.t("Give it one in your user settings."),
  "budget/price-unknown": () => vscode.l10n.t("Give the model config a price, or cap the calls with max_calls in touchstone.yaml."),
  "run/missing": () => vscode.l10n.t("See the Runs view."),
};

function nextAction(error: TouchstoneError, project: Project | null): NextAction {
  switch (error.code) {
    case "provider/key-missing":
      return commandAction(vscode.l10n.t("Set API Key…"), "touchstone.setApiKey");
    case "provider/endpoint-missing":
      return { label: vscode.l10n.t("Open Settings"), run: () => openSetting("endpoints") };
    default:
      return (project === null ? null : openFileAction(error, project)) ?? commandAction(vscode.l10n.t("Show Log"), "touchstone.showLog");
  }
}

function openFileAction({ place: { file, line, column } }: TouchstoneError, project: Project): NextAction | null {
  // A path that is not the project's own (an export's, say) is opened by nobody.
  if (file === undefined || file.startsWith("/") || /^[A-Za-z]:/.test(file)) return null;
  const position = new vscode.Position(Math.max(0, (line ?? 1) - 1), Math.max(0, (column ?? 1) - 1));
  const selection = new vscode.Range(position, position);
  return {
    label: vscode.l10n.t("Open File"),
    run: () => Promise.resolve(vscode.window.showTextDocument(uriIn(project, file), { selection })),
  };
}
