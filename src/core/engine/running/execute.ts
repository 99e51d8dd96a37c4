// Executes a plan: as many workers as calls may be in flight, each taking the next sample through generation and rating.
import type { Clock, Random, RegexRunner } from "../../base/ports.ts";
import { isAnswered, type RunRecord } from "../../domain/run-record.ts";
import type { JournalWriter } from "../../store/journal-writer.ts";
import type { ResponseCache } from "../../store/response-cache.ts";
import type { Endpoints } from "../planning/destinations.ts";
import type { Callers } from "../calling/open-callers.ts";
import { generate } from "./generate.ts";
import type { Plan, PlannedSample } from "../planning/plan.ts";
import { rate, type RateContext } from "./rate.ts";
import type { RunControl } from "./run-control.ts";

export interface ExecuteInput {
  readonly plan: Plan;
  /** What earlier writers of the run have recorded; samples that ended are not done again. */
  readonly record: RunRecord;
  readonly journal: JournalWriter;
  readonly cache: ResponseCache;
  readonly endpoints: Endpoints;
  readonly callers: Callers;
  readonly control: RunControl;
  readonly clock: Clock;
  readonly random: Random;
  readonly regex: RegexRunner;
}

/** Resolves when every sample has ended or the run has been stopped; rejects when the journal fails. */
export async function execute({ record, callers, ...input }: ExecuteInput): Promise<void> {
  const { plan, control } = input;
  const context: RateContext = {
    ...input,
    seed: plan.seed,
    maximumAttempts: plan.limits.maxAttempts,
    judge: callers.judge,
  };
  const pending = plan.samples[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = pending.next(); next.done !== true; next = pending.next()) {
      if (control.stopped() !== null) return;
      await finishSample(next.value, record, callers, context);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(plan.limits.concurrency, plan.samples.length) }, work));
  } catch (error) {
    control.stop({ state: "incomplete", reason: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

/** Does what is still missing of a sample: a response that exists is rated, ratings that exist are kept. */
async function finishSample(sample: PlannedSample, record: RunRecord, callers: Callers, context: RateContext): Promise<void> {
  const known = record.samples.get(sample.hash);
  let response = known?.response ?? null;
  let saved = Promise.resolve();
  if (response === null) {
    response = await generate(sample, callers.generation(sample.arm), context);
    if (response === null) return;
    saved = context.journal.append(response);
    // What the cache has is safe already, and its ratings stand behind it in the journal.
    if (!response.cost.cached) await saved;
  }
  if (!isAnswered(response)) return;
  const missing = context.plan.setup.criteria.criteria.filter((criterion) => known?.ratings.has(criterion.id) !== true);
  await Promise.all([saved, rate(sample, response, missing, context)]);
}
