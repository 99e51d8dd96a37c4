// json-schema: the whole response is one JSON value that keeps a JSON schema.
import { jsonSchemaSchema } from "../domain/tool.ts";
import { defineScorer } from "./define-scorer.ts";
import { parseResponse } from "./parse-response.ts";
import { quoteList } from "./quote.ts";
import { maximumTextLength, tooLong } from "./regex-pattern.ts";
import { schemaOptionProblems } from "./schema-option.ts";
import { verdict } from "./scorer.ts";
import { validateValue } from "./validate-value.ts";

export const jsonSchema = defineScorer({
  title: "The response is JSON that keeps a schema",
  options: {
    schema: jsonSchemaSchema
      .optional()
      .describe("The JSON Schema (2020-12, or what $schema says); the template's or model config's output schema by default."),
  },
  check: ({ schema }) => (schema === undefined ? [] : schemaOptionProblems(schema, "json-schema")),
  checkArms: ({ schema }, arms) => {
    const without = schema === undefined ? arms.filter((arm) => arm.outputSchema === null) : [];
    return without.length === 0
      ? []
      : [
          {
            key: "check",
            message: `It has no schema, and neither template nor model config of ${quoteList(without.map(({ name }) => name))} has an output schema.`,
            hint: "Add `schema: …` to the criterion, or `output: {schema: …}` to the template or the model config.",
          },
        ];
  },
  rate: async ({ response, outputSchema }, options, tools) => {
    const written = options.schema ?? outputSchema;
    if (written === null)
      return {
        kind: "error",
        code: "scorer/no-schema",
        message: "The criterion has no schema, and neither the template nor the model config has an output schema.",
      };
    if (response.length > maximumTextLength) return tooLong(response.length);
    const parsed = parseResponse(response);
    if ("reason" in parsed) return verdict(false, parsed.reason);
    const validation = await validateValue(parsed.value, written, "the response", tools);
    if ("kind" in validation) return validation;
    const { complaints } = validation;
    return verdict(
      complaints === null,
      complaints === null ? "The response keeps the schema." : `The response breaks the schema. ${complaints}`,
    );
  },
});
