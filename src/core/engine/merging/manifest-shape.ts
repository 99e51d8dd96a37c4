// The shape of a manifest that comes from elsewhere: what merging reads of it is checked before anything else looks at it (rule S21).
import * as z from "zod";
import type { Hash } from "../../base/hash.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";

export const hashSchema = z.custom<Hash>((value) => typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value));
const idSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/);
/** As documents are named: inside their project. */
const pathSchema = z.string().refine((path) => !/^([/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes(".."));
const whole = z.int().min(0);
const amount = z.number().positive().nullable();

const selectorSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("first"), count: z.int().min(1) }),
  z.object({ kind: z.literal("sample"), count: z.int().min(1) }),
  z.object({ kind: z.literal("ids"), ids: z.array(z.string()) }),
]);

const shardSchema = z.object({ index: z.int().min(1), count: z.int().min(1).max(9999) }).refine(({ index, count }) => index <= count);

const manifestSchema = z.object({
  runId: idSchema,
  git: z.object({ commit: z.string(), branch: z.string().nullable(), dirty: z.boolean() }).nullable(),
  experiment: z.object({ hash: hashSchema, path: pathSchema }),
  files: z.array(z.object({ path: pathSchema, sha256: hashSchema })),
  selection: z.object({
    variants: z.array(z.string()).nullable(),
    rows: selectorSchema.nullable(),
    filter: z.record(z.string(), z.array(z.string())).nullable(),
    epochs: z.int().min(1).nullable(),
    ratingMode: z.enum(["detailed", "fast"]).nullable(),
    shard: shardSchema.optional(),
  }),
  isFresh: z.boolean().optional(),
  collection: z.object({ hash: hashSchema }),
  variants: z.array(z.object({ id: z.string(), configHash: hashSchema })).min(1),
  models: z.array(
    z.object({
      id: z.string(),
      provider: z.string(),
      origin: z.string().nullable(),
      requested: z.string(),
      params: z.record(z.string(), z.unknown()),
      api: z.string().nullable(),
    }),
  ),
  criteria: z.object({
    hash: hashSchema,
    items: z.array(z.object({ id: z.string() })),
    judge: z.object({ configHash: hashSchema, promptHash: hashSchema }).nullable(),
  }),
  rating: z.object({ mode: z.string(), grouping: z.string() }),
  epochs: z.int().min(1),
  order: z.object({ seed: whole, scheme: z.string() }),
  prices: z.object({ table: z.string() }),
  limits: z.object({ maxCostUsd: amount, maxCalls: amount, concurrency: z.int().min(1) }),
  samples: whole,
  planHash: hashSchema,
});

/** Null for a manifest that can be merged; else the field that is not as it should be. */
export function manifestProblem(manifest: RunManifest): string | null {
  const [issue] = manifestSchema.safeParse(manifest).error?.issues ?? [];
  return issue === undefined ? null : issue.path.join(".");
}
