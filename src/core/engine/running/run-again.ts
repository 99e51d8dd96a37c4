// Rows that must pass and failed, run again behind the plan of a run that was made to decide its gates: samples of that run, which no figure counts.
import { hashValue, type Hash } from "../../base/hash.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import type { RunRecord } from "../../domain/run-record.ts";
import { rowsToRunAgain } from "../../gates/must-pass.ts";
import { openCallers } from "../calling/open-callers.ts";
import { generationBound, judgeCallsPerResponse, ratingBound, worstUsd } from "../planning/estimate.ts";
import type { Plan, PlannedSample } from "../planning/plan.ts";
import { remainderOf, type Redo } from "../planning/remainder.ts";
import { renderSample } from "../planning/render-sample.ts";
import { noCopies } from "./copied-responses.ts";
import type { RunHost } from "./run-host.ts";
import { writeRun, type RunOutcome, type RunWatch } from "./write-run.ts";

export interface Ended {
  readonly outcome: RunOutcome;
  /** The plan that the run began with. */
  readonly whole: Plan;
  readonly manifestHash: Hash;
  readonly redo: Redo;
}

/** Runs again what has to be; the outcome as it is where nothing has. The caller holds the run's lock. */
export async function runAgain({ outcome, whole, manifestHash, redo }: Ended, host: RunHost, watch: RunWatch): Promise<RunOutcome> {
  const { manifest, record } = outcome;
  const plan = planRunAgain(whole, manifest, record, redo);
  if (plan === null) return outcome;
  const callers = await openCallers(plan, host);
  const begun = { manifest, manifestHash, record, isResumed: true, cancelsBatches: false, redo, copies: noCopies } as const;
  const again = await writeRun({ plan, whole, ...begun, callers, host, watch });
  return { ...again, warnings: [...outcome.warnings, ...again.warnings] };
}

/** What is left to be run again, as a plan of its own under the caps of the whole one; null for nothing, and until the plan has ended. */
export function planRunAgain(whole: Plan, manifest: RunManifest, record: RunRecord, redo: Redo): Plan | null {
  if (manifest.isGate === undefined || record.state !== "done") return null;
  const rows = new Map(whole.rows.map((row) => [row.id, row]));
  const arms = new Map(whole.arms.map((arm) => [arm.name, arm]));
  const wanted = rowsToRunAgain(manifest, record).flatMap(({ variant, row: id, times }) => {
    const [row, arm] = [rows.get(id), arms.get(variant)];
    if (row === undefined || arm === undefined) return [];
    return Array.from({ length: times }, (_, index) => sampleAgain({ row, arm, rerun: index + 1 }));
  });
  const { criteria } = whole.setup.criteria;
  const samples = wanted.filter(({ hash }) => remainderOf(record.samples.get(hash), criteria, redo) !== null);
  return samples.length === 0 ? null : withSamples(whole, samples);
}

/** What an earlier repetition kept answers none: each is asked anew. */
function withSamples(whole: Plan, samples: readonly PlannedSample[]): Plan {
  const { setup, rating, options } = whole;
  const { judge } = setup;
  const perSample = judge === null ? 0 : judgeCallsPerResponse(setup, rating);
  const bounds = samples.flatMap(({ arm, row }) => [
    { model: arm.model, bound: generationBound(arm, renderSample(arm, row).messages) },
    ...(judge === null
      ? []
      : Array.from({ length: perSample }, () => ({ model: judge.model, bound: ratingBound(setup, arm, row, rating.mode) }))),
  ]);
  const costs = bounds.map(({ model, bound }) => worstUsd(model, bound, false));
  return {
    ...whole,
    rows: [...new Set(samples.map(({ row }) => row))],
    samples,
    calls: { generation: samples.length, rating: samples.length * perSample, cached: 0 },
    tokens: {
      input: bounds.reduce((sum, { bound }) => sum + bound.input, 0),
      outputMax: bounds.reduce((sum, { bound }) => sum + bound.outputMax, 0),
    },
    costUsd: { worst: costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0) },
    // Where the cache answered the whole plan, nobody has looked for a key yet.
    destinations: whole.destinations.map((destination) => ({
      ...destination,
      calls: bounds.filter(({ model: { provider, model } }) => provider === destination.provider && model === destination.model).length,
    })),
    options: { ...options, isFresh: true },
  };
}

function sampleAgain({ row, arm, rerun }: Required<Pick<PlannedSample, "row" | "arm" | "rerun">>): PlannedSample {
  const identity = { row: row.id, rowHash: row.hash, variant: arm.name, config: arm.configHash, epoch: 0, rerun };
  return { hash: hashValue("touchstone/sample/1", identity), row, arm, epoch: 0, replicate: rerun, rerun };
}

/** A run is announced once. */
export function withoutStart({ onStart: _, ...watch }: RunWatch): RunWatch {
  return watch;
}
