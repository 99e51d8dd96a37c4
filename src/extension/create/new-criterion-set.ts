// New Criterion Set: checks that need no model, and questions for a judge if there is a model to be one.
import * as vscode from "vscode";
import { modelChoices } from "./choices.ts";
import { askName, freeName, newPath } from "./names.ts";
import type { NewDocuments } from "./new-documents.ts";
import { criteriaText } from "./new-texts.ts";
import { askChoice, askSteps } from "./steps.ts";
import { openNew, writeNewFiles } from "./write-new.ts";

interface State {
  readonly judge: string | null;
  readonly name: string;
}

export async function newCriterionSet({ project, describe }: NewDocuments): Promise<void> {
  const { models } = await describe();
  const paths = (name: string): string[] => [newPath("criteria", name)];
  const suggested = await freeName(project, "quality", paths);
  const state = await askSteps<State>(vscode.l10n.t("New Criterion Set"), { judge: null, name: "" }, [
    (before, place) =>
      askChoice<string | null, State>(place, vscode.l10n.t("Which model answers questions about a response?"), {
        choices: [
          { label: vscode.l10n.t("None: only checks that need no model"), icon: "circle-slash", value: null },
          ...modelChoices(models),
        ],
        fold: (judge) => ({ ...before, judge }),
      }),
    (before, place) =>
      askName(place, {
        project,
        prompt: vscode.l10n.t("Name of the criterion set"),
        value: suggested,
        paths,
        fold: (name) => ({ ...before, name }),
      }),
  ]);
  if (state === null) return;
  const [path = ""] = paths(state.name);
  await writeNewFiles(project, [{ path, text: criteriaText(path, state.name, state.judge) }]);
  await openNew(project, path, "criteria:");
}
