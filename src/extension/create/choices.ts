// Choices among the documents of a project.
import * as vscode from "vscode";
import type {
  CollectionDescription,
  ModelDescription,
  ProjectDescription,
  TemplateDescription,
} from "../../core/documents/project-description.ts";
import { rowsText } from "../words.ts";
import type { Choice } from "./steps.ts";

export function collectionChoices({ collections }: ProjectDescription): Choice<CollectionDescription>[] {
  return collections.map((collection) => ({
    label: collection.path,
    icon: "table",
    value: collection,
    ...(collection.rows === null
      ? { refusal: vscode.l10n.t("cannot be read: see its problems") }
      : { description: rowsText(collection.rows), refusal: collection.rows === 0 ? vscode.l10n.t("has no rows") : null }),
  }));
}

export function criteriaChoices({ criterionSets }: ProjectDescription): Choice<string>[] {
  return criterionSets.map(({ path, name, criteria }) => ({
    label: path,
    description: name ?? "",
    icon: "checklist",
    value: path,
    refusal: criteria.length === 0 ? vscode.l10n.t("has no criteria that can be read") : null,
  }));
}

/** Templates to run on a collection; those with placeholders that it cannot fill are refused. */
export function templateChoices(
  { templates }: Pick<ProjectDescription, "templates">,
  collection: CollectionDescription,
): Choice<TemplateDescription>[] {
  const columns = new Set(collection.columns.map(({ name }) => name));
  return templates
    .filter(({ isPartial }) => !isPartial)
    .map((template) => {
      const missing = template.placeholders.flatMap(({ name, isRequired }) => (isRequired && !columns.has(name) ? [name] : []));
      return {
        label: template.path,
        icon: "file",
        value: template,
        refusal: missing.length === 0 ? null : missingText(missing),
      };
    });
}

export function modelChoices(models: readonly ModelDescription[]): Choice<string>[] {
  return models.map(({ path, provider, model }) => ({
    label: path,
    description: provider === null || model === null ? "" : `${provider}/${model}`,
    icon: "chip",
    value: path,
    refusal: provider === null ? vscode.l10n.t("cannot be read: see its problems") : null,
  }));
}

const mostNamed = 3;

function missingText(names: readonly string[]): string {
  const named = names.slice(0, mostNamed).join(", ");
  const more = names.length - mostNamed;
  if (more <= 0) return vscode.l10n.t("no column for {0}", named);
  return vscode.l10n.t("no column for {0} and {1} more", named, more);
}
