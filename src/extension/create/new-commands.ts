// The commands that make files.
import * as vscode from "vscode";
import type { Background } from "../background/threads.ts";
import type { CommandHandler } from "../edge/register-commands.ts";
import type { CommandId } from "../manifest.ts";
import type { Projects } from "../projects/projects.ts";
import { uriIn } from "../projects/project.ts";
import { chooseProject } from "./choose-project.ts";
import { newCollection } from "./new-collection.ts";
import { newCriterionSet } from "./new-criterion-set.ts";
import type { NewDocuments } from "./new-documents.ts";
import { newExperiment } from "./new-experiment.ts";
import { newModel } from "./new-model.ts";
import { newTemplate } from "./new-template.ts";
import { createSampleProject } from "./sample-project.ts";

export type NewCommandId = Extract<CommandId, `touchstone.new${string}` | "touchstone.createSampleProject">;

export interface NewCommandSources {
  readonly projects: Projects;
  readonly background: Background;
  /** The extension's own folder. */
  readonly extension: vscode.Uri;
}

export function createNewCommands({ projects, background, extension }: NewCommandSources): Readonly<Record<NewCommandId, CommandHandler>> {
  const inProject =
    (make: (documents: NewDocuments) => Promise<void>): CommandHandler =>
    async (argument) => {
      const project = await chooseProject(argument, projects);
      if (project === null) return;
      await make({
        project,
        describe: () => background.ask("project/describe", projects.place(project)),
        read: async (path) => (await vscode.workspace.openTextDocument(uriIn(project, path))).getText(),
      });
    };
  return {
    "touchstone.createSampleProject": () => createSampleProject(vscode.Uri.joinPath(extension, "dist", "example")),
    "touchstone.newCollection": inProject(newCollection),
    "touchstone.newTemplate": inProject(newTemplate),
    "touchstone.newCriterionSet": inProject(newCriterionSet),
    "touchstone.newModel": inProject(newModel),
    "touchstone.newExperiment": inProject(newExperiment),
  };
}
