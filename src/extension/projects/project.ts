// One project of the window, and the way between its files' paths and their addresses.
import * as vscode from "vscode";

export interface Project {
  /** Absolute path of its folder. */
  readonly root: string;
  readonly name: string;
  readonly uri: vscode.Uri;
}

/** The project-relative POSIX path of a file. */
export function pathIn(project: Project, uri: vscode.Uri): string {
  return uri.path.slice(folderOf(project).length);
}

export function uriIn(project: Project, path: string): vscode.Uri {
  return vscode.Uri.joinPath(project.uri, ...path.split("/"));
}

/** True for what lies in the project's folder, in a project inside it too. */
export function isIn(project: Project, uri: vscode.Uri): boolean {
  return uri.path.startsWith(folderOf(project));
}

/** The path of the project's address, with a slash at its end. */
function folderOf({ uri }: Project): string {
  return uri.path.endsWith("/") ? uri.path : `${uri.path}/`;
}
