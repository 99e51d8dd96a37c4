// New Experiment: collection, template, criteria and model that fit one another, and if wanted a first variant.
import * as vscode from "vscode";
import { suffixes } from "../../core/documents/kinds.ts";
import type { CollectionDescription, ProjectDescription, TemplateDescription } from "../../core/documents/project-description.ts";
import { commandAction, Refusal } from "../edge/messages.ts";
import type { Project } from "../projects/project.ts";
import { collectionChoices, criteriaChoices, modelChoices, templateChoices } from "./choices.ts";
import { askName, freeName, newPath, stemOf } from "./names.ts";
import type { NewDocuments } from "./new-documents.ts";
import { experimentText } from "./new-texts.ts";
import { askChoice, askSteps, type Choices, type Step } from "./steps.ts";
import { openNew, writeNewFiles, type NewFile } from "./write-new.ts";

type Variant = { readonly kind: "none" } | { readonly kind: "copy" } | { readonly kind: "template"; readonly path: string };

interface State {
  readonly collection: CollectionDescription | null;
  readonly template: string;
  readonly criteria: string;
  readonly model: string | null;
  readonly variant: Variant;
  readonly name: string;
}

const nothing: State = { collection: null, template: "", criteria: "", model: null, variant: { kind: "none" }, name: "" };

export async function newExperiment({ project, describe, read }: NewDocuments): Promise<void> {
  const description = await describe();
  refuseWhatIsMissing(description);
  const state = await askSteps(vscode.l10n.t("New Experiment"), nothing, steps(project, description));
  if (state === null || state.collection === null) return;
  const { collection, template, criteria, model, name } = state;
  const path = newPath("experiment", name);
  const copy: NewFile[] = [];
  let variant: { readonly name: string; readonly template: string } | null = null;
  if (state.variant.kind === "template") variant = { name: variantName(state.variant.path), template: state.variant.path };
  if (state.variant.kind === "copy") {
    const copied = await copyPath(project, template);
    copy.push({ path: copied, text: await read(template) });
    variant = { name: variantName(copied), template: copied };
  }
  const text = experimentText({ path, name, collection: collection.path, template, criteria, model, variant });
  await writeNewFiles(project, [...copy, { path, text }]);
  await openNew(project, path, "Hypothesis");
}

/** An experiment ties things together: the first that is missing is said, with the command that makes it. */
function refuseWhatIsMissing({ collections, templates, criterionSets }: ProjectDescription): void {
  if (collections.length === 0)
    throw new Refusal(
      vscode.l10n.t("An experiment needs a collection of rows, and there is none in this project yet."),
      commandAction(vscode.l10n.t("New Collection…"), "touchstone.newCollection"),
    );
  if (templates.every(({ isPartial }) => isPartial))
    throw new Refusal(
      vscode.l10n.t("An experiment needs a template, and there is none in this project yet."),
      commandAction(vscode.l10n.t("New Template…"), "touchstone.newTemplate"),
    );
  if (criterionSets.length === 0)
    throw new Refusal(
      vscode.l10n.t("An experiment needs a criterion set, and there is none in this project yet."),
      commandAction(vscode.l10n.t("New Criterion Set…"), "touchstone.newCriterionSet"),
    );
}

function steps(project: Project, description: ProjectDescription): readonly Step<State>[] {
  return [
    (state, place) =>
      askChoice(place, vscode.l10n.t("Which collection?"), {
        choices: collectionChoices(description),
        fold: (collection: CollectionDescription) => ({ ...state, collection }),
      }),
    (state, place) =>
      askChoice(place, vscode.l10n.t("Which template is the baseline?"), {
        choices: state.collection === null ? [] : templateChoices(description, state.collection),
        fold: ({ path }: TemplateDescription) => ({ ...state, template: path }),
      }),
    (state, place) =>
      askChoice(place, vscode.l10n.t("Which criteria rate the responses?"), {
        choices: criteriaChoices(description),
        fold: (criteria: string) => ({ ...state, criteria }),
      }),
    (state, place) =>
      askChoice<string | null, State>(place, vscode.l10n.t("Which model answers?"), {
        choices: [
          ...modelChoices(description.models),
          {
            label: vscode.l10n.t("Leave it open"),
            description: vscode.l10n.t("the template's own model, else the default of touchstone.yaml"),
            icon: "circle-slash",
            value: null,
          },
        ],
        fold: (model) => ({ ...state, model }),
      }),
    (state, place) =>
      askChoice(place, vscode.l10n.t("What is compared with the baseline?"), {
        choices: variantChoices(description, state),
        fold: (variant: Variant) => ({ ...state, variant }),
      }),
    async (state, place) => {
      const paths = (name: string): string[] => [newPath("experiment", name)];
      return askName(place, {
        project,
        prompt: vscode.l10n.t("Name of the experiment"),
        value: await freeName(project, stemOf(state.template), paths),
        paths,
        fold: (name) => ({ ...state, name }),
      });
    },
  ];
}

function variantChoices({ templates }: ProjectDescription, { collection, template }: State): Choices<Variant> {
  const others = collection === null ? [] : templateChoices({ templates: templates.filter(({ path }) => path !== template) }, collection);
  return [
    { label: vscode.l10n.t("A copy of the template, to change"), icon: "copy", value: { kind: "copy" } },
    { label: vscode.l10n.t("Nothing yet"), icon: "circle-slash", value: { kind: "none" } },
    ...(others.length === 0 ? [] : [{ separator: vscode.l10n.t("Another template") }]),
    ...others.map((choice) => ({ ...choice, value: { kind: "template", path: choice.value.path } as const })),
  ];
}

/** Beside the template, because partials are looked for there. */
async function copyPath(project: Project, template: string): Promise<string> {
  const folder = template.slice(0, template.lastIndexOf("/") + 1);
  const at = (name: string): string => `${folder}${name}${suffixes.template}`;
  return at(await freeName(project, `${stemOf(template)}-variant`, (name) => [at(name)]));
}

/** A name that experiments accept: they allow fewer characters than files do. */
function variantName(path: string): string {
  const name = stemOf(path)
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "");
  return name === "" || name === "baseline" || name === "baseline-again" ? "variant" : name;
}
