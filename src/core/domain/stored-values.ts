// The shapes of single values in stored files, which may come from anywhere: hashes, times and texts, with bounds.
import * as z from "zod";
import type { Hash } from "../base/hash.ts";

/** A path is made of its digits, so nothing else may stand there. */
export const hashSchema = z.custom<Hash>((value) => typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value), {
  error: "must be sha256: and 64 hexadecimal digits",
});

/** As it is written everywhere, so that two of them can be compared as texts. */
export const timeSchema = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, "must be a time such as 2026-03-01T12:00:00.000Z");

/** A name, an id, a path: what stands in tables and titles. */
export const nameSchema = z.string().max(4096);

/** The id of a run, which is the name of its folder. */
export const runIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/, "must be the id of a run");

/** A file of a project as documents are named: relative to it, and inside it. */
export const pathSchema = nameSchema.refine((path) => !/^([/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes(".."), {
  error: "must be a path inside the project",
});

/** Tokens, milliseconds, attempts: nothing that is counted is negative. */
export const amountSchema = z.number().min(0);

/** What may be one of a closed list; the list is an object, so that the compiler can hold it against a type. */
export function oneOf<Value extends string>(values: { readonly [Key in Value]: Key }): z.ZodType<Value> {
  return z.enum(values);
}

/** Nothing of ours is nested so deeply; JSON that is could be read but never written again. */
const deepest = 64;

/** True for a JSON value with more levels of lists and objects than any of ours has. */
export function isTooDeep(value: unknown, levels = deepest): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  // Every line of every journal comes by here, so no list of its values is made.
  for (const key in value) if (isTooDeep((value as Readonly<Record<string, unknown>>)[key], levels - 1)) return true;
  return false;
}
