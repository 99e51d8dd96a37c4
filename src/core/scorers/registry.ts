// All checks by name; each may be negated with `not-` before its name.
import { isJson } from "./is-json.ts";
import { jsonSchema } from "./json-schema.ts";
import { length } from "./length.ts";
import { numeric } from "./numeric.ts";
import { regex } from "./regex.ts";
import type { ScorerDefinition } from "./scorer.ts";
import { contains, containsAll, containsAny, icontains } from "./text-containment.ts";
import { endsWith, startsWith } from "./text-ends.ts";
import { equals, iequals } from "./text-equality.ts";

export const scorers = {
  equals,
  iequals,
  contains,
  icontains,
  "contains-any": containsAny,
  "contains-all": containsAll,
  "starts-with": startsWith,
  "ends-with": endsWith,
  regex,
  "is-json": isJson,
  "json-schema": jsonSchema,
  numeric,
  length,
} satisfies Record<string, ScorerDefinition>;

/** The scorer of that name, or null when there is none. */
export function findScorer(name: string): ScorerDefinition | null {
  return Object.hasOwn(scorers, name) ? scorers[name as keyof typeof scorers] : null;
}

const negation = "not-";

/** The check as it is written in a criterion (`not-regex`) in its two parts; whether there is such a scorer is another question. */
export function parseCheckName(check: string): { readonly scorer: string; readonly isNegated: boolean } {
  const isNegated = check.startsWith(negation);
  return { scorer: isNegated ? check.slice(negation.length) : check, isNegated };
}

/** Everything that may stand under `check:`, plain and negated. */
export function checkNames(): string[] {
  const names = Object.keys(scorers);
  return [...names, ...names.map((name) => `${negation}${name}`)];
}
