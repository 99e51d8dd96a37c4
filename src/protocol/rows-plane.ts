// A window of the rows table: what was asked, how many rows match, and the lines from `from` on; never all rows.
import * as z from "zod/mini";
import { chipSchema, sampleKeySchema } from "./actions.ts";
import { ratingLabelSchema, rowVerdictSchema } from "./verdicts.ts";

/** Most lines of one window. */
export const mostLines = 200;
/** Most characters of a cell, and of a preview of a response. */
export const mostCellCharacters = 120;

const sortSchema = z.strictObject({
  /** `file` (order of the file), `score`, `change`, `verdict`, `row`, `tokens`, `latency`, `criterion:<id>` or `column:<name>`. */
  by: z.string().check(z.maxLength(300)),
  isDescending: z.boolean(),
});

/** Which rows, in which order; the host keeps no filter of its own. */
export const rowsQuerySchema = z.strictObject({
  variant: z.nullable(z.string().check(z.maxLength(300))),
  sort: sortSchema,
  /** Rows of any of these kinds; all when empty. */
  chips: z.array(chipSchema).check(z.maxLength(7)),
  /** Rows whose id, cells or response hold this text, in any case; all when empty. */
  text: z.string().check(z.maxLength(1000)),
});
export type RowsQuery = z.output<typeof rowsQuerySchema>;

export const rowLineSchema = z.object({
  key: sampleKeySchema,
  /** Weighted score 0 to 1; null for an error and while pending. */
  score: z.nullable(z.number()),
  /** Against the baseline; null where one of the two is missing. */
  change: z.nullable(z.number()),
  verdict: rowVerdictSchema,
  /** Why the sample has no response or no rating; null when it has. */
  error: z.nullable(z.string()),
  /** Whether the sample, or the baseline's, ended in an error. */
  isErrored: z.boolean(),
  /** In the order of the plane's criteria; `change` against the baseline's label. */
  ratings: z.array(z.object({ label: z.nullable(ratingLabelSchema), change: z.nullable(z.enum(["up", "down"])) })),
  /** In the order of the plane's columns. */
  cells: z.array(z.string()),
  /** Beginning of the response; null when there is none. */
  response: z.nullable(z.string()),
  tokens: z.nullable(z.number()),
  latencyMs: z.nullable(z.number()),
  isCached: z.boolean(),
});
export type RowLine = z.output<typeof rowLineSchema>;

export const rowsPlaneSchema = z.object({
  query: rowsQuerySchema,
  criteria: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Columns of the collection, the id left out. */
  columns: z.array(z.object({ name: z.string(), isNumeric: z.boolean() })),
  hasEpochs: z.boolean(),
  /** Samples of the arm. */
  total: z.number(),
  /** How many match the query. */
  matched: z.number(),
  /** How many of each kind there are under the query's text; of the kinds that this run can have. */
  chips: z.array(z.object({ chip: chipSchema, count: z.number() })),
  from: z.number(),
  lines: z.array(rowLineSchema),
});
export type RowsPlane = z.output<typeof rowsPlaneSchema>;
