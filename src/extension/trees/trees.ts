// Both trees, on one set of facts: a project is described once for the two.
import * as vscode from "vscode";
import { createFacts, type FactsSources } from "./project-facts.ts";
import { createRunsTree } from "./runs-tree.ts";
import { createWorkspaceTree } from "./workspace-tree.ts";

export function createTrees(sources: FactsSources): vscode.Disposable {
  const facts = createFacts(sources);
  const workspace = createWorkspaceTree({ facts, projects: sources.projects, live: sources.runs });
  const runs = createRunsTree(facts, sources.runs);
  const refreshing = facts.onDidChange(() => {
    workspace.refresh();
    runs.refresh();
  });
  return vscode.Disposable.from(refreshing, workspace, runs, facts);
}
