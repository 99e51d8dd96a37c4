// Executes a plan in batches: the responses in one stage, the judge's calls in another, each in rounds until nothing is open.
import type { BatchStage } from "../../domain/run-event.ts";
import { openBatches, type BatchRecord } from "../../domain/batch-record.ts";
import { createRepeatedFailures } from "../calling/repeated-failures.ts";
import { judgeTask } from "../planning/judge-calls.ts";
import { execute, type ExecuteInput } from "../running/execute.ts";
import { rate, unaskableRatings } from "../running/rate.ts";
import type { PlannedSample } from "../planning/plan.ts";
import { generationBatchCall, judgeBatchCall, type BatchCall } from "./batch-call.ts";
import type { BatchCallers } from "./batch-callers.ts";
import { mustLeave, type BatchContext } from "./batch-context.ts";
import { followBatch } from "./follow-batch.ts";
import { errorsIn, restOfSample } from "./rest-of-sample.ts";
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
  const context: BatchContext = {
    ...input,
    callers: input.batchCallers,
    redo,
    earlierErrors: errorsIn(record),
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
    await rateUnaskable(context);
    await runStage("judge", openJudgeCalls, context);
  } catch (error) {
    control.stop({ state: "incomplete", reason: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

/** Rounds of a stage: what is at the provider is waited for, then what is open goes out. */
async function runStage(
  stage: BatchStage,
  openCalls: (context: BatchContext) => Iterable<BatchCall>,
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
    if (control.stopped() !== null || isEmpty(openCalls(context))) return;
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

function isEmpty(calls: Iterable<unknown>): boolean {
  for (const _ of calls) return false;
  return true;
}

function* openResponses(context: BatchContext): Generator<BatchCall> {
  for (const sample of context.plan.samples)
    if (restOfSample(sample, context)?.response === null) yield generationBatchCall(sample, context.endpoints);
}

function* openJudgeCalls(context: BatchContext): Generator<BatchCall> {
  for (const [sample, task] of openTasks(context)) for (const call of task.calls) yield judgeBatchCall(sample, call);
}

/** What is still to be asked about each answered sample. */
function* openTasks(context: BatchContext): Generator<readonly [PlannedSample, ReturnType<typeof judgeTask>]> {
  for (const sample of context.plan.samples) {
    const rest = restOfSample(sample, context);
    if (rest?.response?.output != null) yield [sample, judgeTask(sample, rest.response.output, rest.criteria, context)];
  }
}

async function rateUnaskable(context: BatchContext): Promise<void> {
  for (const [sample, { unaskable }] of openTasks(context))
    if (unaskable.length > 0) await context.journal.append(...unaskableRatings(sample, unaskable, context));
}

/** The checks that are still missing, a few samples at a time; the context asks no judge. */
async function rateChecks(samples: readonly PlannedSample[], context: BatchContext): Promise<void> {
  const { plan, control } = context;
  const pending = samples[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = pending.next(); next.done !== true && !mustLeave(control); next = pending.next()) {
      const rest = restOfSample(next.value, context);
      if (rest?.response != null) await rate(next.value, rest.response, rest.criteria, context);
    }
  };
  await Promise.all(Array.from({ length: plan.limits.concurrency }, work));
}
