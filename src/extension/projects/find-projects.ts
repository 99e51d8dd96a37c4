// Which project a file belongs to, found as the command line finds it; a project is the same object as long as the window lives.
import { basename, dirname, sep } from "node:path";
import * as vscode from "vscode";
import { findProject } from "../../node/find-project.ts";
import type { Project } from "./project.ts";

export interface ProjectFinder {
  /** The project of a file; null when it is not on a disk. */
  of(uri: vscode.Uri): Project | null;
  /** The project whose folder this is, if it was ever found. */
  at(root: string): Project | null;
  /** The project of each folder of the window. */
  ofFolders(): Project[];
  /** Looks again for what makes a folder a project. */
  forget(): void;
}

export function createProjectFinder(): ProjectFinder {
  const byRoot = new Map<string, Project>();
  const roots = new Map<string, string>();
  const named = (root: string): Project => {
    const known = byRoot.get(root);
    if (known !== undefined) return known;
    const project = { root, name: basename(root) || root, uri: vscode.Uri.file(root) };
    byRoot.set(root, project);
    return project;
  };
  return {
    of(uri) {
      if (uri.scheme !== "file") return null;
      const folder = dirname(uri.fsPath);
      const current = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? folder;
      const root = roots.get(folder) ?? findProject(uri.fsPath, false, current);
      roots.set(folder, root);
      return named(root);
    },
    at: (root) => byRoot.get(root) ?? null,
    ofFolders: () => diskFolders().map(({ fsPath }) => named(findProject(fsPath, true, fsPath))),
    forget: () => roots.clear(),
  };
}

/** The projects that hold documents, and those of folders in which there is none; each once, in the order of their paths. */
export function withFolders(found: readonly Project[], ofFolders: readonly Project[]): Project[] {
  const empty = ofFolders.filter(({ root }) => !found.some((project) => project.root === root || project.root.startsWith(`${root}${sep}`)));
  return [...new Set([...found, ...empty])].sort((a, b) => (a.root < b.root ? -1 : 1));
}

function diskFolders(): vscode.Uri[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri).filter(({ scheme }) => scheme === "file");
}
