// What a project holds, as a person sees it in a tree: every document by its name with its parts.
import type { Files } from "../base/ports.ts";
import type { Diagnostic } from "../domain/diagnostic.ts";
import { checkReadable } from "./check-document.ts";
import { describeCollections } from "./describe-collections.ts";
import { describeCriterionSet, describeExperiment, describeModel, describeTemplate } from "./describe-documents.ts";
import { kindOf, type DocumentKindName } from "./kinds.ts";
import { projectDocuments } from "./links.ts";
import type { DocumentDescription, ProjectDescription } from "./project-description.ts";
import { createReader, quietReader } from "./reader.ts";

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
