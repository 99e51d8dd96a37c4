// Executes a plan: as many workers as calls may be in flight, each taking the next sample through generation and rating.
import type { Clock, Random, RegexRunner } from "../../base/ports.ts";
import { isAnswered, type RunRecord, type SampleRecord } from "../../domain/run-record.ts";
import type { RunTexts } from "../../domain/run-texts.ts";
import type { JournalWriter } from "../../store/journal-writer.ts";
import type { ResponseCache } from "../../store/response-cache.ts";
import type { Endpoints } from "../planning/destinations.ts";
import type { Callers } from "../calling/open-callers.ts";
import { generate } from "./generate.ts";
import type { Plan, PlannedSample } from "../planning/plan.ts";
import { rate, rateUnreadable, type RateContext } from "./rate.ts";
import type { RunControl } from "./run-control.ts";

export interface ExecuteInput {
  readonly plan: Plan;
  /** What earlier writers of the run have recorded; samples that ended are not done again. */
  readonly record: RunRecord;
  /** Of the record: a response that still waits for ratings is read again. */
  readonly texts: RunTexts;
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
export async function execute({ record, texts, callers, ...input }: ExecuteInput): Promise<void> {
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
      const known = record.samples.get(next.value.hash);
      if (known?.response == null) await makeSample(next.value, callers, context);
      else await finishSample(next.value, known, texts, context);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(plan.limits.concurrency, plan.samples.length) }, work));
  } catch (error) {
    control.stop({ state: "incomplete", reason: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

async function makeSample(sample: PlannedSample, callers: Callers, context: RateContext): Promise<void> {
  const response = await generate(sample, callers.generation(sample.arm), context);
  if (response === null) return;
  const saved = context.journal.append(response);
  // What the cache has is safe already, and its ratings stand behind it in the journal.
  if (!response.cost.cached) await saved;
  const rated = isAnswered(response) ? rate(sample, response, context.plan.setup.criteria.criteria, context) : null;
  await Promise.all([saved, rated]);
}

/** Does what is still missing of a sample that has a response: ratings that exist are kept. */
async function finishSample(sample: PlannedSample, known: SampleRecord, texts: RunTexts, context: RateContext): Promise<void> {
  const missing = context.plan.setup.criteria.criteria.filter(({ id }) => !known.ratings.has(id));
  if (!isAnswered(known.response) || missing.length === 0) return;
  for await (const { response, problem } of texts.read([known], "responses")) {
    if (response?.output == null) await rateUnreadable(sample, missing, problem, context);
    else await rate(sample, response, missing, context);
  }
}
