// A model config: provider, model, parameters, tools, output, price; never a URL and never a key.
import * as z from "zod";
import { jsonSchemaSchema, toolSchema } from "./tool.ts";

export const parametersSchema = z.strictObject({
  temperature: z.number().min(0).max(2).optional().describe("How freely tokens are drawn."),
  top_p: z.number().min(0).max(1).optional().describe("Draws only from the likeliest tokens up to this share."),
  max_tokens: z.int().min(1).optional().describe("Most tokens of the answer."),
  seed: z.int().optional().describe("Asks the provider to repeat itself; few promise to."),
  stop: z.array(z.string()).optional().describe("Texts that end the answer."),
  reasoning_effort: z.enum(["minimal", "low", "medium", "high"]).optional().describe("How much the model thinks first."),
  verbosity: z.enum(["low", "medium", "high"]).optional().describe("How much it writes."),
});

export type ModelParameters = z.output<typeof parametersSchema>;

export const outputSchema = z.strictObject({
  format: z.enum(["text", "json"]).optional().describe("What the answer is."),
  schema: jsonSchemaSchema.optional().describe("JSON Schema of the answer."),
});

export type OutputFormat = z.output<typeof outputSchema>;

export const priceSchema = z.strictObject({
  input: z.number().min(0).describe("USD per million input tokens."),
  cached_input: z.number().min(0).optional().describe("USD per million input tokens read from the provider's cache."),
  output: z.number().min(0).describe("USD per million output tokens."),
  batch: z.number().min(0).max(1).optional().describe("Factor of the batch API."),
});

export type Price = z.output<typeof priceSchema>;

/** The keys of every model config; each provider adds its own (see `core/providers`). */
export const modelConfigShape = {
  format: z.literal(1).optional().describe("Format version."),
  model: z.string().min(1).describe("The provider's name of the model; pin a dated one where there is one."),
  parameters: parametersSchema.optional().describe("How the model is asked; absent ones are left to the provider."),
  endpoint: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/, "must be the name of an endpoint, not a URL")
    .optional()
    .describe("A named endpoint from user settings or `--endpoint`; never a URL."),
  output: outputSchema.optional().describe("The form of the answer."),
  tools: z.array(toolSchema).optional().describe("Tools the model may ask for; calls are recorded, never executed."),
  price: priceSchema.optional().describe("Overrides the dated price table; a cap and the worst case take the larger of the two."),
};

/** A checked model config; `settings` holds the keys that only its provider knows. */
export interface ModelConfig {
  readonly provider: string;
  readonly model: string;
  readonly parameters: ModelParameters;
  readonly endpoint: string | null;
  readonly output: OutputFormat | null;
  readonly tools: NonNullable<z.output<typeof toolSchema>[]>;
  readonly price: Price | null;
  readonly settings: Readonly<Record<string, unknown>>;
}
