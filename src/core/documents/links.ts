// Which files a document names, so that what is found in one of them by way of another is not missed.
import type { SourceText } from "../domain/source-text.ts";
import { partialNames } from "../template/partial-names.ts";
import { isLabels, kindOf, suffixes } from "./kinds.ts";
import { folderOf, resolvePath } from "./paths.ts";
import { quietReader, type Reader } from "./reader.ts";
import { rememberBy, templateOf, yamlOf } from "./remember.ts";

/** Longer texts are prompts and questions, not paths. */
const longestPath = 4096;

/** The documents of a project: every file that is one by its name, and of the others those that hold the rows of a collection. */
export async function projectDocuments(reader: Reader): Promise<readonly string[]> {
  const rows = new Set(await rowFiles(reader));
  return (await reader.list()).filter((path) => kindOf(path) !== null || isLabels(path) || rows.has(path));
}

/** The files of rows: those that a document names as such, and those beside a document or in a folder named `collections`. */
async function rowFiles(reader: Reader): Promise<readonly string[]> {
  const listed = await reader.list();
  const documents = listed.filter((path) => kindOf(path) !== null);
  const named = new Set<string>();
  const quiet = quietReader(reader);
  for (const path of documents) for (const target of await namedCollections(quiet, path)) named.add(target);
  const folders = new Set(documents.map(folderOf));
  const isHome = (folder: string): boolean => folders.has(folder) || folder.split("/").at(-1) === "collections";
  return listed.filter(
    (path) =>
      kindOf(path) === null && !isLabels(path) && (named.has(path) || (/\.(?:csv|tsv|jsonl)$/i.test(path) && isHome(folderOf(path)))),
  );
}

/** Those of `documents` that are in `wanted`, or from which one in `wanted` can be reached by names. */
export async function documentsAbout(
  reader: Reader,
  documents: readonly string[],
  isWanted: (path: string) => boolean,
): Promise<readonly string[]> {
  const listed = new Set(await reader.list());
  const quiet = quietReader(reader);
  const found: string[] = [];
  for (const path of documents) {
    const reached = new Set([path]);
    for (const each of reached) for (const target of await namedFiles(quiet, each)) if (listed.has(target)) reached.add(target);
    if ([...reached].some(isWanted)) found.push(path);
  }
  return found;
}

/** Paths that a document may mean, whether or not there are such files. */
async function namedFiles(reader: Reader, path: string): Promise<readonly string[]> {
  if (kindOf(path) === null) return [];
  const source = await reader.source(path);
  return source === null ? [] : linksOf(source);
}

/** The collections that an experiment, a template or a manifest names. */
async function namedCollections(reader: Reader, path: string): Promise<readonly string[]> {
  const kind = kindOf(path);
  if (kind !== "experiment" && kind !== "template" && kind !== "collection") return [];
  const source = await reader.source(path);
  return source === null ? [] : collectionsOf(source);
}

const linksOf = rememberBy((source: SourceText): readonly string[] => {
  const kind = kindOf(source.file);
  // Every experiment, and a template that is one, takes the defaults of the project.
  const settings = kind === "experiment" || kind === "template" ? [suffixes.project] : [];
  return [...settings, ...resolveAll(source, kind === "template" ? templateTargets(source) : textsIn(yamlOf(source).value?.value))];
});

const collectionsOf = rememberBy((source: SourceText): readonly string[] => {
  if (kindOf(source.file) === "template") return resolveAll(source, [templateOf(source).frontMatter.collection ?? ""]);
  const written = yamlOf(source).value?.value as { collection?: unknown; data?: unknown } | null | undefined;
  return resolveAll(
    source,
    [written?.collection, written?.data].filter((each) => typeof each === "string"),
  );
});

function templateTargets(source: SourceText): string[] {
  const template = templateOf(source);
  const { collection, criteria, model } = template.frontMatter;
  return [
    ...[collection, criteria, model].filter((target) => target !== null),
    ...partialNames(template).flatMap((name) => (name.includes("/") ? [] : [`_${name}.prompt`, `${name}.prompt`])),
  ];
}

function resolveAll({ file }: SourceText, targets: readonly string[]): string[] {
  return targets.flatMap((target) => {
    if (target === "" || target.length > longestPath) return [];
    const resolved = resolvePath(file, target);
    return resolved.kind === "path" ? [resolved.path] : [];
  });
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
