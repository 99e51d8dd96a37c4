// json-schema: the whole response is one JSON value that keeps a JSON schema.
import { dereference, validate, type OutputUnit } from "@cfworker/json-schema";
import { jsonSchemaSchema } from "../domain/tool.ts";
import { defineScorer } from "./define-scorer.ts";
import { columnProblem, sampleOptions } from "./fill-options.ts";
import { parseResponse } from "./parse-response.ts";
import { cut } from "./quote.ts";
import { maximumTextLength, tooLong } from "./regex-pattern.ts";
import { schemaDraft } from "./schema-draft.ts";
import { schemaProblem } from "./schema-problem.ts";
import { verdict, type Rated } from "./scorer.ts";
import { settlePatterns } from "./settle-patterns.ts";

export const jsonSchema = defineScorer({
  title: "The response is JSON that keeps a schema",
  options: {
    schema: jsonSchemaSchema
      .optional()
      .describe("The JSON Schema (2020-12, or what $schema says); the template's or model config's output schema by default."),
  },
  check: ({ schema }) => {
    const problem = schema === undefined ? null : (columnProblem({ schema }, "json-schema") ?? schemaProblem(sampleOptions(schema)));
    return problem === null
      ? []
      : [{ key: "schema", message: problem, hint: "Mend the schema: as it stands the check could not be relied on." }];
  },
  rate: async ({ response, outputSchema }, options, tools) => {
    const written = options.schema ?? outputSchema;
    if (written === null)
      return {
        kind: "error",
        code: "scorer/no-schema",
        message: "The criterion has no schema, and neither the template nor the model config has an output schema.",
      };
    const problem = schemaProblem(written);
    const draft = schemaDraft(written);
    if (problem !== null || draft === null)
      return { kind: "error", code: "scorer/invalid-schema", message: problem ?? "The draft is not known." };
    if (response.length > maximumTextLength) return tooLong(response.length);
    const parsed = parseResponse(response);
    if ("reason" in parsed) return verdict(false, parsed.reason);

    const schema = structuredClone(written);
    const parts = dereference(schema);
    const failure = await settlePatterns(Object.values(parts), parsed.value, tools);
    if (failure !== null) return failure;
    try {
      const { valid, errors } = validate(parsed.value, schema, draft, parts, false);
      return verdict(valid, valid ? "The response keeps the schema." : describe(errors));
    } catch (error) {
      return notValidated(error);
    }
  },
});

/** The validator recurses, so a deeply nested answer to a recursive schema exhausts the stack. */
function notValidated(error: unknown): Rated {
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

function describe(errors: readonly OutputUnit[]): string {
  const leaves = errors.filter(({ keyword, error }) => !wrappers.has(keyword) && !(keyword === "oneOf" && error.includes("(0 matches)")));
  const lines = leaves.slice(0, longestList).map(({ instanceLocation, keyword, error }) => {
    const place = instanceLocation === "#" ? "the response" : cut(instanceLocation.slice(1), 100);
    return `${place}: ${keyword === "false" ? "Not allowed here." : cut(error, 200)}`;
  });
  const more = leaves.length - lines.length;
  return `The response breaks the schema. ${lines.join(" ")}${more > 0 ? ` And ${more} more.` : ""}`;
}
