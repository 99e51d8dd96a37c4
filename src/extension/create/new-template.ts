// New Template: with the columns of a collection as its inputs, ready to run when it has criteria too.
import * as vscode from "vscode";
import type { CollectionDescription } from "../../core/documents/project-description.ts";
import { collectionChoices, criteriaChoices } from "./choices.ts";
import { askName, freeName, newPath } from "./names.ts";
import type { NewDocuments } from "./new-documents.ts";
import { templateText } from "./new-texts.ts";
import { askChoice, askSteps } from "./steps.ts";
import { openNew, writeNewFiles } from "./write-new.ts";

interface State {
  readonly collection: CollectionDescription | null;
  readonly criteria: string | null;
  readonly name: string;
}

export async function newTemplate({ project, describe }: NewDocuments): Promise<void> {
  const description = await describe();
  const paths = (name: string): string[] => [newPath("template", name)];
  const suggested = await freeName(project, "prompt", paths);
  const state = await askSteps<State>(vscode.l10n.t("New Template"), { collection: null, criteria: null, name: "" }, [
    (before, place) =>
      askChoice<CollectionDescription | null, State>(place, vscode.l10n.t("Which collection fills its placeholders?"), {
        choices: [...collectionChoices(description), { label: vscode.l10n.t("None yet"), icon: "circle-slash", value: null }],
        fold: (collection) => ({ ...before, collection }),
      }),
    (before, place) =>
      askChoice<string | null, State>(place, vscode.l10n.t("Which criteria rate its responses?"), {
        choices: [...criteriaChoices(description), { label: vscode.l10n.t("None yet"), icon: "circle-slash", value: null }],
        fold: (criteria) => ({ ...before, criteria }),
      }),
    (before, place) =>
      askName(place, {
        project,
        prompt: vscode.l10n.t("Name of the template"),
        value: suggested,
        paths,
        fold: (name) => ({ ...before, name }),
      }),
  ]);
  if (state === null) return;
  const [path = ""] = paths(state.name);
  const { collection, criteria } = state;
  await writeNewFiles(project, [{ path, text: templateText({ path, collection, criteria }) }]);
  await openNew(project, path, "Say here");
}
