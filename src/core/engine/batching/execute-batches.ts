// Executes a plan in batches: the responses in one stage, the judge's calls in another, each in rounds until nothing is open.
import type { BatchStage, ResponseEvent, ResponseOutput } from "../../domain/run-event.ts";
import type { Criterion } from "../../domain/criterion-set.ts";
import type { SampleRecord } from "../../domain/run-record.ts";
import { openBatches, type BatchRecord } from "../../domain/batch-record.ts";
import { createRepeatedFailures } from "../calling/repeated-failures.ts";
import { judgeTask } from "../planning/judge-calls.ts";
import { execute, type ExecuteInput } from "../running/execute.ts";
import { rate, rateUnreadable, settledRatings } from "../running/rate.ts";
import type { PlannedSample } from "../planning/plan.ts";
import { generationBatchCall, judgeBatchCall, type BatchCall } from "./batch-call.ts";
import type { BatchCallers } from "./batch-callers.ts";
import { mustLeave, type BatchContext } from "./batch-context.ts";
import { followBatch } from "./follow-batch.ts";
import { errorsIn, restOfSample, strikingErrors } from "./rest-of-sample.ts";
import { lostBatch, settleOpen } from "./settle.ts";
import { submitCalls } from "./submit-calls.ts";

export interface ExecuteBatchesInput extends ExecuteInput {
  readonly batchCallers: BatchCallers;
  /** Batches at the provider are stopped, collected, and followed by no others. */
  readonly cancelsBatches: boolean;
}

/** Resolves when every sample has ended or the run has been stopped; rejects when the journal fails. */
export async function executeBatches(input: ExecuteBatchesInput): Promise<void> {
  const { plan, record, redo = "nothing", control } = input;
  const earlierErrors = errorsIn(record);
  const context: BatchContext = {
    ...input,
    journal: strikingErrors(input.journal, earlierErrors),
    callers: input.batchCallers,
    redo,
    earlierErrors,
    seed: input.seed ?? plan.seed,
    maximumAttempts: plan.limits.maxAttempts,
    judge: null,
    repeated: createRepeatedFailures(),
    samples: new Map(plan.samples.map((sample) => [sample.hash, sample])),
    inherited: new Set(openBatches(record.batches).map(({ token }) => token)),
    troubles: { submissions: 0, waitedMs: 0 },
  };
  try {
    await runStage("responses", openResponses, context);
    await rateChecks(plan.samples, context);
    if (control.stopped() !== null) return;
    if (plan.options.batch?.judge === "live") return await execute({ ...input, redo: redo === "nothing" ? redo : "rating-errors" });
    await rateSettled(context);
    await runStage("judge", openJudgeCalls, context);
    // What is made of the judge's verdicts waits for them.
    await rateChecks(plan.samples, context);
  } catch (error) {
    control.stop({ state: "incomplete", reason: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

/** Rounds of a stage: what is at the provider is waited for, then what is open goes out. */
async function runStage(
  stage: BatchStage,
  openCalls: (context: BatchContext) => AsyncIterable<BatchCall>,
  context: BatchContext,
): Promise<void> {
  const { control, record } = context;
  // An earlier writer may have been killed before it had said so of each request.
  for (const batch of record.batches.byToken.values())
    if (batch.stage === stage && batch.step === "unknown") await settleOpen(batch, lostBatch(), context);
  while (!mustLeave(control)) {
    const waiting = openBatches(record.batches).filter((batch) => batch.stage === stage);
    await Promise.all(waiting.map((batch) => finishBatch(batch, context)));
    if (context.cancelsBatches) control.stop({ state: "cancelled", reason: "its batches were cancelled" });
    if (waiting.length > 0) continue;
    if (control.stopped() !== null || (await isEmpty(openCalls(context)))) return;
    await submitCalls(openCalls(context), stage, context);
  }
}

/** Checks ask nobody, so that they need not wait for other batches. */
async function finishBatch(batch: BatchRecord, context: BatchContext): Promise<void> {
  await followBatch(batch, context);
  if (batch.stage !== "responses") return;
  await rateChecks(
    batch.starts.flatMap(({ sample }) => context.samples.get(sample) ?? []),
    context,
  );
}

async function isEmpty(calls: AsyncIterable<unknown>): Promise<boolean> {
  for await (const _ of calls) return false;
  return true;
}

async function* openResponses(context: BatchContext): AsyncGenerator<BatchCall> {
  for (const sample of context.plan.samples)
    if (restOfSample(sample, context)?.known === null) yield generationBatchCall(sample, context.endpoints);
}

async function* openJudgeCalls(context: BatchContext): AsyncGenerator<BatchCall> {
  for await (const { sample, output, criteria } of openAnswers(context.plan.samples, context)) {
    if (output === null) continue;
    for (const call of judgeTask(sample, output, criteria, context).calls) yield judgeBatchCall(sample, call);
  }
}

interface OpenAnswer {
  readonly sample: PlannedSample;
  readonly known: SampleRecord;
  readonly response: ResponseEvent | null;
  /** Null for what cannot be read. */
  readonly output: ResponseOutput | null;
  readonly problem: string | null;
  /** What it is still to be rated by. */
  readonly criteria: readonly Criterion[];
}

/** The answered samples that are still to be rated, read some at a time. */
async function* openAnswers(samples: readonly PlannedSample[], context: BatchContext): AsyncGenerator<OpenAnswer> {
  for (let at = 0; at < samples.length; at += answersAtOnce) {
    const open = samples.slice(at, at + answersAtOnce).flatMap((sample) => {
      const { known, criteria } = restOfSample(sample, context) ?? {};
      return known == null || criteria === undefined ? [] : [{ sample, known, criteria }];
    });
    const pending = open[Symbol.iterator]();
    const known = open.map((each) => each.known);
    for await (const { response, problem } of context.texts.read(known, "responses")) {
      const { value } = pending.next();
      if (value !== undefined) yield { ...value, response, output: response?.output ?? null, problem };
    }
  }
}

const answersAtOnce = 200;

/** What nobody can be asked: questions with empty columns, and all about an answer that cannot be read. */
async function rateSettled(context: BatchContext): Promise<void> {
  for await (const { sample, output, problem, criteria } of openAnswers(context.plan.samples, context)) {
    if (output === null) {
      await rateUnreadable(sample, criteria, problem, context);
      continue;
    }
    const { settled } = judgeTask(sample, output, criteria, context);
    if (settled.length > 0) await context.journal.append(...settledRatings(sample, settled, context));
  }
}

/** The checks that are still missing, a few samples at a time; the context asks no judge. */
async function rateChecks(samples: readonly PlannedSample[], context: BatchContext): Promise<void> {
  const { plan, control } = context;
  let rating: Promise<void>[] = [];
  for await (const { sample, known, response, criteria } of openAnswers(samples, context)) {
    if (mustLeave(control)) break;
    if (response !== null) rating.push(rate(sample, response, criteria, known.ratings, context));
    if (rating.length < plan.limits.concurrency) continue;
    await Promise.all(rating);
    rating = [];
  }
  await Promise.all(rating);
}
