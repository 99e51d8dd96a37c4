// Picoschema, dotprompt's short notation of schemas, expanded to JSON Schema as the reference implementation does.
import { didYouMean } from "../base/suggest.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What is wrong with a schema, at the path of keys and indexes that leads there. */
export interface PicoschemaProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type PicoschemaExpansion = { readonly schema: JsonSchema | null } | { readonly problem: PicoschemaProblem };

/** A key of Picoschema taken apart: `name?(array, description)`. */
export interface PicoschemaKey {
  readonly name: string;
  readonly isOptional: boolean;
  readonly type: string | null;
  readonly description: string | null;
}

const scalarTypes = ["any", "boolean", "integer", "null", "number", "string"];
const parenthesizedTypes = ["array", "object", "enum"];
const wildcard = "(*)";
const lineBreaks = ["\n", "\r", "\u2028", "\u2029"];
const forbiddenNames = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Expands Picoschema to JSON Schema; a value that is JSON Schema already passes through, an absent one gives null.
 * Named schemas cannot be resolved here and are problems. Source: the dotprompt specification, "Picoschema".
 */
export function expandPicoschema(value: unknown): PicoschemaExpansion {
  const problems: PicoschemaProblem[] = [];
  const schema = expandRoot(value, problems);
  return problems[0] === undefined ? { schema } : { problem: problems[0] };
}

/** Takes a key such as `tags?(array, labels)` apart. */
export function readPicoschemaKey(key: string): PicoschemaKey {
  const [written = "", parenthesis] = key.split("(");
  const isOptional = written.endsWith("?");
  const [type, description] = parenthesis ? splitDescription(parenthesis.slice(0, -1)) : [null, null];
  return { name: isOptional ? written.slice(0, -1) : written, isOptional, type, description };
}

/** True for a value that the specification takes as JSON Schema rather than as Picoschema. */
export function isJsonSchema(value: unknown): value is JsonSchema {
  if (!isMapping(value)) return false;
  const { type, properties } = value;
  return (typeof type === "string" && [...scalarTypes, "object", "array"].includes(type)) || typeof properties === "object";
}

function expandRoot(value: unknown, problems: PicoschemaProblem[]): JsonSchema | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") {
    const [type, description] = splitDescription(value);
    requireScalar(type, [], problems);
    return { type, ...(description ? { description } : {}) };
  }
  if (isJsonSchema(value)) return "type" in value && typeof value["type"] === "string" ? value : { ...value, type: "object" };
  return expand(value, [], problems);
}

function expand(value: unknown, path: PicoschemaProblem["path"], problems: PicoschemaProblem[]): Record<string, unknown> {
  if (typeof value === "string") {
    const [type, description] = splitDescription(value);
    requireScalar(type, path, problems);
    return { ...(type === "any" ? {} : { type }), ...(description ? { description } : {}) };
  }
  if (!isMapping(value)) {
    problems.push({ path, message: "a schema consists of types, such as string, and of mappings" });
    return {};
  }
  const properties: Record<string, unknown> = {};
  const required: string[] = [];
  let additionalProperties: unknown = false;
  for (const [key, inner] of Object.entries(value)) {
    const innerPath = [...path, key];
    if (key === wildcard) {
      additionalProperties = expand(inner, innerPath, problems);
      continue;
    }
    const parsed = readPicoschemaKey(key);
    if (forbiddenNames.has(parsed.name)) {
      problems.push({ path: innerPath, message: `the name "${parsed.name}" is not allowed` });
      continue;
    }
    if (!parsed.isOptional) required.push(parsed.name);
    properties[parsed.name] = expandProperty(parsed, inner, innerPath, problems);
  }
  return { type: "object", properties, ...(required.length > 0 ? { required } : {}), additionalProperties };
}

function expandProperty(
  { type, isOptional, description }: PicoschemaKey,
  value: unknown,
  path: PicoschemaProblem["path"],
  problems: PicoschemaProblem[],
): Record<string, unknown> {
  const described = description ? { description } : {};
  switch (type) {
    case null:
    case "object": {
      const schema = expand(value, path, problems);
      return { ...schema, ...(isOptional && typeof schema["type"] === "string" ? { type: [schema["type"], "null"] } : {}), ...described };
    }
    case "array":
      return { type: isOptional ? ["array", "null"] : "array", items: expand(value, path, problems), ...described };
    case "enum":
      if (!Array.isArray(value)) {
        problems.push({ path, message: "an enum is a list of its values" });
        return {};
      }
      return { enum: isOptional && !value.includes(null) ? [...(value as unknown[]), null] : [...(value as unknown[])], ...described };
    default:
      problems.push({ path, message: `unknown type "${type}" in parentheses. ${didYouMean(type, parenthesizedTypes, "type")}` });
      return {};
  }
}

function requireScalar(type: string, path: PicoschemaProblem["path"], problems: PicoschemaProblem[]): void {
  if (!scalarTypes.includes(type)) problems.push({ path, message: `unknown type "${type}". ${didYouMean(type, scalarTypes, "type")}` });
}

/** Splits at the first comma of the last line; the reference implementation leaves out the lines above it. Written without its regular expression, which is cubic. */
function splitDescription(text: string): [string, string | null] {
  const line = text.slice(Math.max(...lineBreaks.map((lineBreak) => text.lastIndexOf(lineBreak))) + 1);
  const comma = line.indexOf(",");
  return comma < 0 ? [text, null] : [line.slice(0, comma), line.slice(comma + 1).replace(/^ +/, "")];
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
