// Which experiment a command means: the active file's, the only one there is, or the one a person picks.
import * as vscode from "vscode";
import { isTemplate } from "../../core/documents/kinds.ts";
import type { ProjectDescription } from "../../core/documents/project-description.ts";
import type { RunTarget } from "../background/contract.ts";
import type { Background } from "../background/threads.ts";
import { commandAction, openFolderAction, Refusal } from "../edge/messages.ts";
import type { Project } from "../projects/project.ts";
import type { Projects } from "../projects/projects.ts";
import { projectsMeant, type Subject } from "../projects/subject.ts";

export interface ChosenTarget {
  readonly project: Project;
  readonly target: RunTarget;
}

export interface TargetChooser {
  /** An experiment, or a template that names its own collection and criteria; null when nothing was picked. */
  experiment(subject: Subject | null, title?: string): Promise<ChosenTarget | null>;
  /** A template against its text at HEAD; null when nothing was picked. */
  workingCopy(subject: Subject | null): Promise<ChosenTarget | null>;
}

interface Choice extends vscode.QuickPickItem {
  readonly description: string;
  readonly chosen: ChosenTarget;
  /** Templates that it uses. */
  readonly uses: readonly string[];
}

export function createTargetChooser({
  background,
  projects,
}: {
  readonly background: Background;
  readonly projects: Projects;
}): TargetChooser {
  const describe = (project: Project): Promise<ProjectDescription> => background.ask("project/describe", projects.place(project));
  const searched = async (subject: Subject | null): Promise<readonly Project[]> => {
    const meant = await projectsMeant(subject, projects);
    if (meant.length === 0) throw noProject();
    return meant;
  };
  return {
    async experiment(subject, title = vscode.l10n.t("Run Experiment")) {
      const choices: Choice[] = [];
      for (const project of await searched(subject)) choices.push(...experimentChoices(project, await describe(project)));
      const named = choices.filter(({ chosen }) => chosen.target.path === subject?.path);
      const path = subject?.path ?? "";
      const using = isTemplate(path) ? choices.filter(({ uses }) => uses.includes(path)) : [];
      const meant = using.length > 0 ? using : named.length > 0 ? named : choices;
      if (meant.length === 0) throw noExperiment();
      return pick(meant, title, meant !== choices || choices.length === 1);
    },
    async workingCopy(subject) {
      const choices: Choice[] = [];
      for (const project of await searched(subject))
        choices.push(...templateChoices(project, await describe(project), subject?.path ?? ""));
      if (choices.length === 0) throw notRunnable(subject?.path ?? "");
      return pick(choices, vscode.l10n.t("Run Template Against HEAD"), subject !== null && isTemplate(subject.path));
    },
  };
}

function experimentChoices(project: Project, { experiments, templates }: ProjectDescription): Choice[] {
  const fromFiles = experiments.map(({ name, path, templates: uses }): Choice => ({
    label: `$(beaker) ${name}`,
    description: path,
    chosen: { project, target: { kind: "experiment", path } },
    uses,
  }));
  const named = new Set(experiments.flatMap(({ templates: used }) => used));
  const alone = templates
    .filter(({ isRunnable, path }) => isRunnable && !named.has(path))
    .map(({ path }): Choice => ({
      label: `$(file) ${path}`,
      description: vscode.l10n.t("template"),
      chosen: { project, target: { kind: "experiment", path } },
      uses: [path],
    }));
  return [...fromFiles, ...alone];
}

/** A template's own collection and criteria come first; else it is tried as each experiment that names it does. */
function templateChoices(project: Project, { templates, experiments }: ProjectDescription, path: string): Choice[] {
  const wanted = isTemplate(path)
    ? templates.filter((template) => template.path === path)
    : templates.filter(({ isPartial }) => !isPartial);
  return wanted.flatMap((template) => {
    const choice = (experiment: string | null, description: string): Choice => ({
      label: `$(file) ${template.path}`,
      description,
      chosen: { project, target: { kind: "working-copy", path: template.path, experiment } },
      uses: [template.path],
    });
    if (template.isRunnable) return [choice(null, "")];
    return experiments
      .filter(({ templates: used }) => used.includes(template.path))
      .map(({ name, path: experiment }) => choice(experiment, vscode.l10n.t("as in {0}", name)));
  });
}

async function pick(choices: readonly Choice[], title: string, isClear: boolean): Promise<ChosenTarget | null> {
  const [only] = choices;
  if (only !== undefined && choices.length === 1 && isClear) return only.chosen;
  return (await vscode.window.showQuickPick(withProjects(choices), { title, placeHolder: vscode.l10n.t("Which one?") }))?.chosen ?? null;
}

/** Choices from several projects say which one they are of. */
function withProjects(choices: readonly Choice[]): readonly Choice[] {
  if (new Set(choices.map(({ chosen }) => chosen.project)).size < 2) return choices;
  return choices.map((choice) => {
    const { name } = choice.chosen.project;
    return { ...choice, description: choice.description === "" ? name : vscode.l10n.t("{0} · {1}", name, choice.description) };
  });
}

function noProject(): Refusal {
  return new Refusal(vscode.l10n.t("No folder is open, so there are no experiments to run."), openFolderAction());
}

function noExperiment(): Refusal {
  const message = vscode.l10n.t("This folder has no experiment yet.");
  return new Refusal(message, commandAction(vscode.l10n.t("New Experiment…"), "touchstone.newExperiment"));
}

function notRunnable(path: string): Refusal {
  const message =
    path === ""
      ? vscode.l10n.t("This folder has no template that could be run by itself.")
      : vscode.l10n.t("{0} names no collection and no criteria, and no experiment names it, so it cannot be run.", path);
  return new Refusal(message, commandAction(vscode.l10n.t("New Experiment…"), "touchstone.newExperiment"));
}
