// The shape of a manifest as a stored run must have it; fields beyond it are kept. What stands in it becomes paths, tables and plans, so it has bounds.
import * as z from "zod";
import type { ExperimentDocument, OnInconclusive } from "./experiment.ts";
import { parametersSchema } from "./model-config.ts";
import { reducerSchema } from "./reducer.ts";
import { mostShards, type BatchMode, type RunManifest } from "./run-manifest.ts";
import { amountSchema, hashSchema, nameSchema, oneOf, pathSchema, runIdSchema, timeSchema } from "./stored-values.ts";

const nameOrNull = nameSchema.nullable();
const names = z.array(nameSchema).max(1_000_000);
const wholeFromOne = z.int().min(1);

/** A gate that this version does not know keeps no run from being looked at; whoever decides reads each of them, and passes none that it cannot read. */
const gates = z.custom<NonNullable<ExperimentDocument["gates"]>>(
  (value) => Array.isArray(value) && value.length <= 1000 && value.every((gate) => typeof gate === "object" && gate !== null),
  { error: "must be a list of gates" },
);

const rowSelector = z.union([
  z.looseObject({ kind: z.enum(["first", "sample"]), count: wholeFromOne }),
  z.looseObject({ kind: z.literal("ids"), ids: names }),
]);

const shard = z
  .looseObject({ index: wholeFromOne, count: wholeFromOne.max(mostShards) })
  .refine(({ index, count }) => index <= count, { error: "must be one of its parts" });

const pinnedFiles = z.array(z.looseObject({ path: pathSchema, sha256: hashSchema })).max(100_000);

const manifestPrice = z.looseObject({
  id: nameSchema,
  usdPerMillion: z.looseObject({ input: amountSchema, cachedInput: amountSchema, output: amountSchema }).nullable(),
});

const runManifestSchema: z.ZodType<RunManifest> = z.looseObject({
  schema: z.string().max(100),
  runId: runIdSchema,
  createdAt: timeSchema,
  purpose: oneOf<RunManifest["purpose"]>({ run: "run", aa: "aa" }),
  tool: z.looseObject({
    name: z.literal("touchstone"),
    version: nameSchema,
    surface: oneOf<RunManifest["tool"]["surface"]>({ cli: "cli", vscode: "vscode", sdk: "sdk" }),
    node: nameSchema,
    os: nameSchema,
  }),
  git: z.looseObject({ commit: nameSchema, branch: nameOrNull, dirty: z.boolean() }).nullable(),
  against: z
    .looseObject({ ref: nameSchema, commit: nameSchema, areGatesEdited: z.boolean(), identicalRequests: z.int().min(0) })
    .exactOptional(),
  experiment: z.looseObject({
    hash: hashSchema,
    path: pathSchema,
    name: nameSchema,
    plan: z.looseObject({
      primary: nameSchema,
      margin: z.number().positive().max(1),
      alpha: z.number().positive().lt(0.5),
      early_stop: z.boolean().exactOptional(),
    }),
    gates,
    gateRows: z
      .array(z.looseObject({ gate: z.int().min(0), value: z.string().nullable(), rows: names }))
      .max(100_000)
      .exactOptional(),
    onInconclusive: oneOf<OnInconclusive>({ neutral: "neutral", fail: "fail", pass: "pass" }).exactOptional(),
  }),
  files: pinnedFiles,
  ratingFiles: pinnedFiles.exactOptional(),
  selection: z.looseObject({
    variants: names.nullable(),
    rows: rowSelector.nullable(),
    filter: z.record(nameSchema, z.array(z.string())).nullable(),
    epochs: wholeFromOne.nullable(),
    ratingMode: z.enum(["detailed", "fast"]).nullable(),
    shard: shard.exactOptional(),
  }),
  isFresh: z.boolean(),
  isGate: z.literal(true).exactOptional(),
  batch: z.looseObject({ judge: oneOf<BatchMode["judge"]>({ batch: "batch", live: "live" }) }).exactOptional(),
  isPartial: z.boolean(),
  collection: z.looseObject({
    path: pathSchema,
    hash: hashSchema,
    rows: amountSchema,
    version: nameOrNull,
    rowHashes: hashSchema,
    duplicates: z.looseObject({ equal: amountSchema, alike: amountSchema }).exactOptional(),
    clusters: z.looseObject({ column: nameSchema, groups: z.array(names).max(1_000_000) }).exactOptional(),
  }),
  variants: z
    .array(
      z.looseObject({
        id: nameSchema,
        from: nameOrNull,
        template: pathSchema,
        templateHash: hashSchema,
        configHash: hashSchema,
        model: nameSchema,
        axes: z.array(nameSchema).max(100).exactOptional(),
      }),
    )
    .min(1)
    .max(1000),
  models: z
    .array(
      z.looseObject({
        id: nameSchema,
        provider: nameSchema,
        origin: nameOrNull,
        requested: nameSchema,
        params: z.looseObject(parametersSchema.shape),
        api: nameOrNull,
      }),
    )
    .max(10_000),
  criteria: z.looseObject({
    path: pathSchema,
    hash: hashSchema,
    threshold: z.number().nullable(),
    items: z
      .array(
        z.looseObject({
          id: nameSchema,
          name: nameOrNull,
          kind: nameSchema,
          severity: z.enum(["hard", "soft"]),
          weight: z.number().positive(),
          hash: hashSchema,
          embeddings: z.looseObject({ model: nameSchema, configHash: hashSchema }).exactOptional(),
        }),
      )
      .max(10_000),
    evaluators: z
      .array(z.looseObject({ id: nameSchema, name: nameOrNull, hash: hashSchema }))
      .max(100)
      .exactOptional(),
    judge: z.looseObject({ model: nameSchema, configHash: hashSchema, promptVersion: z.number(), promptHash: hashSchema }).nullable(),
  }),
  rating: z.looseObject({ mode: z.enum(["detailed", "fast"]), grouping: z.enum(["together", "separate"]) }),
  epochs: wholeFromOne,
  reduce: reducerSchema.exactOptional(),
  order: z.looseObject({ seed: z.int().min(0), scheme: z.literal("shuffle-interleave-v1") }),
  prices: z.looseObject({
    table: nameSchema,
    worstUsd: amountSchema.nullable().exactOptional(),
    models: z.array(manifestPrice).max(10_000).exactOptional(),
  }),
  limits: z.looseObject({
    maxCostUsd: amountSchema.nullable(),
    maxCalls: wholeFromOne.nullable(),
    concurrency: wholeFromOne,
    timeouts: z.looseObject({ headers_ms: amountSchema, first_byte_ms: amountSchema, idle_ms: amountSchema, total_ms: amountSchema }),
    maxAttempts: wholeFromOne,
  }),
  samples: z.int().min(0),
  planHash: hashSchema,
  isSimulated: z.boolean(),
  parent: z
    .looseObject({
      runId: runIdSchema,
      relation: oneOf<NonNullable<RunManifest["parent"]>["relation"]>({ resume: "resume", rerate: "rerate", retry: "retry" }),
    })
    .nullable(),
  mergedFrom: z
    .array(z.looseObject({ runId: runIdSchema, shard }))
    .max(mostShards)
    .exactOptional(),
});

/** What keeps a value from being a manifest; null for one, which then is used as it is, with its own fields in their own order. */
export function manifestIssue(value: unknown): z.core.$ZodIssue | null {
  return runManifestSchema.safeParse(value).error?.issues[0] ?? null;
}

export function isManifest(value: unknown): value is RunManifest {
  return manifestIssue(value) === null;
}
