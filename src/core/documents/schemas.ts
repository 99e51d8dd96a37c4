// The schemas of every YAML kind, completed from the registries of providers and scorers; one list for reading, JSON schemas and docs.
import * as z from "zod";
import { collectionManifestSchema } from "../domain/collection.ts";
import { criterionSetShape, criterionShape } from "../domain/criterion-set.ts";
import { experimentSchema } from "../domain/experiment.ts";
import { modelConfigShape } from "../domain/model-config.ts";
import { projectSchema } from "../domain/project.ts";
import { providers } from "../providers/registry.ts";
import type { ProviderDefinition } from "../providers/provider.ts";
import { judgeOptions } from "../scorers/judge-options.ts";
import { checks } from "../scorers/registry.ts";
import type { CheckDefinition } from "../scorers/scorer.ts";
import { frontMatterSchema } from "../template/front-matter.ts";
import { suffixes, type DocumentKindName } from "./kinds.ts";

/** The schema of a criterion that asks the judge. */
export const questionSchema = z.strictObject({ ...criterionShape, ...judgeOptions });

/** The schema of a criterion with a given check. */
export function checkSchema(scorer: string, definition: CheckDefinition): z.ZodObject {
  const names = definition.isPlainOnly === true ? [scorer] : [scorer, `not-${scorer}`];
  return z.strictObject({ ...criterionShape, check: z.enum(names).describe(definition.title), ...definition.options });
}

export function modelSchema(provider: string, definition: ProviderDefinition): z.ZodObject {
  return z.strictObject({ provider: z.literal(provider).describe(definition.title), ...modelConfigShape, ...definition.settings });
}

const checkSchemas = Object.entries(checks).map(([name, definition]) => checkSchema(name, definition));
const modelSchemas = Object.entries<ProviderDefinition>(providers).map(([name, definition]) => modelSchema(name, definition));

/** The criteria of a set are checked one by one against the schema their `check` or `question` asks for. */
export const criterionSetSchema = z.strictObject({ ...criterionSetShape, criteria: z.array(z.unknown()) });

export interface DocumentKind {
  readonly title: string;
  /** A file is of this kind when its name ends like this. */
  readonly suffix: string;
  readonly schema: z.ZodType;
}

/** Every kind of file a person writes, by name. */
export const documentKinds = {
  project: { title: "Project settings", suffix: suffixes.project, schema: projectSchema },
  collection: { title: "Collection manifest", suffix: suffixes.collection, schema: collectionManifestSchema },
  template: { title: "Template front matter", suffix: suffixes.template, schema: frontMatterSchema },
  model: { title: "Model config", suffix: suffixes.model, schema: z.union(modelSchemas) },
  criteria: {
    title: "Criterion set",
    suffix: suffixes.criteria,
    schema: z.strictObject({ ...criterionSetShape, criteria: z.array(z.union([questionSchema, ...checkSchemas])).min(1) }),
  },
  experiment: { title: "Experiment", suffix: suffixes.experiment, schema: experimentSchema },
} satisfies Record<DocumentKindName, DocumentKind>;
