// A view of nodes that are built anew from facts at any time; it never flickers, because only nodes that differ are drawn again.
import * as vscode from "vscode";
import { changedNodes, toTreeItem, type TreeNode } from "./tree-node.ts";

export interface TreeView extends vscode.Disposable {
  /** Builds the nodes anew and draws what has changed. */
  refresh(): void;
}

/** `build` is first called when the view is first seen. */
export function createTreeView(viewId: string, build: () => Promise<readonly TreeNode[]>): TreeView {
  const changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  let roots: readonly TreeNode[] | null = null;
  let builds = 0;
  const byId = new Map<string, TreeNode>();
  /** The objects that VS Code knows: it finds a node by its object, not by its id. */
  const given = new Map<string, TreeNode>();
  const index = (nodes: readonly TreeNode[]): void => {
    for (const node of nodes) {
      byId.set(node.id, node);
      index(node.children);
    }
  };
  const keep = (nodes: readonly TreeNode[]): void => {
    roots = nodes;
    byId.clear();
    index(nodes);
    for (const id of given.keys()) if (!byId.has(id)) given.delete(id);
  };
  const give = (nodes: readonly TreeNode[]): TreeNode[] => {
    for (const node of nodes) given.set(node.id, node);
    return [...nodes];
  };
  const latest = (node: TreeNode): TreeNode => byId.get(node.id) ?? node;
  const rebuild = async (): Promise<void> => {
    const current = ++builds;
    const nodes = await build();
    if (current !== builds) return;
    const differing = roots === null ? null : changedNodes(roots, nodes);
    keep(nodes);
    if (differing === null) changed.fire(undefined);
    else if (differing.length > 0) changed.fire(differing.flatMap(({ id }) => given.get(id) ?? []));
  };
  const view = vscode.window.createTreeView<TreeNode>(viewId, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (node) => toTreeItem(latest(node)),
      async getChildren(node) {
        if (node !== undefined) return give(latest(node).children);
        if (roots === null) keep(await build());
        return give(roots ?? []);
      },
    },
  });
  return {
    refresh: () => void (roots !== null && rebuild()),
    dispose() {
      vscode.Disposable.from(view, changed).dispose();
    },
  };
}
