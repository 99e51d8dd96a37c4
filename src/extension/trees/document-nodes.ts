// Collections with their columns, templates with their placeholders, criterion sets with their criteria, and models.
import * as vscode from "vscode";
import type {
  CollectionDescription,
  CriterionSetDescription,
  ModelDescription,
  TemplateDescription,
} from "../../core/documents/project-description.ts";
import type { ColumnType } from "../../core/domain/collection.ts";
import { uriIn, type Project } from "../projects/project.ts";
import type { Face, TreeNode } from "./tree-node.ts";
import { criteriaText, errorsText, listed, placeholdersText, rowsText, valuesText, warningsText } from "../words.ts";

/** Where a document lies, and what it is called in the tree. */
export interface DocumentPlace {
  readonly project: Project;
  readonly path: string;
  readonly label: string;
}

const columnIcons: Readonly<Record<ColumnType, string>> = {
  text: "symbol-string",
  category: "symbol-enum",
  number: "symbol-number",
  boolean: "symbol-boolean",
  json: "json",
  conversation: "comment-discussion",
  raw_input: "comment",
};

export function collectionNode(place: DocumentPlace, { rows, columns, errors, warnings }: CollectionDescription): TreeNode {
  const description = rows === null ? vscode.l10n.t("cannot be read") : rowsText(rows);
  return documentNode(place, {
    face: { description, icon: { name: "table" }, context: "collection" },
    counts: { errors, warnings },
    parts: columns.map(({ name, type, role, values }) => ({
      name,
      line: 1,
      face: {
        description: columnWords(type, role, values),
        icon: { name: columnIcons[type] },
        context: "column",
      },
    })),
  });
}

export function templateNode(place: DocumentPlace, { placeholders, isPartial, errors, warnings }: TemplateDescription): TreeNode {
  return documentNode(place, {
    face: {
      description: listed(
        isPartial ? vscode.l10n.t("partial") : "",
        isPartial && placeholders.length === 0 ? "" : placeholdersText(placeholders.length),
      ),
      icon: { name: "file" },
      context: isPartial ? "partial" : "template",
    },
    counts: { errors, warnings },
    parts: placeholders.map(({ name, isUnknown, line }) => ({
      name,
      line,
      face: isUnknown
        ? {
            description: vscode.l10n.t("unknown column"),
            icon: { name: "error", color: "problemsErrorIcon.foreground" },
            context: "placeholder",
          }
        : { icon: { name: "symbol-variable" }, context: "placeholder" },
    })),
  });
}

export function criterionSetNode(place: DocumentPlace, { name, criteria, errors, warnings }: CriterionSetDescription): TreeNode {
  return documentNode(place, {
    face: { description: criteriaText(criteria.length), icon: { name: "checklist" }, context: "criteria" },
    title: name,
    counts: { errors, warnings },
    parts: criteria.map(({ id, name: title, kind, isHard, line }) => ({
      name: id,
      title,
      line,
      face: {
        description: listed(kind, isHard ? "" : vscode.l10n.t("soft")),
        icon: { name: ["judge", "rubric", "not-rubric"].includes(kind) ? "law" : "symbol-property" },
        context: "criterion",
      },
    })),
  });
}

export function modelNode(place: DocumentPlace, { provider, model, errors, warnings }: ModelDescription): TreeNode {
  const description = provider === null ? vscode.l10n.t("cannot be read") : listed(provider, model ?? "");
  return documentNode(place, { face: { description, icon: { name: "chip" }, context: "model" }, counts: { errors, warnings }, parts: [] });
}

interface DocumentParts {
  readonly face: Omit<Face, "label">;
  /** Its name for people, where it has one of its own. */
  readonly title?: string | null;
  readonly counts: { readonly errors: number; readonly warnings: number };
  readonly parts: readonly {
    readonly name: string;
    readonly title?: string | null;
    readonly line: number;
    readonly face: Omit<Face, "label">;
  }[];
}

function documentNode({ project, path, label }: DocumentPlace, { face, title, counts, parts }: DocumentParts): TreeNode {
  const file = uriIn(project, path).toString();
  const seen = new Map<string, number>();
  return {
    id: JSON.stringify([project.root, face.context, path]),
    subject: { project, path },
    face: { ...face, label, file, tooltip: documentTooltip(path, face, title ?? null, counts), click: { kind: "open", file, line: 1 } },
    children: parts.map((part) => {
      // A name that stands twice is an error of the file, and still two nodes.
      const count = (seen.get(part.name) ?? 0) + 1;
      seen.set(part.name, count);
      return {
        id: JSON.stringify([project.root, face.context, path, part.name, count]),
        subject: { project, path },
        face: {
          ...part.face,
          label: part.name,
          tooltip: [part.name, part.title ?? "", part.face.description ?? ""].filter((line) => line !== ""),
          click: { kind: "open", file, line: part.line },
        },
        children: [],
      };
    }),
  };
}

/** The lines that a document's tooltip has: what it is called, where it is, what it holds, and what is wrong with it. */
export function documentTooltip(
  path: string,
  { description = "" }: Pick<Face, "description">,
  title: string | null,
  { errors, warnings }: DocumentParts["counts"],
): string[] {
  const problems = listed(errors > 0 ? errorsText(errors) : "", warnings > 0 ? warningsText(warnings) : "");
  return [title ?? "", path, description, problems].filter((line) => line !== "");
}

function columnWords(type: ColumnType, role: string, values: number | null): string {
  if (role === "id") return vscode.l10n.t("id");
  const words = listed(typeWord(type), values === null ? "" : valuesText(values));
  return role === "input" ? words : listed(words, roleWord(role));
}

function typeWord(type: ColumnType): string {
  switch (type) {
    case "text":
      return vscode.l10n.t("text");
    case "category":
      return vscode.l10n.t("category");
    case "number":
      return vscode.l10n.t("number");
    case "boolean":
      return vscode.l10n.t("boolean");
    case "json":
      return vscode.l10n.t("JSON");
    case "conversation":
      return vscode.l10n.t("conversation");
    case "raw_input":
      return vscode.l10n.t("raw input");
  }
}

function roleWord(role: string): string {
  switch (role) {
    case "expected":
      return vscode.l10n.t("expected");
    case "response":
      return vscode.l10n.t("response");
    case "metadata":
      return vscode.l10n.t("metadata");
    case "cluster":
      return vscode.l10n.t("cluster");
    default:
      return role;
  }
}
