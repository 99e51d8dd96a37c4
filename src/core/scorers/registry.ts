// All checks by name, rated here or by the judge; each may be negated with `not-` before its name.
import type { Criterion } from "../domain/criterion-set.ts";
import { bleu } from "./bleu.ts";
import { composite } from "./composite.ts";
import { cost } from "./cost.ts";
import { finishReason } from "./finish-reason.ts";
import { isJson } from "./is-json.ts";
import { jsonPathEquals } from "./json-path-equals.ts";
import { jsonSchema } from "./json-schema.ts";
import { latency } from "./latency.ts";
import { length } from "./length.ts";
import { levenshtein } from "./levenshtein.ts";
import { similarity } from "./lexical-similarity.ts";
import { numeric } from "./numeric.ts";
import { refusal } from "./refusal.ts";
import { pairwise } from "./pairwise.ts";
import { regex } from "./regex.ts";
import { rougeL } from "./rouge-l.ts";
import { rubric } from "./rubric.ts";
import { script } from "./script.ts";
import type { CheckDefinition, ScorerDefinition } from "./scorer.ts";
import { contains, containsAll, containsAny, icontains } from "./text-containment.ts";
import { endsWith, startsWith } from "./text-ends.ts";
import { equals, iequals } from "./text-equality.ts";
import { tokenF1 } from "./token-f1.ts";
import { toolArgs } from "./tool-args.ts";
import { toolCalled } from "./tool-called.ts";

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
  "json-path-equals": jsonPathEquals,
  numeric,
  length,
  levenshtein,
  "rouge-l": rougeL,
  bleu,
  "token-f1": tokenF1,
  similarity,
  "tool-called": toolCalled,
  "tool-args": toolArgs,
  refusal,
  latency,
  cost,
  "finish-reason": finishReason,
  composite,
  script,
} satisfies Record<string, ScorerDefinition>;

/** Checks that the judge rates. */
export const askedChecks = { rubric, pairwise } satisfies Record<string, CheckDefinition>;

/** All checks in the order of the documents. */
export const checks: Readonly<Record<string, CheckDefinition>> = { ...scorers, ...askedChecks };

/** The check of that name, or null when there is none. */
export function findCheck(name: string): CheckDefinition | null {
  return Object.hasOwn(checks, name) ? (checks[name] ?? null) : null;
}

/** The scorer of that name, or null when there is none. */
export function findScorer(name: string): ScorerDefinition | null {
  return Object.hasOwn(scorers, name) ? scorers[name as keyof typeof scorers] : null;
}

/** Ids of the criteria that a criterion is made of; none for a question, and for most checks. */
export function partsOf({ scorer, options }: Pick<Criterion, "scorer" | "options">): readonly string[] {
  return findCheck(scorer)?.parts?.(options) ?? [];
}

const negation = "not-";

/** The check as it is written in a criterion (`not-regex`) in its two parts; whether there is such a scorer is another question. */
export function parseCheckName(check: string): { readonly scorer: string; readonly isNegated: boolean } {
  const isNegated = check.startsWith(negation);
  return { scorer: isNegated ? check.slice(negation.length) : check, isNegated };
}

/** Everything that may stand under `check:`, plain and negated. */
export function checkNames(): string[] {
  const names = Object.keys(checks);
  return [...names, ...names.filter((name) => findCheck(name)?.isPlainOnly !== true).map((name) => `${negation}${name}`)];
}
