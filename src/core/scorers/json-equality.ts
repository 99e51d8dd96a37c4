// Whether a JSON value of a response is the one a criterion asks for. Texts in a criterion may come from columns, which hold text.
import * as z from "zod";

/** Any JSON value, written in YAML. */
export const jsonValueSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.unknown()),
  z.record(z.string(), z.unknown()),
]);

/**
 * Equal as JSON, whatever the order of keys. Where the response has no text, an expected text stands for the JSON value it writes: the
 * column that holds `30` asks for the number 30 as well as for the text "30". Expected values are at most as deep as YAML allows.
 */
export function isExpectedJson(actual: unknown, expected: unknown): boolean {
  if (typeof expected === "string" && typeof actual !== "string") return isSame(actual, parsed(expected));
  return isSame(actual, expected);
}

function isSame(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) && actual.length === expected.length && expected.every((item, index) => isExpectedJson(actual[index], item))
    );
  if (typeof expected !== "object" || expected === null) return actual === expected;
  if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return false;
  const entries = Object.entries(expected);
  const given = new Map<string, unknown>(Object.entries(actual));
  return given.size === entries.length && entries.every(([key, value]) => given.has(key) && isExpectedJson(given.get(key), value));
}

/** What a text that is no JSON stands for: a value that no JSON value equals. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
