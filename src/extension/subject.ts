// What a command is about: a document or a run of a project, whichever of tree, editor and palette it was called from.
import * as vscode from "vscode";
import type { Project, Projects } from "./projects.ts";

export interface Subject {
  readonly project: Project;
  /** Project-relative; empty when only the project or a run is meant. */
  readonly path: string;
  readonly variant: string | null;
  readonly runId: string | null;
}

/** What the elements of the trees carry. */
export interface HasSubject {
  readonly subject: Pick<Subject, "project"> & Partial<Subject>;
}

/** From a tree element, a resource of the explorer or the editor title, or else the active editor; null when none is in a project. */
export function subjectOf(argument: unknown, projects: Projects): Subject | null {
  if (hasSubject(argument)) return { path: "", variant: null, runId: null, ...argument.subject };
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  const project = uri === undefined ? null : projects.of(uri);
  return uri === undefined || project === null ? null : { project, path: pathIn(project, uri), variant: null, runId: null };
}

/** The project-relative POSIX path of a file. */
export function pathIn(project: Project, uri: vscode.Uri): string {
  return uri.path.slice(project.uri.path.replace(/\/$/, "").length + 1);
}

export function uriIn(project: Project, path: string): vscode.Uri {
  return vscode.Uri.joinPath(project.uri, ...path.split("/"));
}

function hasSubject(value: unknown): value is HasSubject {
  return typeof value === "object" && value !== null && "subject" in value;
}
