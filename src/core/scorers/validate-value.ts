// Whether a JSON value keeps a JSON schema that a person wrote; its patterns run where they can be killed (S15).
import { dereference, validate, type OutputUnit } from "@cfworker/json-schema";
import { cut } from "./quote.ts";
import { schemaDraft } from "./schema-draft.ts";
import { schemaProblem } from "./schema-problem.ts";
import type { RatingError, ScorerTools } from "./scorer.ts";
import { settlePatterns } from "./settle-patterns.ts";

type Schema = Readonly<Record<string, unknown>>;

/** A text of complaints, null where there are none, or the rating error that says why nobody knows. */
export type Validation = { readonly complaints: string | null } | RatingError;

/** `whole` is what the value as a whole is called in complaints. */
export async function validateValue(value: unknown, written: Schema, whole: string, tools: ScorerTools): Promise<Validation> {
  const problem = schemaProblem(written);
  const draft = schemaDraft(written);
  if (problem !== null || draft === null)
    return { kind: "error", code: "scorer/invalid-schema", message: problem ?? "The draft is not known." };
  const schema = structuredClone(written);
  const parts = dereference(schema);
  const failure = await settlePatterns(Object.values(parts), value, tools);
  if (failure !== null) return failure;
  try {
    const { valid, errors } = validate(value, schema, draft, parts, false);
    return { complaints: valid ? null : describe(errors, whole) };
  } catch (error) {
    return notValidated(error);
  }
}

/** The validator recurses, so a deeply nested answer to a recursive schema exhausts the stack. */
function notValidated(error: unknown): RatingError {
  return {
    kind: "error",
    code: "scorer/failed",
    message: `The response could not be validated: ${cut(error instanceof Error ? error.message : String(error), 200)}.`,
  };
}

/** Keywords whose errors only say that something inside them failed, and that come with the errors of what did. */
const wrappers = new Set([
  "$ref",
  "$recursiveRef",
  "allOf",
  "anyOf",
  "if",
  "properties",
  "patternProperties",
  "additionalProperties",
  "unevaluatedProperties",
  "propertyNames",
  "dependentSchemas",
  "prefixItems",
  "items",
  "additionalItems",
  "unevaluatedItems",
]);

const longestList = 5;

/** The complaints of what failed itself, a few of them. */
function describe(errors: readonly OutputUnit[], whole: string): string {
  const leaves = errors.filter(({ keyword, error }) => !wrappers.has(keyword) && !(keyword === "oneOf" && error.includes("(0 matches)")));
  const lines = leaves.slice(0, longestList).map(({ instanceLocation, keyword, error }) => {
    const place = instanceLocation === "#" ? whole : cut(instanceLocation.slice(1), 100);
    return `${place}: ${keyword === "false" ? "Not allowed here." : cut(error, 200)}`;
  });
  const more = leaves.length - lines.length;
  return `${lines.join(" ")}${more > 0 ? ` And ${more} more.` : ""}`;
}
