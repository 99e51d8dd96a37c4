// How far a run came and what its arms came to: what a list of runs shows beside the manifest.
import * as z from "zod";
import { scoreArm } from "../../comparison/arm-samples.ts";
import { countEnded } from "../../comparison/count-ended.ts";
import { hasRetriable } from "../../comparison/has-retriable.ts";
import { metricsOf, noiseFloor } from "../../comparison/noise.ts";
import { summarizeRun } from "../../comparison/summarize-run.ts";
import { decideGates } from "../../gates/decide-gates.ts";
import type { RunGates } from "../../gates/ruling.ts";
import { openBatches } from "../../domain/batch-record.ts";
import type { RunState } from "../../domain/run-event.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import type { RunRecord } from "../../domain/run-record.ts";
import { amountSchema, nameSchema, oneOf, timeSchema } from "../../domain/stored-values.ts";
import type { Verdict } from "../../stats/verdict.ts";

/** The shape in which it is kept; a kept one may have been written by anybody. */
export const tallySchema = z.strictObject({
  state: oneOf<RunState>({
    resumed: "resumed",
    paused: "paused",
    cancelled: "cancelled",
    incomplete: "incomplete",
    done: "done",
  }).nullable(),
  /** True for a run that was paused and meant to go on by itself. */
  isWaiting: z.boolean(),
  endedAt: timeSchema.nullable(),
  ended: amountSchema,
  errors: amountSchema,
  /** Batches that the provider has, or may have, and that are not collected. */
  waitingBatches: amountSchema,
  /** True where `retry` would try something again. */
  isRetriable: z.boolean(),
  variants: z
    .array(
      z.strictObject({
        name: nameSchema,
        samples: amountSchema,
        passed: amountSchema,
        /** Of a run that is done; null without one. */
        verdict: oneOf<Verdict>({
          better: "better",
          worse: "worse",
          no_evidence: "no_evidence",
          not_enough_rows: "not_enough_rows",
        }).nullable(),
      }),
    )
    .max(1000),
  /** What the gates of a run that is done came to; null without gates and in summaries from before they were decided. */
  gate: oneOf<NonNullable<RunGates["verdict"]>>({ pass: "pass", fail: "fail", inconclusive: "inconclusive", incomplete: "incomplete" })
    .nullable()
    .default(null),
  /** What a whole A/A run that is done found, for the runs that are drawn against it; null for any other. */
  noise: z
    .array(z.strictObject({ metric: nameSchema, rows: amountSchema, meanSquare: z.number().min(0).max(1) }))
    .max(10_000)
    .nullable()
    .default(null),
  /** What is wrong with the journals, in sentences. */
  notes: z.array(nameSchema).max(100),
});

export type RunTally = z.output<typeof tallySchema>;

/** `notes` says what is wrong with the journals behind the record. */
export function tallyRun(manifest: RunManifest, record: RunRecord, notes: readonly string[]): RunTally {
  const isDone = record.state === "done";
  return {
    state: record.state,
    isWaiting: record.isWaiting,
    endedAt: record.endedAt,
    ...countEnded(manifest, record),
    waitingBatches: openBatches(record.batches).length,
    isRetriable: hasRetriable(manifest, record),
    variants: isDone ? comparedArms(manifest, record) : countedArms(manifest, record),
    gate: isDone ? (decideGates(manifest, record)?.verdict ?? null) : null,
    noise: isDone ? measuredNoise(manifest, record) : null,
    notes: [...notes],
  };
}

function measuredNoise(manifest: RunManifest, record: RunRecord): RunTally["noise"] {
  if (!isNoiseSource(manifest)) return null;
  const arms = manifest.variants.map(({ id }) => scoreArm(record, id, manifest.criteria));
  const floor = noiseFloor(manifest.runId, arms, metricsOf(manifest));
  return floor === null ? null : floor.spreads.map(({ metric, rows, meanSquare }) => ({ metric, rows, meanSquare }));
}

/** True for an A/A run of all rows: one of some of them stands for those alone. */
export function isNoiseSource({ purpose, isPartial }: Pick<RunManifest, "purpose" | "isPartial">): boolean {
  return purpose === "aa" && !isPartial;
}

type Arms = RunTally["variants"];

function comparedArms(manifest: RunManifest, record: RunRecord): Arms {
  return summarizeRun(manifest, record).variants.map(({ name, samples, passed, comparison }) => ({
    name,
    samples,
    passed,
    verdict: comparison?.verdict ?? null,
  }));
}

/** Figures of a run that goes on change with every answer, so nothing is compared yet. */
function countedArms({ variants, criteria }: RunManifest, record: RunRecord): Arms {
  return variants.map(({ id }) => {
    const samples = scoreArm(record, id, criteria);
    return { name: id, samples: samples.length, passed: samples.filter(({ outcome }) => outcome === "pass").length, verdict: null };
  });
}
