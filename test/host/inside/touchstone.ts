/** The extension under test and what a window shows of it, through the editor's own API. */
import assert from "node:assert/strict";
import * as vscode from "vscode";

interface Contributions {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

/** As the editor has loaded it; asking activates nothing. */
export function touchstone(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension("touchstone.touchstone");
  assert.ok(found, "The extension under test is not there.");
  return found;
}

/** Every command that package.json names, sorted. */
export function manifestCommands(): string[] {
  const { contributes } = touchstone().packageJSON as Contributions;
  return contributes.commands.map(({ command }) => command).sort();
}

/** Resolves when the command has ended, whatever it said meanwhile. */
export async function command(id: `touchstone.${string}`, ...words: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand(id, ...words);
}

/** The first folder of the window. */
export function workspaceFolder(): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, "The window has no folder.");
  return folder.uri.fsPath;
}

/** The tabs of our panels with the columns they are in. */
export function resultsTabs(): { readonly label: string; readonly column: vscode.ViewColumn; readonly tab: vscode.Tab }[] {
  return vscode.window.tabGroups.all.flatMap(({ viewColumn, tabs }) =>
    tabs.filter(isResults).map((tab) => ({ label: tab.label, column: viewColumn, tab })),
  );
}

/** Throws away what was typed and closes every editor and panel. */
export async function closeEverything(): Promise<void> {
  while (vscode.window.activeTextEditor?.document.isDirty === true) {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  }
  await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs));
}

function isResults({ input }: vscode.Tab): boolean {
  // The editor puts a word of its own in front of a panel's type.
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith("touchstone.results");
}
