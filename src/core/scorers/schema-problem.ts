// What would make a JSON schema fall silent or fail while it is used, found before it is.
import { dereference } from "@cfworker/json-schema";
import { didYouMean } from "../base/suggest.ts";
import { patternProblem } from "./regex-pattern.ts";
import { schemaCycle } from "./schema-cycle.ts";
import { schemaDraft } from "./schema-draft.ts";
import { textFormats } from "./text-formats.ts";

const typeNames = ["array", "boolean", "integer", "null", "number", "object", "string"];

/** The first problem of a schema, as a sentence, or null. */
export function schemaProblem(schema: Readonly<Record<string, unknown>>): string | null {
  if (schemaDraft(schema) === null)
    return `The draft ${JSON.stringify(schema.$schema)} in $schema is not known; 2020-12, 2019-09, 7, 6 and 4 are.`;
  try {
    const parts = dereference(structuredClone(schema));
    for (const part of Object.values(parts)) {
      const problem = typeof part === "boolean" ? null : partProblem(part, parts);
      if (problem !== null) return problem;
    }
    const cycle = schemaCycle(parts);
    return cycle === null
      ? null
      : `The $ref ${JSON.stringify(cycle)} leads back to itself without a step into the value, so checking would never end.`;
  } catch (error) {
    return `The schema cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

function partProblem(part: Readonly<Record<string, unknown>>, parts: Readonly<Record<string, unknown>>): string | null {
  if (part.$ref !== undefined && !Object.hasOwn(parts, String(part.__absolute_ref__)))
    return `The $ref ${JSON.stringify(part.$ref)} leads to nothing in this schema.`;
  if (part.$dynamicRef !== undefined) return "$dynamicRef is not supported; use $ref.";
  return typeProblem(part.type) ?? listProblem(part) ?? patternsProblem(part) ?? formatProblem(part.format);
}

function typeProblem(type: unknown): string | null {
  if (type === undefined) return null;
  const unknown = [type].flat().find((name) => typeof name !== "string" || !typeNames.includes(name));
  return unknown === undefined ? null : `The type ${JSON.stringify(unknown)} is not one of ${typeNames.join(", ")}.`;
}

function formatProblem(format: unknown): string | null {
  if (format === undefined) return null;
  if (typeof format !== "string") return '"format" must be a text.';
  return textFormats.has(format)
    ? null
    : `The format ${JSON.stringify(format)} is not checked here. ${didYouMean(format, [...textFormats.keys()], "format")}`;
}

function listProblem(part: Readonly<Record<string, unknown>>): string | null {
  const key = ["required", "enum", "allOf", "anyOf", "oneOf", "prefixItems"].find(
    (name) => part[name] !== undefined && !Array.isArray(part[name]),
  );
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
