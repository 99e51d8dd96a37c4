// Workspace Trust: in a folder that is not trusted nothing calls out and no process is started, whatever command is invoked.
import * as vscode from "vscode";
import { say } from "./failures.ts";

/** False, and a message with the way out, where the folder is not trusted. */
export function isTrustedElseSay(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void say(
    "warning",
    vscode.l10n.t("This folder is not trusted, so Touchstone sends nothing. Stored runs can be read, files edited and checked."),
    {
      label: vscode.l10n.t("Manage Workspace Trust"),
      run: manageTrust,
    },
  );
  return false;
}

export async function manageTrust(): Promise<void> {
  await vscode.commands.executeCommand("workbench.trust.manage");
}
