// Read-only documents of a run: responses and pinned files, under a scheme of their own, for the editor and its diff.
import * as vscode from "vscode";
import type { SampleKey } from "../../protocol/actions.ts";
import type { Background } from "../background/threads.ts";
import type { Project, Projects } from "../projects.ts";

const scheme = "touchstone-run";

export interface RunDocuments extends vscode.Disposable {
  response(run: RunPlace, key: SampleKey, variant: string): vscode.Uri;
  pinned(run: RunPlace, path: string): vscode.Uri;
}

export interface RunPlace {
  readonly project: Project;
  readonly runId: string;
}

/** What an address means; the path is for people. */
type Meaning =
  | { readonly kind: "response"; readonly root: string; readonly runId: string; readonly key: SampleKey; readonly variant: string }
  | { readonly kind: "pinned"; readonly root: string; readonly runId: string; readonly path: string };

export function createRunDocuments(background: Background, projects: Projects): RunDocuments {
  const read = async (meaning: Meaning): Promise<string> => {
    const project = projects.list().find(({ root }) => root === meaning.root);
    if (project === undefined) return "";
    const run = { project: projects.place(project), runId: meaning.runId };
    const text =
      meaning.kind === "response"
        ? await background.ask("results/response", { ...run, key: meaning.key, variant: meaning.variant })
        : await background.ask("results/pinned", { ...run, path: meaning.path });
    return text ?? "";
  };
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => read(JSON.parse(uri.query) as Meaning),
  });
  const address = (name: string, meaning: Meaning): vscode.Uri =>
    vscode.Uri.from({ scheme, path: `/${name}`, query: JSON.stringify(meaning) });
  return {
    response: ({ project: { root }, runId }, key, variant) =>
      address(`${fileSafe(key.row)}.${fileSafe(variant)}.txt`, { kind: "response", root, runId, key, variant }),
    pinned: ({ project: { root }, runId }, path) => address(path, { kind: "pinned", root, runId, path }),
    dispose() {
      registration.dispose();
    },
  };
}

function fileSafe(name: string): string {
  return name.replace(/[^\w.-]+/g, "_").slice(0, 60);
}
