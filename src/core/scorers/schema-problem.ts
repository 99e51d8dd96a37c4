// What would make a JSON schema fall silent or fail while it is used, found before it is.
import { dereference } from "@cfworker/json-schema";
import { patternProblem } from "./regex-pattern.ts";
import { schemaDraft } from "./schema-draft.ts";

const typeNames = ["array", "boolean", "integer", "null", "number", "object", "string"];

/** The first problem of a schema, as a sentence, or null. */
export function schemaProblem(schema: Readonly<Record<string, unknown>>): string | null {
  if (schemaDraft(schema) === null) return `The draft ${JSON.stringify(schema.$schema)} in $schema is not known; 2020-12, 2019-09, 7, 6 and 4 are.`;
  try {
    const parts = dereference(structuredClone(schema));
    for (const part of Object.values(parts)) {
      const problem = typeof part === "boolean" ? null : partProblem(part, parts);
      if (problem !== null) return problem;
    }
    return null;
  } catch (error) {
    return `The schema cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

function partProblem(part: Readonly<Record<string, unknown>>, parts: Readonly<Record<string, unknown>>): string | null {
  if (part.$ref !== undefined && !Object.hasOwn(parts, String(part.__absolute_ref__))) return `The $ref ${JSON.stringify(part.$ref)} leads to nothing in this schema.`;
  if (part.$dynamicRef !== undefined) return "$dynamicRef is not supported; use $ref.";
  return typeProblem(part.type) ?? listProblem(part) ?? patternsProblem(part);
}

function typeProblem(type: unknown): string | null {
  if (type === undefined) return null;
  const unknown = [type].flat().find((name) => typeof name !== "string" || !typeNames.includes(name));
  return unknown === undefined ? null : `The type ${JSON.stringify(unknown)} is not one of ${typeNames.join(", ")}.`;
}

function listProblem(part: Readonly<Record<string, unknown>>): string | null {
  const key = ["required", "enum", "allOf", "anyOf", "oneOf", "prefixItems"].find((name) => part[name] !== undefined && !Array.isArray(part[name]));
  return key === undefined ? null : `"${key}" must be a list.`;
}

function patternsProblem(part: Readonly<Record<string, unknown>>): string | null {
  const { pattern, patternProperties } = part;
  if (pattern !== undefined && typeof pattern !== "string") return '"pattern" must be a text.';
  const names = typeof patternProperties === "object" && patternProperties !== null ? Object.keys(patternProperties) : [];
  for (const text of pattern === undefined ? names : [pattern, ...names]) {
    const problem = patternProblem(text, "u");
    if (problem !== null) return `The pattern ${JSON.stringify(text)} is not a regular expression: ${problem}.`;
  }
  return null;
}
