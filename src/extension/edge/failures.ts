// Bad news to a person: one message that says what happened and what to do, with one button that does it; the log keeps the rest.
import * as vscode from "vscode";
import { isTouchstoneError, type ErrorCode, type ErrorPlace } from "../../core/base/errors.ts";
import { uriIn, type Project } from "../projects/project.ts";
import { openSetting } from "../settings.ts";
import { commandAction, Refusal, say, type NextAction } from "./messages.ts";

/** What a TouchstoneError says, also of one that has crossed between threads; without a code it is a bug. */
export interface Failure {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly hint: string | null;
  readonly place: ErrorPlace;
}

/** Shows an error that ended a command. What is no error of ours is a bug: its stack goes to the log, never to the screen. */
export async function showFailure(error: unknown, log: vscode.LogOutputChannel, project: Project | null): Promise<void> {
  if (error instanceof vscode.CancellationError) return;
  logFailure(error, log);
  if (error instanceof Refusal) return say(error.severity, error.message, error.action);
  const failure = failureOf(error);
  return say("error", failureText(failure), failureAction(failure, project));
}

/** What is known of anything that was thrown, in words that may be shown. */
export function failureOf(error: unknown): Failure {
  if (!isTouchstoneError(error)) return { code: null, message: bugText(), hint: null, place: {} };
  const { code, message, hint, place } = error;
  return { code, message, hint, place };
}

/** In one line: where, what happened, what to do. */
export function failureText(failure: Failure): string {
  const { message, hint } = failureWords(failure);
  return hint === null ? message : vscode.l10n.t({ message: "{0} {1}", args: [message, hint], comment: ["Two sentences"] });
}

/** What happened and where, and what to do about it in the editor. */
export function failureWords({ code, message, hint, place: { file, line } }: Failure): {
  readonly message: string;
  readonly hint: string | null;
} {
  const place = file === undefined ? "" : `${file}${line === undefined ? "" : `:${String(line)}`}: `;
  return { message: `${place}${message}`, hint: (code === null ? undefined : editorHints[code]?.()) ?? hint };
}

function failureAction(failure: Failure, project: Project | null): NextAction {
  switch (failure.code) {
    case "provider/key-missing":
    case "provider/auth":
      return commandAction(vscode.l10n.t("Set API Key…"), "touchstone.setApiKey");
    case "provider/endpoint-missing":
      return { label: vscode.l10n.t("Open Settings"), run: () => openSetting("endpoints") };
    default:
      return (project === null ? null : openFileAction(failure, project)) ?? showLogAction();
  }
}

export function showLogAction(): NextAction {
  return commandAction(vscode.l10n.t("Show Log"), "touchstone.showLog");
}

function bugText(): string {
  return vscode.l10n.t("Something went wrong inside Touchstone; nothing that was answered is lost.");
}

function logFailure(error: unknown, log: vscode.LogOutputChannel): void {
  if (error instanceof Refusal) {
    if (error.cause instanceof Error) log.warn(error.cause.message);
  } else if (isTouchstoneError(error)) log.warn(`${error.code}: ${error.message}`);
  else log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** The core's hints name flags and variables of the command line; these say the same for the editor. */
const editorHints: Partial<Record<ErrorCode, () => string>> = {
  "provider/key-missing": () => vscode.l10n.t("Set its API key first."),
  "provider/endpoint-missing": () => vscode.l10n.t("Give it one in your user settings."),
  "budget/price-unknown": () => vscode.l10n.t("Give the model config a price, or cap the calls with max_calls in touchstone.yaml."),
  "run/missing": () => vscode.l10n.t("See the Runs view."),
  "store/unwritable": () => vscode.l10n.t("Free disk space or mend the folder's permissions, then resume the run or try again."),
};

function openFileAction({ place: { file, line, column } }: Failure, project: Project): NextAction | null {
  // A path that is not the project's own (an export's, say) is opened by nobody.
  if (file === undefined || file.startsWith("/") || /^[A-Za-z]:/.test(file)) return null;
  const position = new vscode.Position(Math.max(0, (line ?? 1) - 1), Math.max(0, (column ?? 1) - 1));
  const selection = new vscode.Range(position, position);
  return {
    label: vscode.l10n.t("Open File"),
    run: () => Promise.resolve(vscode.window.showTextDocument(uriIn(project, file), { selection })),
  };
}
