// Read-only documents of a run: responses, pinned files and its comment, under a scheme of their own, for the editor and its diff.
import * as vscode from "vscode";
import * as z from "zod/mini";
import { sampleKeySchema, type SampleKey } from "../../protocol/actions.ts";
import type { Background } from "../background/threads.ts";
import type { Project } from "../projects/project.ts";
import type { Projects } from "../projects/projects.ts";

const scheme = "touchstone-run";

export interface RunDocuments extends vscode.Disposable {
  response(run: RunPlace, key: SampleKey, variant: string): vscode.Uri;
  pinned(run: RunPlace, path: string): vscode.Uri;
  /** Markdown for a pull request; read anew, where it is open already. */
  comment(run: RunPlace): vscode.Uri;
}

export interface RunPlace {
  readonly project: Project;
  readonly runId: string;
}

const place = { root: z.string(), runId: z.string() };

/** What the query of an address means; its path is for people. Anyone can open an address. */
const meaningSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("response"), ...place, key: sampleKeySchema, variant: z.string() }),
  z.strictObject({ kind: z.literal("pinned"), ...place, path: z.string() }),
  z.strictObject({ kind: z.literal("comment"), ...place }),
]);
type Meaning = z.output<typeof meaningSchema>;

export function createRunDocuments(background: Background, projects: Projects): RunDocuments {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const meaning = meaningOf(uri);
      await projects.ready;
      const project = projects.at(meaning.root);
      if (project === null) throw new Error(vscode.l10n.t("The project of this document is not open: open the folder {0}.", meaning.root));
      const run = { project: projects.place(project), runId: meaning.runId };
      if (meaning.kind === "comment") return background.ask("run/comment", run);
      if (meaning.kind === "response") {
        const text = await background.ask("results/response", { ...run, key: meaning.key, variant: meaning.variant });
        return text ?? missing(vscode.l10n.t("There is no response of {0} to row {1} in this run.", meaning.variant, meaning.key.row));
      }
      const text = await background.ask("results/pinned", { ...run, path: meaning.path });
      return text ?? missing(vscode.l10n.t("This run used no file {0}.", meaning.path));
    },
  });
  const address = (name: string, meaning: Meaning): vscode.Uri =>
    vscode.Uri.from({ scheme, path: `/${name}`, query: JSON.stringify(meaning) });
  return {
    response: ({ project: { root }, runId }, key, variant) =>
      address(`${fileSafe(key.row)}.${fileSafe(variant)}.txt`, { kind: "response", root, runId, key, variant }),
    pinned: ({ project: { root }, runId }, path) => address(path, { kind: "pinned", root, runId, path }),
    comment({ project: { root }, runId }) {
      const uri = address(`${runId.slice(0, 13)}.comment.md`, { kind: "comment", root, runId });
      changed.fire(uri);
      return uri;
    },
    dispose() {
      vscode.Disposable.from(registration, changed).dispose();
    },
  };
}

function meaningOf({ query }: vscode.Uri): Meaning {
  const meaning = meaningSchema.safeParse(parseJson(query));
  return meaning.success ? meaning.data : missing(vscode.l10n.t("This is not the address of a document of a run."));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The editor shows these words where the text would be. */
function missing(words: string): never {
  throw new Error(words);
}

function fileSafe(name: string): string {
  return name.replace(/[^\w.-]+/g, "_").slice(0, 60);
}
