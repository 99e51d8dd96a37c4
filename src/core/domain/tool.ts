// Tools a model may ask for; calls are recorded, never executed.
import * as z from "zod";

export const jsonSchemaSchema = z.record(z.string(), z.unknown()).describe("A JSON Schema.");

export const toolSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, _ or -")
    .describe("The name the model calls it by."),
  description: z.string().optional().describe("What it does, for the model."),
  input: jsonSchemaSchema.optional().describe("JSON Schema of the arguments."),
});

export type ToolDefinition = z.output<typeof toolSchema>;

export interface ToolCall {
  readonly id: string | null;
  readonly name: string;
  /** The arguments as the model wrote them. */
  readonly arguments: string;
}
