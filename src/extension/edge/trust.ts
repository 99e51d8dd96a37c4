// Workspace Trust: where the folder is not trusted nothing calls out and no process is started, whatever command is invoked. The
// editor's word holds for the folders of the window only, so a project that lies outside them is as good as not trusted.
import { sep } from "node:path";
import * as vscode from "vscode";
import type { Project } from "../projects/project.ts";
import { Refusal } from "./messages.ts";

/** Throws a refusal with the way out unless the project may be run. */
export function requireTrust({ root, name, uri }: Project): void {
  if (!vscode.workspace.isTrusted) {
    const message = vscode.l10n.t(
      "This folder is not trusted, so Touchstone sends nothing. Stored runs can be read, files edited and checked.",
    );
    throw new Refusal(message, { label: vscode.l10n.t("Manage Workspace Trust"), run: manageTrust }, { severity: "warning" });
  }
  if (isInWindow(root)) return;
  throw new Refusal(
    vscode.l10n.t("Open {0} as a folder to run it.", name),
    {
      label: vscode.l10n.t("Open Folder"),
      run: () => Promise.resolve(vscode.commands.executeCommand("vscode.openFolder", uri, { forceNewWindow: true })),
    },
    { severity: "warning" },
  );
}

/** True when the project may be run. */
export function isTrusted({ root }: Project): boolean {
  return vscode.workspace.isTrusted && isInWindow(root);
}

export async function manageTrust(): Promise<void> {
  await vscode.commands.executeCommand("workbench.trust.manage");
}

function isInWindow(root: string): boolean {
  return (vscode.workspace.workspaceFolders ?? []).some(({ uri: { scheme, fsPath } }) => {
    const folder = fsPath.endsWith(sep) ? fsPath : `${fsPath}${sep}`;
    return scheme === "file" && (root === fsPath || root.startsWith(folder));
  });
}
