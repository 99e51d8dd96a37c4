// New Collection: a few sample rows to change, or a description for rows that are there already.
import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import * as vscode from "vscode";
import { suffixes } from "../../core/documents/kinds.ts";
import type { ProjectDescription } from "../../core/documents/project-description.ts";
import { newFolders, skippedGlob } from "../projects/file-locations.ts";
import { pathIn, type Project } from "../projects/project.ts";
import type { NewDocuments } from "./new-documents.ts";
import { askName, freeName, newPath, stemOf } from "./names.ts";
import { collectionText, sampleColumns, sampleRows } from "./new-texts.ts";
import { askChoice, askSteps, type Choices } from "./steps.ts";
import { openNew, writeNewFiles, type NewFile } from "./write-new.ts";

type Source = { readonly kind: "sample" } | { readonly kind: "copy" } | { readonly kind: "project"; readonly path: string };

interface State {
  readonly source: Source;
  readonly name: string;
}

const rowGlob = `{**/*.{csv,tsv,jsonl},${newFolders.collection}/**/*.json}`;
const mostOffered = 500;

export async function newCollection({ project, describe }: NewDocuments): Promise<void> {
  const files = await rowFilesWithoutManifest(project);
  const title = vscode.l10n.t("New Collection");
  const suggested = await freeName(project, "rows", samplePaths);
  const state = await askSteps<State>(title, { source: { kind: "sample" }, name: "" }, [
    (before, place) =>
      askChoice<Source, State>(place, vscode.l10n.t("Where do the rows come from?"), {
        choices: sourceChoices(files),
        fold: (source) => ({ ...before, source }),
      }),
    async (before, place) =>
      before.source.kind === "sample"
        ? askName<State>(place, {
            project,
            prompt: vscode.l10n.t("Name of the collection"),
            value: suggested,
            paths: samplePaths,
            fold: (name) => ({ ...before, name }),
          })
        : { kind: "answered", state: before },
  ]);
  if (state === null) return;
  const { source, name } = state;
  if (source.kind === "copy") return copyRows(project);
  if (source.kind === "project") return describeRows(project, source.path, await describe());
  const [data = "", manifest = ""] = samplePaths(name);
  const written: NewFile[] = [
    { path: data, text: sampleRows },
    { path: manifest, text: collectionText(basename(data), sampleColumns) },
  ];
  await writeNewFiles(project, written);
  await openNew(project, data);
}

function samplePaths(name: string): string[] {
  return [newPath("collection", name, ".csv"), newPath("collection", name)];
}

function sourceChoices(files: readonly string[]): Choices<Source> {
  return [
    { label: vscode.l10n.t("A few sample rows to change"), icon: "new-file", value: { kind: "sample" } },
    {
      label: vscode.l10n.t("Copy a file into the project…"),
      description: vscode.l10n.t("CSV, TSV, JSON Lines or JSON"),
      icon: "folder-opened",
      value: { kind: "copy" },
    },
    ...(files.length === 0 ? [] : [{ separator: vscode.l10n.t("Describe the columns of a file of the project") }]),
    ...files.map((path) => ({ label: path, icon: "table", value: { kind: "project", path } as const })),
  ];
}

async function rowFilesWithoutManifest(project: Project): Promise<string[]> {
  const pattern = new vscode.RelativePattern(project.uri, rowGlob);
  const skipped = new vscode.RelativePattern(project.uri, skippedGlob);
  const manifests = new vscode.RelativePattern(project.uri, `**/*${suffixes.collection}`);
  const [rows, described] = await Promise.all([
    vscode.workspace.findFiles(pattern, skipped, mostOffered),
    vscode.workspace.findFiles(manifests, skipped),
  ]);
  const taken = new Set(described.map((uri) => pathIn(project, uri)));
  return rows
    .map((uri) => pathIn(project, uri))
    .filter((path) => !taken.has(manifestOf(path)))
    .sort();
}

/** Beside a file of rows, with its name. */
function manifestOf(path: string): string {
  return `${path.slice(0, -extname(path).length)}${suffixes.collection}`;
}

async function describeRows(project: Project, rows: string, { collections }: ProjectDescription): Promise<void> {
  const columns = collections.find(({ path }) => path === rows)?.columns ?? [];
  const path = manifestOf(rows);
  await writeNewFiles(project, [{ path, text: collectionText(basename(rows), columns) }]);
  await openNew(project, path);
}

async function copyRows(project: Project): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t("Copy Rows into the Project"),
      openLabel: vscode.l10n.t("Copy"),
      canSelectMany: false,
      filters: { [vscode.l10n.t("Rows")]: ["csv", "tsv", "jsonl", "json"] },
    })) ?? [];
  if (file === undefined) return;
  const ending = extname(file.fsPath);
  const paths = (name: string): string[] => [newPath("collection", name, ending)];
  const [path = ""] = paths(await freeName(project, stemOf(file.path), paths));
  await writeNewFiles(project, [{ path, text: await readFile(file.fsPath) }]);
  await openNew(project, path);
}
