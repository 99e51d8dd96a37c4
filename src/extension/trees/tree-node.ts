// What a tree shows, as plain data: two states of a tree can be compared, so that only what has changed is drawn again.
import * as vscode from "vscode";
import { escapeLine } from "../../core/report/escape.ts";
import type { CommandId } from "../manifest.ts";
import type { HasSubject } from "../projects/subject.ts";
import type { NodeContext } from "./contexts.ts";

export interface TreeNode extends HasSubject {
  /** Unique in its tree, and the same for the same thing for ever. */
  readonly id: string;
  readonly face: Face;
  readonly children: readonly TreeNode[];
}

/** All that can be seen of a node; text is as the files have it, and is escaped when it is drawn. */
export interface Face {
  readonly label: string;
  readonly description?: string;
  /** Lines; the label when absent. */
  readonly tooltip?: readonly string[];
  readonly icon?: Icon;
  /** What context menus ask for. */
  readonly context: NodeContext;
  /** The file that the node stands for, whose problems colour it. */
  readonly file?: string;
  readonly click?: Click;
  readonly isOpen?: boolean;
}

export interface Icon {
  readonly name: string;
  readonly color?: string;
}

/** Opens a file at a line, or runs a command on the node. */
export type Click =
  | { readonly kind: "open"; readonly file: string; readonly line: number }
  | { readonly kind: "command"; readonly title: string; readonly command: CommandId };

/** The node as VS Code draws it. Its texts come from files of anyone: they stay plain text, with control characters spelled out. */
export function toTreeItem(node: TreeNode): vscode.TreeItem {
  const { label, description, tooltip, icon, context, file, click, isOpen } = node.face;
  const item = new vscode.TreeItem(escapeLine(label), collapsibleState(node, isOpen === true));
  item.id = node.id;
  item.description = description === undefined ? "" : escapeLine(description);
  item.tooltip = (tooltip ?? [label]).map(escapeLine).join("\n");
  item.contextValue = context;
  if (icon !== undefined)
    item.iconPath = new vscode.ThemeIcon(icon.name, icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color));
  if (file !== undefined) item.resourceUri = vscode.Uri.parse(file, true);
  if (click !== undefined) item.command = toCommand(click, node);
  return item;
}

/** The nodes to draw again; null when the list itself is another. */
export function changedNodes(before: readonly TreeNode[], after: readonly TreeNode[]): TreeNode[] | null {
  if (before.length !== after.length || before.some((node, index) => node.id !== after[index]?.id)) return null;
  return after.flatMap((node, index) => {
    const earlier = before[index];
    if (earlier === undefined) return [];
    const inner = changedNodes(earlier.children, node.children);
    const isSame = JSON.stringify(earlier.face) === JSON.stringify(node.face);
    return inner === null || !isSame ? [node] : inner;
  });
}

function collapsibleState({ children }: TreeNode, isOpen: boolean): vscode.TreeItemCollapsibleState {
  if (children.length === 0) return vscode.TreeItemCollapsibleState.None;
  return isOpen ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

function toCommand(click: Click, node: TreeNode): vscode.Command {
  if (click.kind === "command") return { command: click.command, title: click.title, arguments: [node] };
  const start = new vscode.Position(Math.max(0, click.line - 1), 0);
  const options = { selection: new vscode.Range(start, start) } satisfies vscode.TextDocumentShowOptions;
  return { command: "vscode.open", title: vscode.l10n.t("Open"), arguments: [vscode.Uri.parse(click.file, true), options] };
}
