// What a project holds, as a person sees it in a tree: every document by its name with its parts.
import type { Files } from "../base/ports.ts";
import type { ColumnRole, ColumnType } from "../domain/collection.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import { checkReadable } from "./check-document.ts";
import { describeCollections } from "./describe-collections.ts";
import { describeCriterionSet, describeExperiment, describeModel, describeTemplate } from "./describe-documents.ts";
import { projectDocuments } from "./links.ts";
import { createReader, quietReader } from "./reader.ts";
import { kindOf, type DocumentKindName } from "./schemas.ts";

export interface ProjectDescription {
  readonly collections: readonly CollectionDescription[];
  readonly templates: readonly TemplateDescription[];
  readonly criterionSets: readonly CriterionSetDescription[];
  readonly models: readonly ModelDescription[];
  readonly experiments: readonly ExperimentDescription[];
}

/** What every document has: its project-relative path, and how many findings of which kind it has. */
export interface DocumentDescription {
  readonly path: string;
  readonly errors: number;
  readonly warnings: number;
}

export interface CollectionDescription extends DocumentDescription {
  /** Null when the file cannot be read. */
  readonly rows: number | null;
  /** `values` counts the different values of a category. */
  readonly columns: readonly {
    readonly name: string;
    readonly type: ColumnType;
    readonly role: ColumnRole;
    readonly values: number | null;
  }[];
}

export interface TemplateDescription extends DocumentDescription {
  /** In the order in which they are first used; `line` is that of the first use in this file; one with a default, or that is declared optional, needs no column. */
  readonly placeholders: readonly {
    readonly name: string;
    readonly isUnknown: boolean;
    readonly isRequired: boolean;
    readonly line: number;
  }[];
  /** True when it names its own collection and criteria. */
  readonly isRunnable: boolean;
  readonly isPartial: boolean;
}

export interface CriterionSetDescription extends DocumentDescription {
  readonly name: string | null;
  readonly criteria: readonly {
    readonly id: string;
    readonly name: string | null;
    readonly kind: string;
    readonly isHard: boolean;
    readonly line: number;
  }[];
}

export interface ModelDescription extends DocumentDescription {
  readonly provider: string | null;
  readonly model: string | null;
}

export interface ExperimentDescription extends DocumentDescription {
  readonly name: string;
  readonly variants: readonly { readonly name: string; readonly from: string; readonly line: number }[];
  /** Project-relative paths of all templates that its arms use. */
  readonly templates: readonly string[];
  readonly collection: string | null;
  readonly criteria: string | null;
}

/**
 * Describes every document of a project. One that is broken is there with its findings counted and with as much of it as can be
 * told; nothing that a person wrote makes this throw.
 */
export async function describeProject(files: Files): Promise<ProjectDescription> {
  const reader = createReader(files);
  const documents = await projectDocuments(reader);
  for (const path of documents) await checkReadable(reader, path);
  const { diagnostics } = reader;
  const findingsIn = (path: string): readonly Diagnostic[] => diagnostics.filter(({ file }) => file === path);
  const quiet = quietReader(reader);
  const all = <Description>(kind: DocumentKindName, describe: (path: string) => Promise<Description>): Promise<readonly Description[]> =>
    Promise.all(documents.filter((path) => kindOf(path) === kind).map(describe));
  const counted = <Parts>(path: string, parts: Parts): DocumentDescription & Parts => ({
    path,
    ...countFindings(findingsIn(path)),
    ...parts,
  });
  return {
    collections: (await describeCollections(quiet, documents)).map(({ path, manifest, ...parts }) => ({
      path,
      ...countFindings([path, ...(manifest === null || manifest === path ? [] : [manifest])].flatMap(findingsIn)),
      ...parts,
    })),
    templates: await all("template", async (path) => counted(path, await describeTemplate(quiet, path, findingsIn(path)))),
    criterionSets: await all("criteria", async (path) => counted(path, await describeCriterionSet(quiet, path))),
    models: await all("model", async (path) => counted(path, await describeModel(quiet, path))),
    experiments: await all("experiment", async (path) => counted(path, await describeExperiment(quiet, path))),
  };
}

function countFindings(found: readonly Diagnostic[]): { readonly errors: number; readonly warnings: number } {
  const count = (severity: Diagnostic["severity"]): number => found.filter((diagnostic) => diagnostic.severity === severity).length;
  return { errors: count("error"), warnings: count("warning") };
}
