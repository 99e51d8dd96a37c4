// Writes files that were not there before: nothing is ever overwritten, and nothing lands outside the project.
import { access, mkdir, realpath, rm, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import * as vscode from "vscode";
import { TouchstoneError } from "../../core/base/errors.ts";
import { systemCode, throwUnwritable } from "../edge/unwritable.ts";
import type { Project } from "../projects/project.ts";

export interface NewFile {
  /** Project-relative. */
  readonly path: string;
  readonly text: string | Uint8Array;
}

/** Writes all of the files or none. Throws a refusal when the folder cannot be written to, and what is wrong with a name that is taken. */
export async function writeNewFiles(project: Project, files: readonly NewFile[]): Promise<void> {
  const written: string[] = [];
  try {
    for (const { path, text } of files) {
      const target = join(project.root, ...path.split("/"));
      await mkdir(dirname(target), { recursive: true });
      await requireInside(project, dirname(target), path);
      await writeFile(target, text, { flag: "wx" });
      written.push(target);
    }
  } catch (error) {
    await Promise.all(written.map((file) => rm(file, { force: true })));
    refuse(error, project);
  }
}

export async function exists(project: Project, path: string): Promise<boolean> {
  return access(join(project.root, ...path.split("/"))).then(
    () => true,
    () => false,
  );
}

/** Opens a new file with the cursor at the first place that holds `at`. */
export async function openNew(project: Project, path: string, at: string | null = null): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(project.uri, ...path.split("/")));
  const position = document.positionAt(Math.max(0, at === null ? 0 : document.getText().indexOf(at)));
  await vscode.window.showTextDocument(document, { preview: false, selection: new vscode.Range(position, position) });
}

async function requireInside(project: Project, folder: string, path: string): Promise<void> {
  const [root, real] = await Promise.all([realpath(project.root), realpath(folder)]);
  if (real === root || real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) return;
  throw new TouchstoneError("input/invalid", vscode.l10n.t("{0} would lie outside the project: its folder is a link.", path), {
    hint: vscode.l10n.t("Remove the link, and try again."),
  });
}

function refuse(error: unknown, project: Project): never {
  const code = systemCode(error);
  if (code === "EEXIST" || code === "ENOTDIR")
    throw new TouchstoneError("input/invalid", vscode.l10n.t("A file of this name is there already; it was left as it is."), {
      hint: vscode.l10n.t("Choose another name."),
      cause: error,
    });
  return throwUnwritable(error, (reason) =>
    vscode.l10n.t("The folder {0} cannot be written to ({1}). Nothing was changed.", project.name, reason),
  );
}
