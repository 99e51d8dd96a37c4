// The keys of a document as a table: nested keys are written with dots, `[]` stands for each item of a list, `<name>` for a free name.
import type { JsonSchema } from "./json-schemas.ts";
import { code, table } from "./markdown.ts";

/** One row for each key that `schema` knows, however deep, in the order of the schema. */
export function keyTable(schema: JsonSchema): string {
  return table(["key", "type", "required or default", "meaning"], keyRows(schema, ""));
}

/** Keys and types in a few words, for a cell: `value` (text), `tolerance` (number, optional). */
export function keyList(schema: JsonSchema): string {
  const keys = Object.entries(schema.properties ?? {}).map(([key, inner]) => {
    const isOptional = schema.required?.includes(key) !== true;
    const meaning = inner.description === undefined ? "" : `: ${inner.description}`;
    return `${code(key)} (${typeOf(inner)}${isOptional ? ", optional" : ""})${meaning}`;
  });
  return keys.join("<br>") || "–";
}

function keyRows(schema: JsonSchema, prefix: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const key = `${prefix}${name}`;
    const needed =
      inner.default !== undefined ? code(JSON.stringify(inner.default)) : schema.required?.includes(name) === true ? "required" : "";
    return [[code(key), typeOf(inner), needed, inner.description ?? ""], ...innerRows(inner, key)];
  });
}

function innerRows(schema: JsonSchema, key: string): string[][] {
  if (schema.properties !== undefined) return keyRows(schema, `${key}.`);
  if (schema.items !== undefined) return innerRows(schema.items, `${key}[]`);
  const values = schema.additionalProperties;
  if (typeof values === "object") return innerRows(values, `${key}.<name>`);
  // Several shapes with keys of their own would need several tables, which the page gives them.
  const objects = schema.anyOf?.filter((option) => option.properties !== undefined) ?? [];
  return objects.length === 1 && objects[0] !== undefined ? innerRows(objects[0], key) : [];
}

const plainTypes: Readonly<Record<string, string>> = {
  string: "text",
  number: "number",
  integer: "whole number",
  boolean: "true or false",
  object: "mapping",
  null: "null",
};

/** The type in words: `whole number, at least 1`, `text / number`, `list of mappings`. */
function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum !== undefined)
    return schema.enum.map((value) => code(typeof value === "string" ? value : JSON.stringify(value))).join(", ");
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(" / ");
  if (Array.isArray(schema.type)) return schema.type.map((type: string) => plainTypes[type] ?? type).join(" / ");
  if (schema.type === "array")
    return schema.items?.type === "object" || schema.items?.anyOf?.every((option) => option.type === "object") === true
      ? "list of mappings"
      : `list of ${typeOf(schema.items ?? {})}`;
  const values = schema.additionalProperties;
  if (typeof values === "object" && values.type === "array") return `mapping of names to ${typeOf(values)}`;
  const type = plainTypes[String(schema.type)] ?? "any";
  return `${type}${rangeOf(schema)}`;
}

/** The largest whole number that JavaScript holds exactly says nothing to a reader. */
const isTold = (bound: number | undefined): bound is number => bound !== undefined && Math.abs(bound) !== Number.MAX_SAFE_INTEGER;

function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const parts = [
    ...(isTold(minimum) ? [`at least ${minimum}`] : []),
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(isTold(maximum) ? [`at most ${maximum}`] : []),
    ...(exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`]),
  ];
  return parts.map((part) => `, ${part}`).join("");
}
