// The kinds of documents by the names of their files; apart from their schemas, which are too heavy for whoever only tells files apart.

/** A file is of a kind when its name ends like this; a project's settings have exactly this name. */
export const suffixes = {
  project: "touchstone.yaml",
  collection: ".collection.yaml",
  template: ".prompt",
  model: ".model.yaml",
  criteria: ".criteria.yaml",
  experiment: ".experiment.yaml",
} as const;

export type DocumentKindName = keyof typeof suffixes;

const endings = (Object.entries(suffixes) as [DocumentKindName, string][]).filter(([kind]) => kind !== "project");

/** The kind of a file by its name, or null. */
export function kindOf(path: string): DocumentKindName | null {
  const name = fileName(path);
  if (name === suffixes.project) return "project";
  return endings.find(([, suffix]) => name.endsWith(suffix) && name !== suffix)?.[0] ?? null;
}

export const labelsSuffix = ".labels.jsonl";

/** True for a file of people's ratings. */
export function isLabels(path: string): boolean {
  return path.endsWith(labelsSuffix) && fileName(path) !== labelsSuffix;
}

/** The labels file of a criterion set, which lies beside it under the same name. */
export function labelsPath(criteriaPath: string): string {
  return `${criteriaPath.endsWith(suffixes.criteria) ? criteriaPath.slice(0, -suffixes.criteria.length) : criteriaPath}${labelsSuffix}`;
}

export function isTemplate(path: string): boolean {
  return kindOf(path) === "template";
}

/** True for a template that others include: its name begins with `_`. */
export function isPartial(path: string): boolean {
  return isTemplate(path) && fileName(path).startsWith("_");
}

/** True for what a run can be made of: an experiment, or a template that names its own collection and criteria. */
export function isRunnable(path: string): boolean {
  return kindOf(path) === "experiment" || (isTemplate(path) && !isPartial(path));
}

/** The last name of a path with slashes. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
