// Which commit something is compared with: a branch from a list, or any name that a person types.
import * as vscode from "vscode";
import type { Background } from "../background/threads.ts";
import type { Project } from "../projects/project.ts";
import type { Projects } from "../projects/projects.ts";

export interface RefChooserSources {
  readonly background: Background;
  readonly projects: Projects;
}

interface Choice extends vscode.QuickPickItem {
  /** Null for one that is typed. */
  readonly ref: string | null;
}

/** Runs git, so the project is trusted. Null when nothing was chosen. */
export async function chooseRef(project: Project, { background, projects }: RefChooserSources): Promise<string | null> {
  const title = vscode.l10n.t("Check Against…");
  const refs = await background.ask("git/refs", projects.place(project));
  const choices: Choice[] = [
    ...refs.map((ref) => ({ label: ref, ...(ref === "HEAD" ? { description: vscode.l10n.t("the last commit") } : {}), ref })),
    { label: vscode.l10n.t("Another Branch, Tag or Commit…"), ref: null },
  ];
  const placeHolder = vscode.l10n.t("Compare the files as they are with which commit?");
  const chosen = await vscode.window.showQuickPick(choices, { title, placeHolder });
  if (chosen === undefined) return null;
  if (chosen.ref !== null) return chosen.ref;
  const prompt = vscode.l10n.t("A branch, a tag or a commit, such as origin/main");
  const typed = (await vscode.window.showInputBox({ title, prompt }))?.trim() ?? "";
  return typed === "" ? null : typed;
}
