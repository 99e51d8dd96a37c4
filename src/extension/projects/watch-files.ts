// What happens to the files of the window's folders on the disk, and to open documents wherever they lie.
import * as vscode from "vscode";
import { fileName } from "../../core/documents/kinds.ts";
import { isProjectFile } from "./file-locations.ts";

export interface FileEvents {
  /** A file has come or gone. */
  onAppear(uri: vscode.Uri): void;
  /** A text has changed, on the disk or in an editor. */
  onChange(uri: vscode.Uri): void;
}

export function watchFiles({ onAppear, onChange }: FileEvents): vscode.Disposable {
  // A folder that goes takes its files with it without a word, so that names without an ending count too.
  const appear = vscode.workspace.createFileSystemWatcher("**/*", false, true, false);
  const isOurs = (uri: vscode.Uri): boolean => isProjectFile(uri.path) || !fileName(uri.path).includes(".");
  const whenOurs = (uri: vscode.Uri): void => void (isOurs(uri) && onAppear(uri));
  const change = vscode.workspace.createFileSystemWatcher("**/*.{yaml,prompt,csv,tsv,jsonl,json}", true, false, true);
  const whenDocument = ({ uri }: vscode.TextDocument): void => void (isProjectFile(uri.path) && onChange(uri));
  return vscode.Disposable.from(
    appear,
    appear.onDidCreate(whenOurs),
    appear.onDidDelete(whenOurs),
    change,
    change.onDidChange(onChange),
    vscode.workspace.onDidChangeTextDocument(({ document }) => whenDocument(document)),
    // An unsaved text that is closed no longer counts.
    vscode.workspace.onDidCloseTextDocument(whenDocument),
  );
}
