// The projects of the window, found as the command line finds them, and what changes in them; only files on a disk count.
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { kindOf, suffixes } from "../../core/documents/kinds.ts";
import type { ProjectPlace } from "../background/contract.ts";
import { contextKeys } from "../manifest.ts";
import { createChangeCollector, type ProjectChange } from "./collect-changes.ts";
import { documentGlob, isProjectFile, isSkipped, runOf, skippedGlob } from "./file-locations.ts";
import { createProjectFinder, withFolders } from "./find-projects.ts";
import { isIn, pathIn, type Project } from "./project.ts";
import { watchFiles } from "./watch-files.ts";

export interface Projects extends vscode.Disposable {
  /** At least one for each folder of the window, in the order of their paths; those in subfolders are found a moment after the start. */
  list(): readonly Project[];
  /** Resolves when the folders have been searched. */
  readonly ready: Promise<void>;
  /** The project of a file, also of one outside the window's folders; null when it is not on a disk. */
  of(uri: vscode.Uri): Project | null;
  /** The project whose folder this is; null for one that this window has not come across. */
  at(root: string): Project | null;
  /** The project with the texts of its open and unsaved files. */
  place(project: Project): ProjectPlace;
  /** Collected over a moment. `uri` is a file, the folder of a run, or null when several files have changed. */
  readonly onDidChange: vscode.Event<ProjectChange>;
  readonly onDidChangeList: vscode.Event<void>;
}

const searchAfterMs = 300;

export function createProjects(): Projects {
  const listChanged = new vscode.EventEmitter<void>();
  const collector = createChangeCollector();
  const finder = createProjectFinder();
  let projects = finder.ofFolders();
  let searches = 0;
  let timer: NodeJS.Timeout | undefined;

  const search = async (): Promise<void> => {
    const current = ++searches;
    finder.forget();
    const files = await vscode.workspace.findFiles(documentGlob, skippedGlob);
    if (current !== searches) return;
    const found = withFolders(
      files.flatMap((file) => finder.of(file) ?? []),
      finder.ofFolders(),
    );
    const isSame = found.length === projects.length && found.every((project, index) => project === projects[index]);
    projects = found;
    const hasProject = files.length > 0 || found.some(({ root }) => existsSync(join(root, suffixes.project)));
    void vscode.commands.executeCommand("setContext", contextKeys.hasProject, hasProject);
    if (!isSame) listChanged.fire();
  };
  const searchSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(), searchAfterMs);
  };
  const report = (uri: vscode.Uri): void => {
    const run = runOf(uri.path);
    const project = run === null && isSkipped(uri.path) ? null : finder.of(uri);
    if (project === null) return;
    if (run !== null) collector.addRun(project, uri.with({ path: run.folder }));
    else collector.addFile(project, isProjectFile(uri.path) ? uri : null);
  };
  const watching = watchFiles({
    onAppear(uri) {
      if (kindOf(uri.path) !== null && !isSkipped(uri.path)) searchSoon();
      report(uri);
    },
    onChange: report,
  });
  const folders = vscode.workspace.onDidChangeWorkspaceFolders(searchSoon);
  const ready = search();
  return {
    list: () => projects,
    ready,
    of: (uri) => finder.of(uri),
    at: (root) => finder.at(root),
    place: (project) => ({ root: project.root, unsaved: unsavedTexts(project) }),
    onDidChange: collector.onDidChange,
    onDidChangeList: listChanged.event,
    dispose() {
      searches++;
      clearTimeout(timer);
      vscode.Disposable.from(watching, folders, collector, listChanged).dispose();
    },
  };
}

function unsavedTexts(project: Project): Record<string, string> {
  const documents = vscode.workspace.textDocuments.filter(
    ({ uri, isDirty }) => isDirty && uri.scheme === "file" && isIn(project, uri) && isProjectFile(uri.path),
  );
  return Object.fromEntries(documents.map((document) => [pathIn(project, document.uri), document.getText()]));
}
