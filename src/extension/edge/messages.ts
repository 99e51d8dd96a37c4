// What is said to a person: one message with at most one button, and what the button does.
import * as vscode from "vscode";
import { escapeLine } from "../../core/report/escape.ts";
import type { CommandId } from "../manifest.ts";

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

export interface RefusalOptions {
  readonly severity?: Severity;
  /** What went wrong, for the log. */
  readonly cause?: unknown;
}

export type Severity = "info" | "warning" | "error";

/** Thrown to end a command that cannot do its work: no error of the program, but a message with the way out. */
export class Refusal extends Error {
  readonly action: NextAction | null;
  readonly severity: Severity;

  constructor(message: string, action: NextAction | null, { severity = "info", cause }: RefusalOptions = {}) {
    super(message, { cause });
    this.name = "Refusal";
    this.action = action;
    this.severity = severity;
  }
}

/** Names of files and answers of servers come into it, so control characters are spelled out. Resolves when it is answered or dismissed. */
export async function say(severity: Severity, message: string, action: NextAction | null): Promise<void> {
  const show = {
    info: vscode.window.showInformationMessage,
    warning: vscode.window.showWarningMessage,
    error: vscode.window.showErrorMessage,
  }[severity];
  const chosen = await show(escapeLine(message), ...(action === null ? [] : [action.label]));
  if (action !== null && chosen === action.label) await action.run();
}
