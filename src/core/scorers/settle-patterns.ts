// The patterns and formats of a JSON schema, settled for one value: patterns in the killable worker (S15), formats here; afterwards the validator runs no regular expression on the value.
import type { Schema } from "@cfworker/json-schema";
import { matchPattern } from "./regex-pattern.ts";
import type { RatingError, ScorerTools } from "./scorer.ts";
import { textFormats } from "./text-formats.ts";

type Matches = (pattern: string) => ReadonlySet<string>;

/**
 * Replaces, in place, every `pattern`, `patternProperties` and `format` in `parts` (all subschemas of one schema) by keywords that mean the same for `instance`
 * and hold plain texts. Returns a rating error when a pattern could not be run, else null.
 */
export async function settlePatterns(
  parts: Iterable<Schema | boolean>,
  instance: unknown,
  tools: ScorerTools,
): Promise<RatingError | null> {
  const schemas = [...parts].filter((part) => typeof part !== "boolean");
  const patterns = new Set(
    schemas.flatMap((schema) => [
      ...(schema.pattern === undefined ? [] : [schema.pattern]),
      ...Object.keys(schema.patternProperties ?? {}),
    ]),
  );
  if (patterns.size === 0 && schemas.every(({ format }) => format === undefined)) return null;
  const texts = textsIn(instance);
  const matched = new Map<string, ReadonlySet<string>>();
  for (const pattern of patterns) {
    const matches = new Set<string>();
    for (const text of texts) {
      tools.signal.throwIfAborted();
      const match = await matchPattern(pattern, "u", text, tools);
      if (typeof match !== "boolean") return match;
      if (match) matches.add(text);
    }
    matched.set(pattern, matches);
  }
  const matchesOf: Matches = (pattern) => matched.get(pattern) ?? new Set();
  for (const schema of schemas) {
    const { pattern, format } = schema;
    delete schema.pattern;
    delete schema.format;
    if (pattern !== undefined)
      refuse(
        schema,
        [...texts].filter((text) => !matchesOf(pattern).has(text)),
        { pattern },
      );
    const hasFormat = format === undefined ? undefined : textFormats.get(format);
    if (hasFormat !== undefined)
      refuse(
        schema,
        [...texts].filter((text) => !hasFormat(text)),
        { format },
      );
    settleProperties(schema, matchesOf);
  }
  return null;
}

/** Makes a schema refuse these texts. What refuses them is a constant that no text equals, because the validator's message names it. */
function refuse(schema: Schema, texts: readonly string[], because: Readonly<Record<string, unknown>>): void {
  schema.allOf = [...(schema.allOf ?? []), { if: { enum: [...texts] }, then: { const: because } }];
}

/** `patternProperties` becomes `properties`, by name, beside those that are there already. */
function settleProperties(schema: Schema, matchesOf: Matches): void {
  const { patternProperties } = schema;
  if (patternProperties === undefined) return;
  const properties = new Map<string, Schema | boolean>(Object.entries(schema.properties ?? {}));
  for (const [pattern, subschema] of Object.entries(patternProperties)) {
    for (const name of matchesOf(pattern)) {
      const present = properties.get(name);
      properties.set(name, present === undefined ? subschema : ({ allOf: [present, subschema] } as Schema));
    }
  }
  delete schema.patternProperties;
  schema.properties = Object.fromEntries(properties);
}

/** All texts and property names in a JSON value; without recursion, for a model may nest deeper than the stack. */
function textsIn(instance: unknown): ReadonlySet<string> {
  const texts = new Set<string>();
  const open: unknown[] = [instance];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "string") texts.add(value);
    if (typeof value !== "object" || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (!Array.isArray(value)) texts.add(key);
      open.push(inner);
    }
  }
  return texts;
}
