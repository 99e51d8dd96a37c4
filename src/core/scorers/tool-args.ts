// tool-args: what a tool was called with: one call with exactly these arguments, or every call with arguments that keep a schema.
import * as z from "zod";
import { jsonSchemaSchema } from "../domain/tool.ts";
import { defineScorer } from "./define-scorer.ts";
import { columnProblem } from "./fill-options.ts";
import { isExpectedJson } from "./json-equality.ts";
import { cut, quote, showJson } from "./quote.ts";
import { maximumTextLength, tooLong } from "./regex-pattern.ts";
import { schemaOptionProblems } from "./schema-option.ts";
import { verdict, type OptionProblem, type Rated, type ScorerTools } from "./scorer.ts";
import { callsOf, checkTool, otherCalls, toolOption } from "./tool-calls.ts";
import { validateValue } from "./validate-value.ts";

export const toolArgs = defineScorer({
  title: "The model called this tool with these arguments, or with arguments that keep a schema",
  options: {
    tool: toolOption,
    args: z
      .record(z.string(), z.unknown())
      .optional()
      .describe(
        "All arguments of one of the calls; a text, which may hold {{column}}, also stands for the number, list or other value that it writes.",
      ),
    schema: jsonSchemaSchema.optional().describe("The JSON Schema that the arguments of every call keep; in place of args."),
  },
  check: ({ args, schema }): readonly OptionProblem[] => {
    if ((args === undefined) === (schema === undefined))
      return [
        {
          key: schema === undefined ? "check" : "schema",
          message: schema === undefined ? "Neither args nor schema is given." : "Both args and schema are given.",
          hint: "Give one of them: args for exact arguments, schema for their shape.",
        },
      ];
    if (schema !== undefined) return schemaOptionProblems(schema, "tool-args");
    const problem = columnProblem({ args }, "tool-args");
    return problem === null ? [] : [{ key: "args", message: problem, hint: "Write the name of the argument as the tool has it." }];
  },
  checkArms: ({ tool }, arms) => checkTool(tool, arms),
  rate: async (subject, { tool, args, schema }, tools) => {
    const calls = callsOf(tool, subject);
    if (calls.length === 0) return verdict(false, `The tool ${quote(tool)} was not called. ${otherCalls(subject)}`);
    const written = calls.map((call) => call.arguments);
    return schema === undefined ? rateEqual(tool, written, args) : rateShape(tool, written, schema, tools);
  },
});

function rateEqual(tool: string, written: readonly string[], args: unknown): Rated {
  const isThere = written.some((text) => {
    const parsed = parseArguments(text);
    return "value" in parsed && isExpectedJson(parsed.value, args);
  });
  if (isThere) return verdict(true, `The tool ${quote(tool)} was called with ${showJson(args, 200)}.`);
  const calls = written.length === 1 ? "was called" : `was called ${written.length} times, the last time`;
  return verdict(false, `The tool ${quote(tool)} ${calls} with ${cut(written.at(-1) ?? "", 200)}, not with ${showJson(args, 200)}.`);
}

async function rateShape(
  tool: string,
  written: readonly string[],
  schema: Readonly<Record<string, unknown>>,
  tools: ScorerTools,
): Promise<Rated> {
  for (const [index, text] of written.entries()) {
    if (text.length > maximumTextLength) return tooLong(text.length);
    const call = written.length === 1 ? "" : `Call ${index + 1} of ${written.length}: `;
    const parsed = parseArguments(text);
    if ("reason" in parsed) return verdict(false, `${call}${parsed.reason}`);
    const validation = await validateValue(parsed.value, schema, "the arguments", tools);
    if ("kind" in validation) return validation;
    if (validation.complaints !== null)
      return verdict(false, `${call}The arguments of the tool ${quote(tool)} break the schema. ${validation.complaints}`);
  }
  return verdict(true, `The arguments of the tool ${quote(tool)} keep the schema.`);
}

/** A call without arguments may come as an empty text. */
function parseArguments(text: string): { readonly value: unknown } | { readonly reason: string } {
  try {
    return { value: text.trim() === "" ? {} : JSON.parse(text) };
  } catch (error) {
    return { reason: `The arguments are not JSON: ${cut(error instanceof Error ? error.message : String(error), 200)}.` };
  }
}
