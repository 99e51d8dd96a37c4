// An experiment: collection, template, model and criteria tied together, with variants and gates. A closed schema; kinds add behaviour only.
import * as z from "zod";
import { outputSchema, parametersSchema } from "./model-config.ts";
import { identifierPattern } from "./criterion-set.ts";
import { reducerSchema } from "./reducer.ts";
import { toolSchema } from "./tool.ts";

export const ratingSchema = z.strictObject({
  mode: z.enum(["detailed", "fast"]).optional().describe("With reasons, or verdicts only."),
  grouping: z.enum(["together", "separate"]).optional().describe("One judge call per response, or one per criterion."),
});

export const overridesSchema = z.strictObject({
  ...parametersSchema.shape,
  system: z.string().optional().describe("Replaces the template's system message."),
  model: z.string().optional().describe("A path ending in .model.yaml, or provider/model."),
  template: z.string().optional().describe("Another template."),
  tools: z.array(toolSchema).optional().describe("Replaces the tools."),
  output: outputSchema.optional().describe("Replaces the format of the answer."),
});

export type Overrides = z.output<typeof overridesSchema>;

const nameSchema = z.string().regex(identifierPattern, "must start with a letter or digit and hold only letters, digits, _ . -");

export const variantSchema = z.strictObject({
  name: nameSchema.refine((name) => name !== "baseline" && name !== "baseline-again", { error: "is a reserved name" }),
  from: nameSchema.optional().describe("The variant this one branches from; the baseline if absent."),
  template: z.string().optional().describe("Another template, relative to this file."),
  model: z.string().optional().describe("Another model: a path ending in .model.yaml, or provider/model."),
  set: z.record(z.string(), overridesSchema).optional().describe("Overrides by inference step; a plain template has the one step `main`."),
  response: z.string().min(1).optional().describe("For `kind: imported`: another column of responses."),
});

export type VariantDocument = z.output<typeof variantSchema>;

const filterSchema = z.record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()])).min(1));

const bound = z.union([z.number(), z.string().regex(/^[+-]?\d+(\.\d+)?\s*(%|ms|s|usd)?$/i, "must be a number, or like +10% or +400ms")]);

const gateFields = z.strictObject({
  metric: z
    .string()
    .min(1)
    .optional()
    .describe("What the rule is about: pass_rate, score, criterion.<id>, cost_per_sample, latency_p95 and others; see Gates below."),
  no_worse_than: z.number().min(0).optional().describe("The largest loss against the baseline that is accepted."),
  better_by: z.number().min(0).optional().describe("The smallest gain over the baseline that is asked for."),
  at_least: z.number().optional().describe("A floor."),
  no_more_than: bound.optional().describe("A ceiling; with a sign, as +10% or +400ms, it is relative to the baseline."),
  rule: z
    .enum(["point", "evidence"])
    .optional()
    .describe(
      "Whether the bare figure counts (at_least and no_more_than unless said otherwise) or its interval (no_worse_than and better_by).",
    ),
  rows: z.strictObject({ filter: filterSchema }).optional().describe("The rows the rule is about."),
  must_pass: z.literal("all").optional().describe("Rows that may never fail."),
  by: z.string().optional().describe("A category column: the rule holds for each of its values."),
});

export const gateSchema = gateFields.refine(isRule, {
  error: "must hold a metric with no_worse_than, better_by, at_least or no_more_than, or must_pass with rows",
});

/** A gate that asks nothing would always be open. */
function isRule({ metric, no_worse_than, better_by, at_least, no_more_than, must_pass, rows }: z.output<typeof gateFields>): boolean {
  const hasLimit = [no_worse_than, better_by, at_least, no_more_than].some((limit) => limit !== undefined);
  return (metric !== undefined && hasLimit) || (must_pass !== undefined && rows !== undefined);
}

export type GateDocument = z.output<typeof gateSchema>;

export const experimentSchema = z.strictObject({
  format: z.literal(1).optional().describe("Format version."),
  name: z.string().optional().describe("Name for people; the file name if absent."),
  description: z.string().optional().describe("Hypothesis and findings."),
  kind: z
    .enum(["generate", "imported"])
    .default("generate")
    .describe("Whether a model generates the responses, or they are imported: a column of the collection holds them."),
  collection: z.string().min(1).describe("A file of rows, or a collection manifest."),
  template: z
    .string()
    .min(1)
    .optional()
    .describe("Path of the template; may be absent when the collection has a conversation or raw_input column."),
  model: z.string().min(1).optional().describe("A path ending in .model.yaml, or provider/model."),
  response: z
    .string()
    .min(1)
    .optional()
    .describe("For `kind: imported`: the column of text that holds the responses; the one with the role `response` if absent."),
  criteria: z.string().min(1).describe("The criterion set."),
  rating: ratingSchema.optional().describe("How the judge is asked."),
  epochs: z.int().min(1).max(1000).default(1).describe("How often each row is run."),
  reduce: reducerSchema
    .default("mean")
    .describe(
      "How the epochs of a row become one value of pass_rate and criterion.<id>: mean, mode, {at_least: k} or {pass_at: k}; score is a mean.",
    ),
  rows: z
    .strictObject({
      filter: filterSchema.optional().describe("Values by column: one of a column's values, and every column."),
      first: z.int().min(1).optional().describe("Only the first rows that are left."),
    })
    .optional()
    .describe("Which rows are run; all if absent."),
  steps: z.array(z.string()).optional().describe("Inference steps in scope."),
  variants: z.array(variantSchema).default([]).describe("What is compared with the baseline."),
  plan: z
    .strictObject({
      primary: z.string().default("pass_rate").describe("The metric of the verdict: pass_rate, score or criterion.<id>."),
      margin: z.number().positive().max(1).default(0.05).describe("The smallest difference that matters, as a fraction."),
      alpha: z.number().positive().lt(0.5).default(0.05).describe("The two-sided level of the test."),
      early_stop: z
        .boolean()
        .optional()
        .describe("End the run as soon as the primary metric is decided for every variant: one epoch, pass or fail, no gates."),
    })
    .optional()
    .describe("Fixed before the run: primary metric, smallest difference that matters, level."),
  gates: z.array(gateSchema).optional().describe("Rules written down before the run."),
  on_inconclusive: z
    .enum(["neutral", "fail", "pass"])
    .optional()
    .describe("How `touchstone gate` ends when its gates are inconclusive: with 2 (neutral, the default), 1 (fail) or 0 (pass)."),
});

export type ExperimentDocument = z.output<typeof experimentSchema>;

export type OnInconclusive = NonNullable<ExperimentDocument["on_inconclusive"]>;
