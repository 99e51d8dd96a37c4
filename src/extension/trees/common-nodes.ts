// Nodes that both trees have.
import * as vscode from "vscode";
import type { Project } from "../projects/project.ts";
import type { TreeNode } from "./tree-node.ts";

/** A project of a window that has several. */
export function projectNode(project: Project, children: readonly TreeNode[]): TreeNode {
  return {
    id: JSON.stringify([project.root]),
    subject: { project },
    face: { label: project.name, tooltip: [project.root], icon: { name: "root-folder" }, context: "project", isOpen: true },
    children,
  };
}

/** Stands where nothing can be shown; a click opens the log. */
export function problemNode(project: Project, problem: string): TreeNode {
  return {
    id: JSON.stringify([project.root, "", "problem"]),
    subject: { project },
    face: {
      label: problem,
      tooltip: [problem, vscode.l10n.t("Click to see the log.")],
      icon: { name: "error", color: "problemsErrorIcon.foreground" },
      context: "problem",
      click: { kind: "command", title: vscode.l10n.t("Show Log"), command: "touchstone.showLog" },
    },
    children: [],
  };
}
