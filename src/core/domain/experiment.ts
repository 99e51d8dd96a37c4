// An experiment: collection, template, model and criteria tied together, with variants and gates. A closed schema; kinds add behaviour only.
import * as z from "zod";
import { outputSchema, parametersSchema } from "./model-config.ts";
import { identifierPattern } from "./criterion-set.ts";
import { toolSchema } from "./tool.ts";

export const ratingSchema = z.strictObject({
  mode: z.enum(["detailed", "fast"]).optional().describe("With reasons, or verdicts only."),
  grouping: z.enum(["together", "separate"]).optional().describe("One judge call per response, or one per criterion."),
});

export const overridesSchema = z.strictObject({
  ...parametersSchema.shape,
  system: z.string().optional().describe("Replaces the template's system message."),
  model: z.string().optional().describe("A path ending in .model.yaml, or provider/model."),
  template: z.string().optional(),
  tools: z.array(toolSchema).optional(),
  output: outputSchema.optional(),
});

export type Overrides = z.output<typeof overridesSchema>;

const nameSchema = z.string().regex(identifierPattern, "must start with a letter or digit and hold only letters, digits, _ . -");

export const variantSchema = z.strictObject({
  name: nameSchema.refine((name) => name !== "baseline" && name !== "baseline-again", { error: "is a reserved name" }),
  from: nameSchema.optional().describe("The variant this one branches from; the baseline if absent."),
  template: z.string().optional(),
  model: z.string().optional(),
  set: z.record(z.string(), overridesSchema).optional().describe("Overrides by inference step; a plain template has the one step `main`."),
});

export type VariantDocument = z.output<typeof variantSchema>;

export const filterSchema = z.record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()])).min(1));

const bound = z.union([z.number(), z.string().regex(/^[+-]?\d+(\.\d+)?\s*(%|ms|s|usd)?$/i, "must be a number, or like +10% or +400ms")]);

export const gateSchema = z.strictObject({
  metric: z.string().min(1).optional(),
  no_worse_than: z.number().min(0).optional(),
  better_by: z.number().min(0).optional(),
  at_least: z.number().optional(),
  no_more_than: bound.optional(),
  rule: z.enum(["point", "evidence"]).optional(),
  rows: z.strictObject({ filter: filterSchema }).optional(),
  must_pass: z.literal("all").optional(),
  by: z.string().optional().describe("A category column: the rule holds for each of its values."),
});

export const experimentSchema = z.strictObject({
  format: z.literal(1).optional().describe("Format version."),
  name: z.string().optional(),
  description: z.string().optional().describe("Hypothesis and findings."),
  kind: z.literal("generate").default("generate"),
  collection: z.string().min(1),
  template: z.string().min(1),
  model: z.string().min(1).optional().describe("A path ending in .model.yaml, or provider/model."),
  criteria: z.string().min(1),
  rating: ratingSchema.optional(),
  epochs: z.int().min(1).max(1000).default(1),
  rows: z.strictObject({ filter: filterSchema.optional(), first: z.int().min(1).optional() }).optional(),
  steps: z.array(z.string()).optional().describe("Inference steps in scope."),
  variants: z.array(variantSchema).default([]),
  plan: z
    .strictObject({
      primary: z.string().default("pass_rate"),
      margin: z.number().positive().max(1).default(0.05),
      alpha: z.number().positive().lt(0.5).default(0.05),
    })
    .optional()
    .describe("Fixed before the run: primary metric, smallest difference that matters, level."),
  gates: z.array(gateSchema).optional(),
});

export type ExperimentDocument = z.output<typeof experimentSchema>;
