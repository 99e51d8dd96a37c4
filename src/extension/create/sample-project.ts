// Create Sample Project: the example that runs offline, as a folder of its own that nothing in it replaces.
import { cp, mkdir, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import * as vscode from "vscode";
import { throwUnwritable } from "../edge/unwritable.ts";

const exampleName = "support-replies";
const firstFile = "experiments/tone.experiment.yaml";

/** `example` is the folder that is copied. */
export async function createSampleProject(example: vscode.Uri): Promise<void> {
  const target = await chooseTarget();
  if (target === null) return;
  try {
    await copyInto(example.fsPath, target.fsPath);
  } catch (error) {
    throwUnwritable(error, (code) => vscode.l10n.t("{0} cannot be written ({1}).", target.fsPath, code));
  }
  if (vscode.workspace.getWorkspaceFolder(target) === undefined) {
    await vscode.commands.executeCommand("vscode.openFolder", target, {
      forceNewWindow: (vscode.workspace.workspaceFolders ?? []).length > 0,
    });
    return;
  }
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(target, ...firstFile.split("/")));
  await vscode.window.showTextDocument(document);
}

/** Copies what is in a folder; a file that is there already is an error. */
async function copyInto(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) await cp(join(from, name), join(to, name), { recursive: true, force: false, errorOnExist: true });
}

/** A folder that is empty or not there yet; null when nothing was chosen. */
async function chooseTarget(): Promise<vscode.Uri | null> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  const inside = await Promise.all(
    folders.map(async ({ uri, name }) => {
      const target = await freeFolder(uri);
      const isItself = target.toString() === uri.toString();
      const label = isItself ? vscode.l10n.t("In this folder") : vscode.l10n.t("In a new subfolder");
      return {
        label,
        description: isItself ? name : `${name}/${basename(target.fsPath)}`,
        iconPath: new vscode.ThemeIcon("folder"),
        target,
      };
    }),
  );
  if (inside.length === 0) return pickFolder();
  const elsewhere = { label: vscode.l10n.t("In another folder…"), iconPath: new vscode.ThemeIcon("folder-opened"), target: null };
  const picked = await vscode.window.showQuickPick([...inside, elsewhere], {
    title: vscode.l10n.t("Create Sample Project"),
    placeHolder: vscode.l10n.t("Where?"),
  });
  return picked === undefined ? null : (picked.target ?? pickFolder());
}

async function pickFolder(): Promise<vscode.Uri | null> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t("Folder for the Sample Project"),
      openLabel: vscode.l10n.t("Create Here"),
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
    })) ?? [];
  return folder === undefined ? null : freeFolder(folder);
}

/** The folder itself when it holds nothing but hidden files, else a new one in it. */
async function freeFolder(folder: vscode.Uri): Promise<vscode.Uri> {
  const names = await readdir(folder.fsPath).catch(() => []);
  if (names.every((name) => name.startsWith("."))) return folder;
  const taken = new Set(names);
  for (let number = 1; ; number++) {
    const name = number === 1 ? exampleName : `${exampleName}-${number}`;
    if (!taken.has(name)) return vscode.Uri.file(join(folder.fsPath, name));
  }
}
