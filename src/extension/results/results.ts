// The results panel: one, beside the editor, showing a run as it grows or as it was; it posts whole planes, and nothing while it is hidden.
import * as vscode from "vscode";
import {
  mostMessageBytes,
  viewMessageSchema,
  viewStateSchema,
  type HostMessage,
  type ViewHandlers,
  type ViewMessage,
} from "../../protocol/messages.ts";
import type { Background } from "../background/threads.ts";
import { viewIds } from "../manifest.ts";
import type { Project, Projects } from "../projects.ts";
import { pathIn } from "../subject.ts";
import { newestRunOf } from "./newest-run.ts";
import { pageFolders, renderPage } from "./panel-page.ts";
import { awaitRestoredPanel } from "./restored-panel.ts";
import { summaryWithoutRun } from "./states.ts";
import { createViewActions, type ViewActionPorts } from "./view-actions.ts";
import { createRefresher } from "./refresher.ts";

export interface ResultsSubject {
  readonly project: Project;
  /** The experiment or template; empty when only the run is known. */
  readonly path: string;
  /** Null for the newest run of `path`, or the plan when there is none. */
  readonly runId: string | null;
}

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
  readonly background: Background;
  readonly projects: Projects;
}

/** What the panel shows and what the view has asked for; the answer is posted now and whenever it changes. */
interface Shown {
  readonly panel: vscode.WebviewPanel;
  subject: ResultsSubject;
  variant: string | null;
  rows: Extract<ViewMessage, { kind: "rows-visible" }> | null;
  sample: Extract<ViewMessage, { kind: "sample-open" }> | null;
  isReady: boolean;
}

export function createResults(ports: ResultsPorts): Results {
  const { extension, background, projects, log } = ports;
  let shown: Shown | null = null;
  const refresher = createRefresher(
    async () => {
      if (shown !== null) await postAll(shown, ports);
    },
    (error) => log.error(error),
  );

  const adopt = async (panel: vscode.WebviewPanel, subject: ResultsSubject): Promise<void> => {
    shown?.panel.dispose();
    const mine: Shown = { panel, subject, variant: null, rows: null, sample: null, isReady: false };
    shown = mine;
    panel.webview.options = { enableScripts: true, localResourceRoots: pageFolders(extension) };
    const icon = (theme: "light" | "dark"): vscode.Uri => vscode.Uri.joinPath(extension, "media", "icons", `prompt-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    const handlers = createHandlers(mine, ports, refresher.ask);
    panel.webview.onDidReceiveMessage((message: unknown) => hear(message, handlers, log));
    panel.onDidChangeViewState(() => panel.visible && refresher.ask());
    panel.onDidDispose(() => {
      if (shown === mine) shown = null;
    });
    panel.webview.html = await renderPage(extension, panel.webview);
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

  const follow = async (editor: vscode.TextEditor | undefined): Promise<void> => {
    const project = editor === undefined ? null : projects.of(editor.document.uri);
    if (editor === undefined || project === null || shown?.panel.visible !== true) return;
    const path = pathIn(project, editor.document.uri);
    if (!/\.(prompt|experiment\.yaml)$/.test(path) || path === shown.subject.path) return;
    const run = await newestRunOf(background, projects, { project, path });
    if (run !== null) turnTo({ project, path, runId: run.runId });
  };

  const restored = awaitRestoredPanel();

  const listening = vscode.Disposable.from(
    background.onNotice((notice) => notice.runId === shown?.subject.runId && refresher.ask()),
    projects.onDidChange(({ project }) => project.root === shown?.subject.project.root && refresher.ask()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => refresher.ask()),
    vscode.window.onDidChangeActiveTextEditor((editor) => void follow(editor).catch((error: unknown) => log.error(String(error)))),
    vscode.window.registerWebviewPanelSerializer(viewIds.results, {
      async deserializeWebviewPanel(panel, state) {
        const known = viewStateSchema.safeParse(state);
        await projects.ready;
        const project = projects.list().find(({ root }) => root === known.data?.subject.root);
        if (!known.success || project === undefined) {
          panel.dispose();
          return;
        }
        const { path, run } = known.data.subject;
        await adopt(panel, { project, path, runId: run });
      },
    }),
  );

  return {
    async show(subject) {
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
      listening.dispose();
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

/** Posts what is on the screen: the summary, and the rows and the sample that the view has asked for. */
async function postAll(shown: Shown, { background, projects }: ResultsPorts): Promise<void> {
  const { panel, subject, variant, rows, sample, isReady } = shown;
  const isCurrent = (): boolean => isReady && panel.visible && shown.subject === subject;
  const post = (message: HostMessage): void => {
    if (!isCurrent()) return;
    if (JSON.stringify(message).length > mostMessageBytes) throw new Error(`A ${message.kind} message is too long to be posted.`);
    void panel.webview.postMessage(message);
  };
  if (!isCurrent()) return;
  const run = { project: projects.place(subject.project), runId: subject.runId ?? "" };
  try {
    const summary =
      subject.runId === null
        ? await summaryWithoutRun(subject, { background, projects })
        : await background.ask("results/summary", { ...run, variant });
    if (!isCurrent()) return;
    panel.title = vscode.l10n.t("Results: {0}", summary.title);
    post({ kind: "summary", summary });
    if (subject.runId === null) return;
    if (rows !== null)
      post({ kind: "rows", rows: await background.ask("results/rows", { ...run, query: rows.query, from: rows.from, to: rows.to }) });
    if (sample !== null)
      post({ kind: "sample", sample: await background.ask("results/sample", { ...run, key: sample.key, query: sample.query }) });
  } catch (error) {
    const { message, hint = null } = error as Error & { hint?: string | null };
    post({ kind: "failure", message, hint });
    throw error;
  }
}
