// Every part of the extension is made here, in the order in which the parts need one another; no logic, and nothing heavy is loaded.
import * as vscode from "vscode";
import { createBackground } from "./background/threads.ts";
import { createRunCommands } from "./commands/run-commands.ts";
import { setApiKey } from "./commands/set-api-key.ts";
import { createTargetChooser } from "./commands/choose-target.ts";
import { createNewCommands } from "./create/new-commands.ts";
import { registerCommands } from "./edge/register-commands.ts";
import { createApiKeys } from "./keys.ts";
import { registerLanguage } from "./language/register.ts";
import { createProjects } from "./projects/projects.ts";
import { createResults } from "./results/results.ts";
import { createRunDocuments } from "./results/run-documents.ts";
import { announceCutShort } from "./runs/announce-cut-short.ts";
import { announceEnds } from "./runs/announce-ends.ts";
import { createLiveRuns } from "./runs/live-runs.ts";
import { createRunStarter } from "./runs/start-run.ts";
import { showRunStatus } from "./runs/status-item.ts";
import { createTrees } from "./trees/trees.ts";

export interface Touchstone extends vscode.Disposable {
  /** Stops what this window runs, so that it can be resumed. */
  stopRuns(): Promise<void>;
}

export function compose({ extensionUri, secrets, workspaceState, globalState }: vscode.ExtensionContext): Touchstone {
  const log = vscode.window.createOutputChannel("Touchstone", { log: true });
  const background = createBackground(new URL(`${vscode.Uri.joinPath(extensionUri, "dist").toString(true)}/`));
  const projects = createProjects();
  const keys = createApiKeys(secrets);
  const runs = createLiveRuns(background, workspaceState);
  const starter = createRunStarter({ background, projects, keys, memory: workspaceState, ownMemory: globalState });
  const chooser = createTargetChooser({ background, projects });
  const documents = createRunDocuments(background, projects);
  const results = createResults({ extension: extensionUri, background, projects, documents, log });
  const announcing = { runs, projects, background, starter, log, isShowing: results.isShowing };
  const commands = registerCommands(
    {
      ...createNewCommands({ projects, background, extension: extensionUri }),
      ...createRunCommands({ background, projects, runs, starter, chooser, results, documents }),
      "touchstone.setApiKey": (argument) => setApiKey(argument, { background, projects, keys }),
      "touchstone.showLog": async () => log.show(true),
    },
    log,
    projects,
  );
  const parts = vscode.Disposable.from(
    commands,
    announceEnds(announcing),
    announceCutShort(announcing, results.restored),
    showRunStatus(runs),
    createTrees({ projects, background, runs, log }),
    registerLanguage({ projects, background, log }),
    results,
    documents,
    runs,
    projects,
    background,
    log,
  );
  return {
    async stopRuns() {
      runs.keepRemembered();
      const reason = vscode.l10n.t("the window was closed");
      await Promise.all(runs.list().map(({ runId }) => background.ask("run/cancel", { runId, reason })));
    },
    dispose() {
      parts.dispose();
    },
  };
}
