// A model config: provider, model, parameters, tools, output, price; never a URL and never a key.
import * as z from "zod";
import { jsonSchemaSchema, toolSchema } from "./tool.ts";

export const parametersSchema = z.strictObject({
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().min(0).max(1).optional(),
  max_tokens: z.int().min(1).optional().describe("Most tokens of the answer."),
  seed: z.int().optional(),
  stop: z.array(z.string()).optional(),
  reasoning_effort: z.enum(["minimal", "low", "medium", "high"]).optional(),
  verbosity: z.enum(["low", "medium", "high"]).optional(),
});

export type ModelParameters = z.output<typeof parametersSchema>;

export const outputSchema = z.strictObject({
  format: z.enum(["text", "json"]).optional(),
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
  parameters: parametersSchema.optional(),
  endpoint: z.string().min(1).optional().describe("A named endpoint from user settings or `--endpoint`; never a URL."),
  output: outputSchema.optional(),
  tools: z.array(toolSchema).optional(),
  price: priceSchema.optional().describe("Overrides the dated price table."),
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
