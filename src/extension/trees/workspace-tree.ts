// The Workspace view: what each project of the window holds, document by document with its parts.
import * as vscode from "vscode";
import { fileName } from "../../core/documents/kinds.ts";
import type { ProjectDescription } from "../../core/documents/project-description.ts";
import { viewIds } from "../manifest.ts";
import type { LiveRuns } from "../runs/live-runs.ts";
import { uriIn, type Project } from "../projects/project.ts";
import type { Projects } from "../projects/projects.ts";
import { problemNode, projectNode } from "./common-nodes.ts";
import { collectionNode, criterionSetNode, modelNode, templateNode, type DocumentPlace } from "./document-nodes.ts";
import { experimentNode } from "./experiment-nodes.ts";
import type { Facts, ProjectFacts } from "./project-facts.ts";
import { createTreeView, type TreeView } from "./tree-view.ts";
import type { TreeNode } from "./tree-node.ts";
import { formatCount } from "../words.ts";

export interface WorkspaceTreeSources {
  readonly facts: Facts;
  readonly projects: Projects;
  readonly live: LiveRuns;
}

export function createWorkspaceTree({ facts, projects, live }: WorkspaceTreeSources): TreeView {
  return createTreeView(viewIds.workspace, async () => {
    const nodes = (await facts.list()).map((fact) => ({ project: fact.project, children: groupsOf(fact, projects, live) }));
    const [only] = nodes;
    // Several projects, or one and nothing in it: then the welcome text is shown.
    if (nodes.length === 1 && only !== undefined) return only.children;
    return nodes.filter(({ children }) => children.length > 0).map(({ project, children }) => projectNode(project, children));
  });
}

function groupsOf({ project, description, runs }: ProjectFacts, projects: Projects, live: LiveRuns): TreeNode[] {
  if ("problem" in description) return [problemNode(project, description.problem)];
  const found = withoutInner(description.value, project, projects);
  if (Object.values(found).every((documents: readonly unknown[]) => documents.length === 0)) return [];
  const newest = "problem" in runs ? [] : runs.value;
  const placed = <Document extends { readonly path: string }>(
    documents: readonly Document[],
    toNode: (place: DocumentPlace, document: Document) => TreeNode,
  ): TreeNode[] => {
    const labels = labelsOf(documents.map(({ path }) => path));
    return documents.map((document, index) => toNode({ project, path: document.path, label: labels[index] ?? document.path }, document));
  };
  const groups = [
    { name: "collections", label: vscode.l10n.t("Collections"), nodes: placed(found.collections, collectionNode) },
    { name: "templates", label: vscode.l10n.t("Templates"), nodes: placed(found.templates, templateNode) },
    { name: "criteria", label: vscode.l10n.t("Criterion Sets"), nodes: placed(found.criterionSets, criterionSetNode) },
    { name: "models", label: vscode.l10n.t("Models"), nodes: placed(found.models, modelNode) },
    {
      name: "experiments",
      label: vscode.l10n.t("Experiments"),
      nodes: placed(found.experiments, (place, experiment) => experimentNode(place, experiment, { runs: newest, live })),
    },
  ] as const;
  return groups.map(({ name, label, nodes }) => ({
    // Another id when it gets its first document: the same one would stay as closed as it was.
    id: JSON.stringify([project.root, name, nodes.length === 0]),
    subject: { project },
    face: { label, description: formatCount(nodes.length), context: `group.${name}`, isOpen: name !== "models" },
    children: nodes,
  }));
}

/** What lies in a project inside this one is shown there. */
function withoutInner(description: ProjectDescription, project: Project, projects: Projects): ProjectDescription {
  const isOwn = ({ path }: { readonly path: string }): boolean => projects.of(uriIn(project, path)) === project;
  return {
    collections: description.collections.filter(isOwn),
    templates: description.templates.filter(isOwn),
    criterionSets: description.criterionSets.filter(isOwn),
    models: description.models.filter(isOwn),
    experiments: description.experiments.filter(isOwn),
  };
}

/** File names; the whole path where two files have one name. */
function labelsOf(paths: readonly string[]): string[] {
  const names = paths.map(fileName);
  return names.map((name, index) => (names.indexOf(name) === names.lastIndexOf(name) ? name : (paths[index] ?? name)));
}
