// New Model: a provider and the id that it knows the model by.
import * as vscode from "vscode";
import type { ProviderId } from "../../core/providers/registry.ts";
import { askName, newPath } from "./names.ts";
import type { NewDocuments } from "./new-documents.ts";
import { modelText } from "./new-texts.ts";
import { providerTexts } from "./provider-texts.ts";
import { askChoice, askSteps, askText, type Choice } from "./steps.ts";
import { openNew, writeNewFiles } from "./write-new.ts";

interface State {
  readonly provider: ProviderId;
  readonly model: string;
  readonly name: string;
}

const longestModel = 200;

export async function newModel({ project }: NewDocuments): Promise<void> {
  const texts = providerTexts();
  const paths = (name: string): string[] => [newPath("model", name)];
  const state = await askSteps<State>(vscode.l10n.t("New Model"), { provider: "simulated", model: "", name: "" }, [
    (before, place) =>
      askChoice(place, vscode.l10n.t("Whose model?"), {
        choices: providerChoices(texts),
        fold: (provider: ProviderId) => ({ ...before, provider }),
      }),
    (before, place) =>
      askText(place, {
        prompt: vscode.l10n.t("Model id, as the provider writes it; a dated one is the same model tomorrow"),
        value: texts[before.provider].usualModel,
        async check(model) {
          const isWord = /^[\x21-\x7e]+$/.test(model) && model.length <= longestModel;
          return isWord ? null : vscode.l10n.t("A model id is one word without spaces.");
        },
        fold: (model) => ({ ...before, model }),
      }),
    (before, place) =>
      askName(place, {
        project,
        prompt: vscode.l10n.t("Name of the file"),
        value: before.model.replace(/[^\p{L}\p{N}_.-]+/gu, "-"),
        paths,
        fold: (name) => ({ ...before, name }),
      }),
  ]);
  if (state === null) return;
  const [path = ""] = paths(state.name);
  await writeNewFiles(project, [{ path, text: modelText({ ...state, ...texts[state.provider].file }) }]);
  await openNew(project, path, "model:");
}

function providerChoices(texts: ReturnType<typeof providerTexts>): Choice<ProviderId>[] {
  return (Object.keys(texts) as ProviderId[]).map((value) => {
    const { label, description, icon } = texts[value];
    return { label, icon, value, ...(description === undefined ? {} : { description }) };
  });
}
