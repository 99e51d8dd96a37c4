// When what is checked: the document that is typed in after a pause, its project when files have changed; only the newest answer counts.
import * as vscode from "vscode";
import type { Diagnostic } from "../../core/domain/diagnostic.ts";
import type { Background } from "../background/threads.ts";
import { isProjectFile, isSkipped, runOf } from "../projects/file-locations.ts";
import { pathIn, uriIn, type Project } from "../projects/project.ts";
import type { Projects } from "../projects/projects.ts";
import type { ShownFindings } from "./findings.ts";

const pauseMs = 150;

interface Checker {
  checkDocument(document: vscode.TextDocument): Promise<void>;
  /** Waits for a check of the same project that is under way, then looks at what has changed since. */
  checkProject(project: Project): void;
}

export interface DiagnosticsSources {
  readonly projects: Projects;
  readonly background: Background;
  readonly log: vscode.LogOutputChannel;
}

export function watchDiagnostics(sources: DiagnosticsSources, shown: ShownFindings): vscode.Disposable {
  const { projects } = sources;
  const checker = createChecker(sources, shown);
  const pauses = new Map<string, NodeJS.Timeout>();
  const forget = (uri: vscode.Uri): void => {
    clearTimeout(pauses.get(uri.toString()));
    pauses.delete(uri.toString());
  };
  let checked = new Set<Project>();
  const checkNew = (): void => {
    const now = new Set(projects.list());
    const isGone = (project: Project): boolean => !now.has(project);
    const gone = [...checked].filter(isGone);
    shown.clear((uri) => gone.some((project) => isIn(project, uri)) && ![...now].some((project) => projects.of(uri) === project));
    for (const project of now) if (!checked.has(project)) checker.checkProject(project);
    checked = now;
  };
  void projects.ready.then(checkNew);
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      const { uri } = document;
      if (uri.scheme !== "file" || !isProjectFile(uri.path) || isSkipped(uri.path)) return;
      forget(uri);
      const check = (): void => {
        forget(uri);
        void checker.checkDocument(document);
      };
      pauses.set(uri.toString(), setTimeout(check, pauseMs));
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => forget(uri)),
    projects.onDidChange(({ project, uri }) => {
      if (uri !== null && (runOf(uri.path) !== null || isTypedIn(uri))) return;
      checker.checkProject(project);
    }),
    projects.onDidChangeList(checkNew),
    new vscode.Disposable(() => pauses.forEach((timer) => clearTimeout(timer))),
  );
}

function createChecker({ projects, background, log }: DiagnosticsSources, shown: ShownFindings): Checker {
  const running = new Set<Project>();
  const waiting = new Set<Project>();
  const ask = (project: Project, paths: readonly string[] | null): Promise<readonly Diagnostic[] | null> =>
    background.ask("project/check", { project: projects.place(project), paths }).catch((error: unknown) => {
      // Why a project cannot be read is said by the tree, which asks the same thread; what is underlined stays until there is an answer.
      log.warn(`The files of ${project.root} could not be checked: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    });

  const checkWhole = async (project: Project): Promise<void> => {
    const before = openVersions(project);
    const found = await ask(project, null);
    if (found === null) return;
    const now = openVersions(project);
    // What was typed meanwhile gets an answer of its own.
    const isOutdated = (uri: vscode.Uri): boolean => {
      const version = now.get(uri.toString());
      return version !== undefined && (before.has(uri.toString()) ? before.get(uri.toString()) !== version : isTypedIn(uri));
    };
    const byFile = new Map<string, Diagnostic[]>();
    for (const diagnostic of found) byFile.set(diagnostic.file, [...(byFile.get(diagnostic.file) ?? []), diagnostic]);
    shown.clear((uri) => projects.of(uri) === project && !isOutdated(uri) && !byFile.has(pathIn(project, uri)));
    for (const [file, findings] of byFile) {
      const uri = uriIn(project, file);
      // The files of a project inside this one are its own.
      if (projects.of(uri) === project && !isOutdated(uri)) shown.show(uri, findings, now.get(uri.toString()) ?? null);
    }
  };

  const checkProject = (project: Project): void => {
    if (running.has(project)) {
      waiting.add(project);
      return;
    }
    running.add(project);
    void checkWhole(project).finally(() => {
      running.delete(project);
      if (waiting.delete(project)) checkProject(project);
    });
  };

  return {
    checkProject,
    async checkDocument(document) {
      const { uri, version } = document;
      const project = projects.of(uri);
      if (project === null || document.isClosed) return;
      const found = await ask(project, [pathIn(project, uri)]);
      if (found !== null && !document.isClosed && document.version === version) shown.show(uri, found, version);
    },
  };
}

/** The versions of a project's open texts. */
function openVersions(project: Project): ReadonlyMap<string, number> {
  const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === "file" && isIn(project, uri));
  return new Map(open.map(({ uri, version }) => [uri.toString(), version]));
}

function isIn(project: Project, uri: vscode.Uri): boolean {
  return uri.path.startsWith(`${project.uri.path.replace(/\/$/, "")}/`);
}

/** True for a file whose text in an editor is not saved: what is typed is checked by itself, and the project when it is saved. */
function isTypedIn(uri: vscode.Uri): boolean {
  return vscode.workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === uri.toString());
}
