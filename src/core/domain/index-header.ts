// What the index of a run says in front of its columns. Files are not trusted: whatever is not of this shape is no index.
import * as z from "zod";
import { earlyStopSchema } from "./early-stop.ts";
import { evaluationShape } from "./evaluation.ts";
import type { BatchStage, RunState, StopCause } from "./run-event.ts";
import type { RunRecord } from "./run-record.ts";
import { hashSchema, oneOf } from "./stored-values.ts";

const count = z.number().int().min(0);

const startSchema = z.object({
  k: z.literal("start"),
  sample: hashSchema,
  row: z.string(),
  variant: z.string(),
  epoch: z.number(),
  model: z.string(),
  attempt: z.number(),
  request: hashSchema,
  criteria: z.readonly(z.array(z.string())).exactOptional(),
  batch: z.string().exactOptional(),
  t: z.string(),
});

/** A batch of which nothing is waited for any more. */
const batchSchema = z.object({
  token: z.string(),
  stage: oneOf<BatchStage>({ responses: "responses", judge: "judge" }),
  endpoint: z.string(),
  model: z.string(),
  intendedAt: z.string(),
  id: z.string().nullable(),
  step: z.enum(["collected", "void"]),
  strays: count,
});

const headerSchema = z.strictObject({
  /** Another layout has another number. */
  version: z.literal(2),
  manifest: hashSchema,
  /** The journals that it was made from, in the order in which they were folded. */
  journals: z.array(z.strictObject({ name: z.string(), bytes: count })),
  samples: count,
  /** Ratings that samples have in common, each a set of its own however many samples it belongs to. */
  ratingSets: count,
  ratings: count,
  ratingLines: count,
  judgeCalls: count,
  /** Every text that the columns name by its number. */
  texts: z.array(z.string()),
  calls: z.strictObject({ generation: count, rating: count, cached: count, retried: count }),
  open: z.array(z.tuple([z.string(), startSchema])),
  batches: z.array(batchSchema),
  possiblyBilledTwice: z.number(),
  state: oneOf<RunState>({
    resumed: "resumed",
    paused: "paused",
    cancelled: "cancelled",
    incomplete: "incomplete",
    done: "done",
  }).nullable(),
  stateReason: z.string().nullable(),
  stopCause: oneOf<StopCause>({
    auth: "auth",
    "no-key": "no-key",
    unreachable: "unreachable",
    budget: "budget",
    "rate-limit": "rate-limit",
    failures: "failures",
  }).nullable(),
  isWaiting: z.boolean(),
  early: earlyStopSchema.nullable().default(null),
  /** An index without it is of journals that have none: a version that knows none writes no index of a run that has them. */
  evaluations: z.readonly(z.array(z.strictObject(evaluationShape))).default([]),
  events: count,
  endedAt: z.string().nullable(),
  completedAt: z.array(z.tuple([z.string(), z.string()])),
});

export type IndexHeader = z.output<typeof headerSchema>;

type RunFacts = Pick<
  RunRecord,
  "calls" | "possiblyBilledTwice" | "state" | "stateReason" | "stopCause" | "isWaiting" | "early" | "events" | "endedAt"
>;

/** What a header and a record say of a run in the same way. */
export function factsOfRun(from: RunFacts): RunFacts {
  const { calls, possiblyBilledTwice, state, stateReason, stopCause, isWaiting, early, events, endedAt } = from;
  return { calls: { ...calls }, possiblyBilledTwice, state, stateReason, stopCause, isWaiting, early, events, endedAt };
}

/** Null for what is no header of this version. */
export function readIndexHeader(text: string): IndexHeader | null {
  try {
    return headerSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
