// The projects of the window, found as the command line finds them, and what changes in them; only files on a disk count.
import { existsSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import * as vscode from "vscode";
import { findProject } from "../node/find-project.ts";
import type { ProjectPlace } from "./background/contract.ts";
import { createChangeCollector, type ProjectChange } from "./collect-changes.ts";
import { isDocument, isProjectFile, isSkipped, nameOf, runOf, skippedFolders, suffixes } from "./file-locations.ts";
import { contextKeys } from "./manifest.ts";

export interface Project {
  /** Absolute path of its folder. */
  readonly root: string;
  readonly name: string;
  readonly uri: vscode.Uri;
}

export interface Projects extends vscode.Disposable {
  /** At least one for each folder of the window, in the order of their paths; those in subfolders are found a moment after the start. */
  list(): readonly Project[];
  /** Resolves when the folders have been searched. */
  readonly ready: Promise<void>;
  /** The project of a file, also of one outside the window's folders; null when it is not on a disk. */
  of(uri: vscode.Uri): Project | null;
  /** The project with the texts of its open and unsaved files. */
  place(project: Project): ProjectPlace;
  /** Collected over a moment. `uri` is a file, the folder of a run, or null when several files have changed. */
  readonly onDidChange: vscode.Event<ProjectChange>;
  readonly onDidChangeList: vscode.Event<void>;
}

const documentGlob = `**/{${suffixes.project},*{${Object.values(suffixes)
  .filter((suffix) => suffix.startsWith("."))
  .join(",")}}}`;
const skippedGlob = `**/{${skippedFolders.join(",")}}/**`;
const searchAfterMs = 300;

export function createProjects(): Projects {
  const listChanged = new vscode.EventEmitter<void>();
  const collector = createChangeCollector();
  const finder = createFinder();
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
  const watching = watch({
    onAppear(uri) {
      if (isDocument(uri.path) && !isSkipped(uri.path)) searchSoon();
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

interface Finder {
  of(uri: vscode.Uri): Project | null;
  /** The project of each folder of the window. */
  ofFolders(): Project[];
  /** Looks again for what makes a folder a project. */
  forget(): void;
}

function createFinder(): Finder {
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
    ofFolders: () => diskFolders().map(({ fsPath }) => named(findProject(fsPath, true, fsPath))),
    forget: () => roots.clear(),
  };
}

function diskFolders(): vscode.Uri[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri).filter(({ scheme }) => scheme === "file");
}

/** The projects that hold documents, and those of folders in which there is none; each once, in the order of their paths. */
function withFolders(found: readonly Project[], ofFolders: readonly Project[]): Project[] {
  const empty = ofFolders.filter(({ root }) => !found.some((project) => project.root === root || project.root.startsWith(`${root}${sep}`)));
  return [...new Set([...found, ...empty])].sort((a, b) => (a.root < b.root ? -1 : 1));
}

interface FileEvents {
  /** A file has come or gone. */
  onAppear(uri: vscode.Uri): void;
  /** A text has changed, on the disk or in an editor. */
  onChange(uri: vscode.Uri): void;
}

/** Listens to the folders of the window, and to open documents wherever they lie. */
function watch({ onAppear, onChange }: FileEvents): vscode.Disposable {
  // A folder that goes takes its files with it without a word, so that names without an ending count too.
  const appear = vscode.workspace.createFileSystemWatcher("**/*", false, true, false);
  const isOurs = (uri: vscode.Uri): boolean => isProjectFile(uri.path) || !nameOf(uri.path).includes(".");
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

function unsavedTexts(project: Project): Record<string, string> {
  const folder = `${project.uri.path.replace(/\/$/, "")}/`;
  const documents = vscode.workspace.textDocuments.filter(
    ({ uri, isDirty }) => isDirty && uri.scheme === "file" && uri.path.startsWith(folder) && isProjectFile(uri.path),
  );
  return Object.fromEntries(documents.map((document) => [document.uri.path.slice(folder.length), document.getText()]));
}
