// What a command is about: a document or a run of a project, whichever of tree, editor and palette it was called from.
import * as vscode from "vscode";
import { pathIn, type Project } from "./project.ts";
import type { Projects } from "./projects.ts";

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

/** The projects in which a command looks for what it needs: the subject's own, or all. */
export async function projectsMeant(subject: Subject | null, projects: Projects): Promise<readonly Project[]> {
  await projects.ready;
  return subject === null ? projects.list() : [subject.project];
}

export function hasSubject(value: unknown): value is HasSubject {
  return typeof value === "object" && value !== null && "subject" in value;
}
