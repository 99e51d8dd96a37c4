// The project that something new goes into: the one that was clicked, the active file's, the only one, or the one a person picks.
import * as vscode from "vscode";
import { openFolderAction, Refusal } from "../edge/messages.ts";
import type { Project } from "../projects/project.ts";
import type { Projects } from "../projects/projects.ts";
import { subjectOf } from "../projects/subject.ts";

/** Null when nothing was picked. Throws a refusal when there is no folder. */
export async function chooseProject(argument: unknown, projects: Projects): Promise<Project | null> {
  await projects.ready;
  const known = projects.list();
  if (known.length === 0)
    throw new Refusal(vscode.l10n.t("A new file needs a folder to go into, and no folder is open."), openFolderAction());
  const meant = subjectOf(argument, projects)?.project;
  const [only] = known;
  if (meant !== undefined && known.includes(meant)) return meant;
  if (known.length === 1 && only !== undefined) return only;
  const items = known.map((project) => ({ label: project.name, description: project.root, project }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which project?") });
  return picked?.project ?? null;
}
