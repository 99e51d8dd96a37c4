// JSON schemas of the documents, for editors and other tools: one file for each kind.
import * as z from "zod";
import { labelSchema } from "../../src/core/domain/label.ts";
import { documentKinds, type DocumentKind } from "../../src/core/documents/schemas.ts";

export const schemaFolder = "schemas";

/** The part of a generated JSON schema that the tables read. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly pattern?: string;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
}

/** What a person may write, as JSON Schema draft 7: defaults are optional keys. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { target: "draft-7", io: "input", unrepresentable: "any" }) as JsonSchema;
}

export function schemaPath(kind: string): string {
  return `${schemaFolder}/${kind}.schema.json`;
}

/** Dotted keys of other tools are left alone, which a zod object cannot say. */
const foreignKeys = { patternProperties: { "^(?!touchstone\\.).+\\..+$": {} } };

export function jsonSchemaFiles(): [path: string, text: string][] {
  const schemas = [
    ...Object.entries<Pick<DocumentKind, "title" | "schema">>(documentKinds),
    ["label", { title: "Label", schema: labelSchema }] as const,
  ];
  return schemas.map(([kind, { title, schema }]) => {
    const { $schema, ...rest } = toJsonSchema(schema) as JsonSchema & { readonly $schema: string };
    return [schemaPath(kind), `${JSON.stringify({ $schema, title, ...rest, ...(kind === "template" ? foreignKeys : {}) }, null, 2)}\n`];
  });
}
