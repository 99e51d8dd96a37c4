// Turns a storm of file events into a few: those of documents wait for a pause, those of runs, which never pause, for a second.
import * as vscode from "vscode";
import type { Project } from "./project.ts";

export interface ProjectChange {
  readonly project: Project;
  /** A file, the folder of a run, or null when several files have changed. */
  readonly uri: vscode.Uri | null;
}

export interface ChangeCollector extends vscode.Disposable {
  addFile(project: Project, uri: vscode.Uri | null): void;
  addRun(project: Project, folder: vscode.Uri): void;
  readonly onDidChange: vscode.Event<ProjectChange>;
}

const pauseMs = 150;
const runMs = 1000;

export function createChangeCollector(): ChangeCollector {
  const changed = new vscode.EventEmitter<ProjectChange>();
  const waiting = new Map<string, { readonly uri: vscode.Uri | null; readonly timer: NodeJS.Timeout }>();
  const wait = (key: string, change: ProjectChange, milliseconds: number): void => {
    const fire = (): void => {
      waiting.delete(key);
      changed.fire(change);
    };
    waiting.set(key, { uri: change.uri, timer: setTimeout(fire, milliseconds) });
  };
  return {
    onDidChange: changed.event,
    addFile(project, uri) {
      const earlier = waiting.get(project.root);
      clearTimeout(earlier?.timer);
      const isSame = earlier === undefined || earlier.uri?.path === uri?.path;
      wait(project.root, { project, uri: isSame ? uri : null }, pauseMs);
    },
    addRun(project, folder) {
      const key = folder.toString();
      if (!waiting.has(key)) wait(key, { project, uri: folder }, runMs);
    },
    dispose() {
      for (const { timer } of waiting.values()) clearTimeout(timer);
      waiting.clear();
      changed.dispose();
    },
  };
}
