// The shape of journal lines that come from elsewhere: what a fold or a figure reads of an event is checked before it is applied (rule S21).
import * as z from "zod";
import type { RunEvent } from "../../domain/run-event.ts";
import { hashSchema } from "./manifest-shape.ts";

const text = z.string().nullable();
/** Finite, as every number that JSON can hold and zod lets through. */
const number = z.number();
const count = z.int().min(0);
const time = z.iso.datetime();
const failure = z.object({ code: z.string(), message: z.string() }).nullable();

const toolCallSchema = z.object({ id: text, name: z.string(), arguments: z.string() });

const facts = {
  provider: z.object({
    id: text,
    requestId: text,
    model: text,
    systemFingerprint: text,
    finish: z.enum(["stop", "length", "tool-calls", "content-filter", "refusal", "other"]).nullable(),
  }),
  usage: z
    .object({ input: number, output: number, cacheRead: number, cacheWrite: number, reasoning: number, estimated: z.boolean() })
    .nullable(),
  cost: z.object({ usd: number.nullable(), source: z.enum(["table", "config", "free", "unknown"]), cached: z.boolean() }),
  time: z.object({ queuedMs: number, firstByteMs: number, totalMs: number, retryWaitMs: number }),
  retries: z.array(z.object({ status: number.nullable(), code: z.string(), waitedMs: number })),
  possiblyBilledAttempts: count,
};

const call = {
  sample: hashSchema,
  row: z.string(),
  variant: z.string(),
  epoch: count,
  attempt: count,
  request: hashSchema,
  criteria: z.array(z.string()).optional(),
  t: time,
};

const eventSchema = z.discriminatedUnion("k", [
  z.object({ k: z.literal("open"), schema: z.literal("touchstone.journal/1"), manifest: hashSchema }),
  z.object({ k: z.literal("start"), ...call, model: z.string() }),
  z.object({
    k: z.literal("response"),
    ...call,
    ...facts,
    status: z.enum(["ok", "error", "incomplete", "refused", "filtered", "late", "cancelled"]),
    output: z.object({ text: z.string(), toolCalls: z.array(toolCallSchema).optional() }).nullable(),
    blob: hashSchema.nullable(),
    error: failure,
  }),
  z.object({
    k: z.literal("rating"),
    sample: hashSchema,
    criterion: z.string(),
    criterionHash: hashSchema,
    value: z.number().min(0).max(1).nullable(),
    label: z.enum(["pass", "fail"]).nullable(),
    reason: text,
    raw: text,
    judge: z.object({ model: z.string(), request: hashSchema, attempt: count, ...z.object(facts).partial().shape }).nullable(),
    error: failure,
    by: text,
    t: time,
  }),
  z.object({ k: z.literal("state"), state: z.enum(["resumed", "paused", "cancelled", "incomplete", "done"]), reason: text, t: time }),
]);

/** Null for an event that can be merged; else the field that is not as it should be. */
export function eventProblem(event: RunEvent): string | null {
  const [issue] = eventSchema.safeParse(event).error?.issues ?? [];
  return issue === undefined ? null : issue.path.join(".");
}
