// touchstone.yaml: the defaults of a project.
import * as z from "zod";
import { ratingSchema } from "./experiment.ts";

/** As long as a timer can be; a longer one would fire at once. */
const milliseconds = z.int().min(1).max(2_147_483_647);

export const timeoutsSchema = z.strictObject({
  headers_ms: milliseconds.default(60_000).describe("Until the response's headers have arrived."),
  first_byte_ms: milliseconds.default(120_000).describe("Until the first piece of the body."),
  idle_ms: milliseconds.default(90_000).describe("Longest gap between two pieces of the body."),
  total_ms: milliseconds.default(600_000).describe("The whole call."),
});

export type Timeouts = z.output<typeof timeoutsSchema>;

export const projectSchema = z.strictObject({
  format: z.literal(1).describe("Format version."),
  defaults: z
    .strictObject({
      model: z.string().min(1).optional().describe("Used where neither experiment nor template names a model."),
      judge: z.string().min(1).optional().describe("The judge's model where a criterion set names none."),
      rating: ratingSchema.optional().describe("How the judge is asked."),
      concurrency: z.int().min(1).max(1000).optional().describe("Most calls in flight in a run; 10 if absent."),
      max_cost_usd: z.number().positive().optional().describe("A run sends nothing more when it has spent this."),
      max_calls: z.int().min(1).optional().describe("A run sends no more requests than this."),
      timeouts: timeoutsSchema.optional().describe("How long a call may take."),
    })
    .optional()
    .describe("What experiments leave open."),
  runs: z.string().min(1).optional().describe("Folder of the runs, relative to this file; `.touchstone/runs` if absent."),
});

export type ProjectDocument = z.output<typeof projectSchema>;
