// Parsed data as row values: what cannot be hashed exactly is refused, minus zero becomes zero, objects lose their prototype.
import type { RowValue } from "../domain/collection.ts";
import { isForbiddenName } from "./column-name.ts";

/** Why a value cannot stand in a row; `path` leads from the value to the part that is wrong. */
export interface ValueProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint: string;
}

const maximumDepth = 64;

/** The first part of `value` that a row cannot hold, or null when the whole value is fine. */
export function findValueProblem(value: unknown, depth = 0): ValueProblem | null {
  if (value === null || typeof value === "boolean") return null;
  if (typeof value === "number") return findNumberProblem(value);
  if (typeof value === "string") {
    return value.isWellFormed()
      ? null
      : problem("is a text with half a character (a lone surrogate)", "Write the character out instead of a \\u escape.");
  }
  if (depth >= maximumDepth) return problem(`nests deeper than ${maximumDepth} levels`, "Flatten the value, or keep it as a text.");
  if (Array.isArray(value)) return findPartProblem(value.entries(), depth);
  if (!isPlainObject(value)) return problem("has no JSON form", "Write it as a text, number, true, false, null, list or object.");
  const badName = Object.keys(value).find((key) => isForbiddenName(key) || !key.isWellFormed());
  if (badName !== undefined) return problem(`has the key ${JSON.stringify(badName)}, which is not allowed`, "Rename the key.");
  return findPartProblem(Object.entries(value), depth);
}

/** A number that a row cannot hold exactly, or null. */
export function findNumberProblem(value: number): ValueProblem | null {
  if (Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return null;
  return problem(
    Number.isFinite(value) ? `is a number beyond 2^53 (about ${value}), which would lose digits` : "is a number that is not finite",
    "Write it as a text, in quotes.",
  );
}

/** A value without problems as a row value. */
export function toRowValue(value: unknown): RowValue {
  if (typeof value === "number") return value === 0 ? 0 : value;
  if (Array.isArray(value)) return value.map(toRowValue);
  return isPlainObject(value) ? toRecord(Object.entries(value)) : (value as RowValue);
}

function toRecord(entries: readonly (readonly [string, unknown])[]): { readonly [key: string]: RowValue } {
  const record = Object.create(null) as Record<string, RowValue>;
  for (const [key, value] of entries) record[key] = toRowValue(value);
  return record;
}

/** True for a value whose parts are named: an object of JSON or YAML, not a list and nothing built in. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function findPartProblem(parts: Iterable<readonly [string | number, unknown]>, depth: number): ValueProblem | null {
  for (const [step, part] of parts) {
    const found = findValueProblem(part, depth + 1);
    if (found !== null) return { ...found, path: [step, ...found.path] };
  }
  return null;
}

function problem(message: string, hint: string): ValueProblem {
  return { path: [], message, hint };
}
