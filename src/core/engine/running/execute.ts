// Executes a plan: for each model it asks some samples are open at once, each on its way through generation and rating; the queue says which call goes next.
import type { Clock, Random, RegexRunner, ScriptRunner } from "../../base/ports.ts";
import type { Criterion } from "../../domain/criterion-set.ts";
import { isAnswered, type RunRecord } from "../../domain/run-record.ts";
import type { RunTexts } from "../../domain/run-texts.ts";
import { mayBeLarge } from "../../store/blobs.ts";
import type { JournalWriter } from "../../store/journal-writer.ts";
import type { ResponseCache } from "../../store/response-cache.ts";
import type { CallQueue, Lane } from "../calling/call-queue.ts";
import type { Callers } from "../calling/open-callers.ts";
import type { Pause } from "../calling/pause.ts";
import { createRepeatedFailures } from "../calling/repeated-failures.ts";
import type { Endpoints } from "../planning/destinations.ts";
import { comparePairs } from "./compare-pairs.ts";
import { generate } from "./generate.ts";
import { importResponse } from "./import-response.ts";
import type { Plan, PlannedSample } from "../planning/plan.ts";
import { remainderOf, type Redo } from "../planning/remainder.ts";
import { rate, rateUnreadable, type KnownRatings, type RateContext } from "./rate.ts";
import type { RunControl } from "./run-control.ts";

export interface ExecuteInput {
  readonly plan: Plan;
  /** What earlier writers of the run have recorded; samples that ended are not done again. */
  readonly record: RunRecord;
  /** Of the record: a response that still waits for ratings is read again. */
  readonly texts: RunTexts;
  /** What of it is done again all the same; nothing where it is absent. */
  readonly redo?: Redo;
  /** Names the draws of this writer; the plan's where it is absent. */
  readonly seed?: number;
  readonly journal: JournalWriter;
  readonly cache: ResponseCache;
  readonly endpoints: Endpoints;
  readonly callers: Callers;
  readonly control: RunControl;
  readonly queue: CallQueue;
  readonly pause: Pause;
  readonly clock: Clock;
  readonly random: Random;
  readonly regex: RegexRunner;
  readonly scripts: ScriptRunner;
}

/** Samples that are open at once for each call that may be in flight: those that wait hold no place, and memory has a bound. */
const openForEachCall = 4;

/** Resolves when every sample has ended or the run has been stopped; rejects when the journal fails. */
export async function execute({ record, texts, redo = "nothing", callers, ...input }: ExecuteInput): Promise<void> {
  const { plan, control, queue } = input;
  const context: RateContext = {
    ...input,
    seed: input.seed ?? plan.seed,
    maximumAttempts: plan.limits.maxAttempts,
    judge: callers.judge,
    ...(callers.embeddings === undefined ? {} : { embeddings: callers.embeddings }),
    repeated: createRepeatedFailures(),
  };
  const open = Math.min(plan.limits.concurrency * openForEachCall, plan.samples.length);
  const work = async (lane: Lane, pending: Iterator<PlannedSample>): Promise<void> => {
    for (let next = pending.next(); next.done !== true; next = pending.next()) {
      if (control.stopped() !== null || queue.isParked(lane)) return;
      await finishSample(next.value, { record, texts, redo, callers }, context);
    }
  };
  // A model that is slow or turned away must not keep the samples of another one waiting, so each has its own.
  const lanes = new Set(plan.arms.map(({ model }) => queue.laneOf(model)));
  const workers = [...lanes].flatMap((lane) => {
    const pending = samplesOf(lane, plan, queue);
    return Array.from({ length: open }, () => work(lane, pending));
  });
  try {
    await Promise.all(workers);
    await comparePairs({ record, texts, redo, open }, context);
  } catch (error) {
    control.stop({ state: "incomplete", reason: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

/** In the order of the plan. */
function* samplesOf(lane: Lane, { samples }: Plan, queue: CallQueue): Generator<PlannedSample, void> {
  for (const sample of samples) if (queue.laneOf(sample.arm.model) === lane) yield sample;
}

const noRatings: KnownRatings = new Map();

interface Known {
  readonly record: RunRecord;
  readonly texts: RunTexts;
  readonly redo: Redo;
  readonly callers: Callers;
}

/** Does what is left of a sample: a response that counts is rated, ratings that count are kept. */
async function finishSample(sample: PlannedSample, { record, texts, redo, callers }: Known, context: RateContext): Promise<void> {
  const remainder = remainderOf(record.samples.get(sample.hash), context.plan.setup.criteria.criteria, redo);
  if (remainder === null) return;
  const { known, criteria } = remainder;
  if (known === null) return makeSample(sample, criteria, callers, context);
  for await (const { response, problem } of texts.read([known], "responses")) {
    if (response?.output == null) await rateUnreadable(sample, criteria, problem, context);
    else await rate(sample, response, criteria, known.ratings, context);
  }
}

async function makeSample(sample: PlannedSample, criteria: readonly Criterion[], callers: Callers, context: RateContext): Promise<void> {
  if (sample.arm.responseColumn !== undefined) {
    const response = importResponse(sample, context.clock);
    await context.journal.append(response);
    if (isAnswered(response)) await rate(sample, response, criteria, noRatings, context);
    return;
  }
  const generated = await generate(sample, callers.generation(sample.arm), context);
  if (generated === null) return;
  const { response, leave } = generated;
  const saved = context.journal.append(response);
  // What is kept aside waits in the journal's queue only when its blob is written.
  if (mayBeLarge(response)) await saved;
  leave();
  // What the cache has is safe already, and its ratings stand behind it in the journal.
  if (!response.cost.cached) await saved;
  if (isAnswered(response)) await Promise.all([saved, rate(sample, response, criteria, noRatings, context)]);
  else await saved;
}
