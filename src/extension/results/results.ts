// The results panel: one, beside the editor, showing a run as it grows or as it was; it posts whole planes, and nothing while it is hidden.
import * as vscode from "vscode";
import { isRunnable } from "../../core/documents/kinds.ts";
import { viewMessageSchema, viewStateSchema, type ViewHandlers, type ViewMessage } from "../../protocol/messages.ts";
import { viewIds } from "../manifest.ts";
import { pathIn } from "../projects/project.ts";
import { newestRunOf } from "./newest-run.ts";
import { pageFolders, renderPage } from "./panel-page.ts";
import { postPlanes, type Shown } from "./post-planes.ts";
import { createRefresher } from "./refresher.ts";
import { awaitRestoredPanel } from "./restored-panel.ts";
import type { ResultsSubject } from "./subject.ts";
import { createViewActions, type ViewActionPorts } from "./view-actions.ts";

export interface Results extends vscode.Disposable {
  /** Opens the panel beside the editor, which keeps the focus, or turns the open one to another subject. */
  show(subject: ResultsSubject): Promise<void>;
  /** True when the run can be seen on the screen right now. */
  isShowing(runId: string): boolean;
  /** Resolves when a panel that was on the screen before a reload is back; at once when there was none. */
  readonly restored: Promise<void>;
}

export interface ResultsPorts extends ViewActionPorts {
  readonly extension: vscode.Uri;
}

export function createResults(ports: ResultsPorts): Results {
  const { extension, background, projects, log } = ports;
  let shown: Shown | null = null;
  const refresher = createRefresher(
    async () => {
      if (shown !== null) await postPlanes(shown, ports);
    },
    (error) => log.error(error),
  );

  const adopt = async (panel: vscode.WebviewPanel, subject: ResultsSubject): Promise<void> => {
    shown?.panel.dispose();
    const mine: Shown = { panel, subject, variant: null, rows: null, sample: null, isReady: false, isDisposed: false };
    shown = mine;
    panel.webview.options = { enableScripts: true, localResourceRoots: pageFolders(extension) };
    const icon = (theme: "light" | "dark"): vscode.Uri => vscode.Uri.joinPath(extension, "media", "icons", `prompt-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    const handlers = createHandlers(mine, ports, refresher.ask);
    panel.webview.onDidReceiveMessage((message: unknown) => hear(message, handlers, log));
    panel.onDidChangeViewState(() => panel.visible && refresher.ask());
    panel.onDidDispose(() => {
      mine.isDisposed = true;
      if (shown === mine) shown = null;
    });
    const page = await renderPage(extension, panel.webview);
    if (!mine.isDisposed) panel.webview.html = page;
  };
  const turnTo = (subject: ResultsSubject): void => {
    if (shown === null) return;
    if (shown.subject.runId !== subject.runId || shown.subject.project.root !== subject.project.root)
      Object.assign(shown, { variant: null, rows: null, sample: null });
    shown.subject = subject;
    refresher.ask();
  };
  const resolve = async (subject: ResultsSubject): Promise<ResultsSubject> =>
    subject.runId === null ? { ...subject, runId: (await newestRunOf(background, projects, subject))?.runId ?? null } : subject;

  let turns = 0;
  /** Turns to the newest run of what is being edited; the last editor wins, however long the answers take. */
  const follow = async (editor: vscode.TextEditor | undefined): Promise<void> => {
    const current = ++turns;
    const project = editor === undefined ? null : projects.of(editor.document.uri);
    if (editor === undefined || project === null || shown?.panel.visible !== true) return;
    const path = pathIn(project, editor.document.uri);
    if (!isRunnable(path) || (path === shown.subject.path && project.root === shown.subject.project.root)) return;
    const run = await newestRunOf(background, projects, { project, path });
    if (current === turns && run !== null) turnTo({ project, path, runId: run.runId });
  };

  const restored = awaitRestoredPanel();
  const restore = async (panel: vscode.WebviewPanel, state: unknown): Promise<void> => {
    let isClosed = false;
    panel.onDidDispose(() => (isClosed = true));
    const known = viewStateSchema.safeParse(state);
    await projects.ready;
    if (isClosed) return;
    const project = known.success ? projects.at(known.data.subject.root) : null;
    if (!known.success || project === null) return void panel.dispose();
    const { path, run } = known.data.subject;
    await adopt(panel, { project, path, runId: run });
  };

  const listening = vscode.Disposable.from(
    background.onNotice((notice) => notice.runId === shown?.subject.runId && refresher.ask()),
    projects.onDidChange(({ project }) => project.root === shown?.subject.project.root && refresher.ask()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => refresher.ask()),
    vscode.window.onDidChangeActiveTextEditor((editor) => void follow(editor).catch((error: unknown) => log.error(String(error)))),
    vscode.window.registerWebviewPanelSerializer(viewIds.results, {
      deserializeWebviewPanel: (panel, state) => restore(panel, state).finally(restored.settle),
    }),
  );

  return {
    async show(subject) {
      // What was asked for outlasts the answer about an editor.
      turns++;
      const resolved = await resolve(subject);
      if (shown === null) {
        const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
        await adopt(
          vscode.window.createWebviewPanel(viewIds.results, vscode.l10n.t("Results"), place, { enableFindWidget: false }),
          resolved,
        );
      } else {
        shown.panel.reveal(undefined, true);
        turnTo(resolved);
      }
    },
    restored: restored.promise,
    isShowing: (runId) => shown?.panel.visible === true && shown.subject.runId === runId,
    dispose() {
      vscode.Disposable.from(listening, restored).dispose();
      shown?.panel.dispose();
    },
  };
}

/** Model output comes by way of the view, so what it says is checked before anybody hears it. */
function hear(message: unknown, handlers: ViewHandlers, log: vscode.LogOutputChannel): void {
  const parsed = viewMessageSchema.safeParse(message);
  if (!parsed.success) return log.warn("The results panel sent a message that is none of ours; it was not heard.");
  (handlers[parsed.data.kind] as (message: ViewMessage) => void)(parsed.data);
}

function createHandlers(shown: Shown, ports: ResultsPorts, refresh: () => void): ViewHandlers {
  const { One, Beside } = vscode.ViewColumn;
  const actions = createViewActions(ports, {
    subject: () => shown.subject,
    column: () => (shown.panel.viewColumn === One ? Beside : One),
  });
  return {
    ready() {
      shown.isReady = true;
      refresh();
    },
    "variant-select"({ variant }) {
      shown.variant = variant;
      refresh();
    },
    "rows-visible"(message) {
      shown.rows = message;
      refresh();
    },
    "rows-hidden"() {
      shown.rows = null;
    },
    "sample-open"(message) {
      shown.sample = message;
      refresh();
    },
    "sample-close"() {
      shown.sample = null;
    },
    ...actions,
  };
}
