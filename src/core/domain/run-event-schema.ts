// The shape of every event as a journal line must have it; fields beyond it are kept. Journals are files like any other: a checksum says only that a line is whole.
import * as z from "zod";
import { earlyStopSchema } from "./early-stop.ts";
import { evaluationShape } from "./evaluation.ts";
import type { FinishReason } from "./completion.ts";
import type { BatchStage, Cost, ResponseStatus, RunEvent, RunState, StopCause } from "./run-event.ts";
import { amountSchema, hashSchema, nameSchema, oneOf, timeSchema } from "./stored-values.ts";

const textOrNull = z.string().nullable();
const attempt = z.int().min(0);
const criteria = z.array(nameSchema).max(10_000);

/** Our own name of a batch. */
const batchToken = z.string().regex(/^[0-9a-f]{32}$/);

const failure = z.looseObject({ code: z.string(), message: z.string() });

const failedAttempt = z.looseObject({ status: z.number().nullable(), code: z.string(), waitedMs: amountSchema });

const callFacts = {
  provider: z.looseObject({
    id: textOrNull,
    requestId: textOrNull,
    model: textOrNull,
    systemFingerprint: textOrNull,
    serviceTier: textOrNull,
    finish: oneOf<FinishReason>({
      stop: "stop",
      length: "length",
      "tool-calls": "tool-calls",
      "content-filter": "content-filter",
      refusal: "refusal",
      other: "other",
    }).nullable(),
    finishRaw: textOrNull,
    status: z.number().nullable(),
  }),
  usage: z
    .looseObject({
      input: amountSchema,
      output: amountSchema,
      cacheRead: amountSchema,
      cacheWrite: amountSchema,
      reasoning: amountSchema,
      estimated: z.boolean(),
    })
    .nullable(),
  cost: z.looseObject({
    usd: amountSchema.nullable(),
    source: oneOf<Cost["source"]>({ table: "table", config: "config", free: "free", unknown: "unknown" }),
    cached: z.boolean(),
    batchFactor: amountSchema.exactOptional(),
  }),
  time: z.looseObject({
    queuedMs: amountSchema,
    firstByteMs: amountSchema,
    totalMs: amountSchema,
    isBatch: z.literal(true).exactOptional(),
    isImported: z.literal(true).exactOptional(),
    retryWaitMs: amountSchema,
  }),
  retries: z.array(failedAttempt).max(10_000),
  possiblyBilledAttempts: z.int().min(0),
};

const sampleName = { sample: hashSchema, row: nameSchema, variant: nameSchema, epoch: z.int().min(0) };

const events = {
  open: z.looseObject({
    k: z.literal("open"),
    schema: z.string().regex(/^touchstone\.journal\/\d{1,9}$/),
    writer: nameSchema,
    pid: z.number(),
    manifest: hashSchema,
  }),
  start: z.looseObject({
    k: z.literal("start"),
    ...sampleName,
    model: nameSchema,
    attempt,
    request: hashSchema,
    criteria: criteria.exactOptional(),
    batch: batchToken.exactOptional(),
    t: timeSchema,
  }),
  batch: z.discriminatedUnion("step", [
    z.looseObject({
      k: z.literal("batch"),
      step: z.literal("intent"),
      token: batchToken,
      stage: oneOf<BatchStage>({ responses: "responses", judge: "judge" }),
      endpoint: nameSchema,
      model: nameSchema,
      requests: z.int().min(1),
      members: hashSchema,
      t: timeSchema,
    }),
    z.looseObject({
      k: z.literal("batch"),
      step: z.enum(["submitted", "collected", "void", "unknown"]),
      token: batchToken,
      id: nameSchema.nullable(),
      strays: z.int().min(1).exactOptional(),
      t: timeSchema,
    }),
  ]),
  "failed-request": z.looseObject({
    k: z.literal("failed-request"),
    sample: hashSchema,
    request: hashSchema,
    attempt,
    failure: failedAttempt,
    isPossiblyBilled: z.boolean(),
    t: timeSchema,
  }),
  response: z.looseObject({
    k: z.literal("response"),
    ...sampleName,
    rerun: z.int().min(1).max(100).exactOptional(),
    attempt,
    request: hashSchema,
    criteria: criteria.exactOptional(),
    status: oneOf<ResponseStatus>({
      ok: "ok",
      error: "error",
      incomplete: "incomplete",
      refused: "refused",
      filtered: "filtered",
      late: "late",
      cancelled: "cancelled",
    }),
    output: z
      .looseObject({
        text: z.string(),
        toolCalls: z.array(z.looseObject({ id: textOrNull, name: z.string(), arguments: z.string() })).exactOptional(),
      })
      .nullable(),
    blob: hashSchema.nullable(),
    ...callFacts,
    error: failure.nullable(),
    t: timeSchema,
  }),
  rating: z.looseObject({
    k: z.literal("rating"),
    sample: hashSchema,
    criterion: nameSchema,
    criterionHash: hashSchema,
    value: z.number().min(0).max(1).nullable(),
    label: oneOf<"pass" | "fail">({ pass: "pass", fail: "fail" }).nullable(),
    reason: textOrNull,
    raw: textOrNull,
    judge: z
      .looseObject({
        model: nameSchema,
        request: hashSchema,
        attempt,
        provider: callFacts.provider.exactOptional(),
        usage: callFacts.usage.exactOptional(),
        cost: callFacts.cost.exactOptional(),
        time: callFacts.time.exactOptional(),
        retries: callFacts.retries.exactOptional(),
        possiblyBilledAttempts: callFacts.possiblyBilledAttempts.exactOptional(),
      })
      .nullable(),
    error: failure.nullable(),
    by: textOrNull,
    t: timeSchema,
  }),
  state: z.looseObject({
    k: z.literal("state"),
    state: oneOf<RunState>({ resumed: "resumed", paused: "paused", cancelled: "cancelled", incomplete: "incomplete", done: "done" }),
    reason: textOrNull,
    cause: oneOf<StopCause>({
      auth: "auth",
      "no-key": "no-key",
      unreachable: "unreachable",
      budget: "budget",
      "rate-limit": "rate-limit",
      failures: "failures",
    }).exactOptional(),
    isWaiting: z.literal(true).exactOptional(),
    early: earlyStopSchema.exactOptional(),
    counts: z.looseObject({ planned: amountSchema, ended: amountSchema, errors: amountSchema }),
    t: timeSchema,
  }),
  evaluation: z.looseObject({ k: z.literal("evaluation"), ...evaluationShape, t: timeSchema }),
} satisfies { readonly [Kind in RunEvent["k"]]: z.ZodType<Extract<RunEvent, { readonly k: Kind }>> };

/** True for an event of a kind that this version knows, however it is shaped. */
export function isEventKind(kind: string): kind is RunEvent["k"] {
  return Object.hasOwn(events, kind);
}

/** True for a value of the shape that events of `kind` have. */
export function isEvent(kind: RunEvent["k"], value: unknown): value is RunEvent {
  return events[kind].safeParse(value).success;
}
