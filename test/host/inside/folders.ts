/** Waits for the folders of a window. */
import * as vscode from "vscode";

import { foldersVariable } from "../../support/vscode/host-report.ts";

/**
 * Resolves when the window has all its folders. VS Code in a browser opens a `.code-workspace` from what it remembers of the file,
 * which is nothing at first, and adds the folders when it has read it: that may be after the tests have been loaded.
 */
export async function whenFoldersAreThere(): Promise<void> {
  const wanted = Number(process.env[foldersVariable]);
  const areThere = () => (vscode.workspace.workspaceFolders ?? []).length === wanted;
  if (areThere()) return;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const listening = vscode.workspace.onDidChangeWorkspaceFolders(() => {
    if (areThere()) resolve(undefined);
  });
  await promise;
  listening.dispose();
}
