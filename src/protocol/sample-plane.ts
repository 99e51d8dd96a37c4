// One sample in full: what was sent, what came back in both arms and where they differ, what each criterion said, and every attempt.
import * as z from "zod/mini";
import { sampleKeySchema } from "./actions.ts";
import { ratingLabelSchema, rowVerdictSchema } from "./verdicts.ts";

/** Most bytes of a response (as JSON) that a plane carries, so that both and all the rest fit in one message; the whole text opens as a document. */
export const mostResponseBytes = 60_000;

/** A stretch of text; `column` names the column whose value it is. */
const pieceSchema = z.object({ text: z.string(), column: z.nullable(z.string()) });

export const messagePlaneSchema = z.object({
  role: z.enum(["system", "user", "model", "tool"]),
  pieces: z.array(pieceSchema),
  /** Where in the project it was written; null for messages that a row brought along. */
  place: z.nullable(z.object({ file: z.string(), line: z.number() })),
  isTruncated: z.boolean(),
});
export type MessagePlane = z.output<typeof messagePlaneSchema>;

export const responsePlaneSchema = z.object({
  variant: z.string(),
  /** Null when there is no answer; then `error` says why. */
  text: z.nullable(z.string()),
  isTruncated: z.boolean(),
  error: z.nullable(z.string()),
  /** `Passed 4 of 5`, `No response` … */
  outcome: z.enum(["pass", "fail", "error", "pending"]),
  outcomeText: z.string(),
  /** `52 tokens, stop` */
  facts: z.string(),
  /** Tool calls as JSON texts. */
  toolCalls: z.array(z.string()),
});
export type ResponsePlane = z.output<typeof responsePlaneSchema>;

/** Both texts as pieces in reading order; a `same` piece stands in both. */
export const diffPlaneSchema = z.object({
  pieces: z.array(z.object({ text: z.string(), kind: z.enum(["same", "removed", "inserted"]) })),
  /** True when both were JSON and are shown with keys in one order. */
  isJson: z.boolean(),
});
export type DiffPlane = z.output<typeof diffPlaneSchema>;

export const ratingPlaneSchema = z.object({
  /** Null while there is none. */
  label: z.nullable(ratingLabelSchema),
  reason: z.nullable(z.string()),
});
export type RatingPlane = z.output<typeof ratingPlaneSchema>;

export const samplePlaneSchema = z.object({
  key: sampleKeySchema,
  /** Place among the rows that match the query, 1-based; null when it does not match. */
  position: z.nullable(z.number()),
  matched: z.number(),
  previous: z.nullable(sampleKeySchema),
  next: z.nullable(sampleKeySchema),
  verdict: rowVerdictSchema,
  /** `score 1.00 to 0.75` */
  scoreText: z.string(),
  /** The file of rows and the line where the row starts; null when the pinned rows cannot be read. */
  rowPlace: z.nullable(z.object({ file: z.string(), line: z.number() })),
  /** As sent to the variant that is looked at, or to the baseline of a run without variants. */
  messages: z.array(messagePlaneSchema),
  values: z.array(z.object({ name: z.string(), value: z.string() })),
  /** The baseline's first; one for a run without variants. */
  responses: z.array(responsePlaneSchema),
  /** Baseline to variant; null for equal texts, without two texts, and where comparing them took too long. */
  diff: z.nullable(diffPlaneSchema),
  /** What to say where there is no diff. */
  diffNote: z.nullable(z.string()),
  /** `judge gpt-5-2026-02-10, judge prompt 1`; empty without a judge. */
  judge: z.string(),
  ratings: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      isHard: z.boolean(),
      isJudged: z.boolean(),
      /** In the order of the responses. */
      arms: z.array(ratingPlaneSchema),
    }),
  ),
  /** Every call, formatted, in the order in which they were made. */
  attempts: z.array(
    z.object({
      call: z.string(),
      result: z.string(),
      isError: z.boolean(),
      started: z.string(),
      firstToken: z.string(),
      total: z.string(),
      input: z.string(),
      output: z.string(),
      cost: z.string(),
    }),
  ),
});
export type SamplePlane = z.output<typeof samplePlaneSchema>;
