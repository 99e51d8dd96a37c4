// One sample's ratings: checks at once, questions by the judge, and what is made of these when they are there; a rating that cannot be had is an error, never a fail.
import type { RegexRunner, ScriptRunner } from "../../base/ports.ts";
import type { ColumnRole } from "../../domain/collection.ts";
import { isAsked, isPairwise, type Criterion } from "../../domain/criterion-set.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import { latencyMs } from "../../domain/completion.ts";
import type { Failure, RatingEvent, ResponseEvent, ResponseOutput } from "../../domain/run-event.ts";
import type { Setup } from "../../documents/setup.ts";
import type { Caller } from "../../providers/provider.ts";
import { usesEmbeddings } from "../../scorers/embedding-similarity.ts";
import { rateCheck } from "../../scorers/rate-check.ts";
import { partsOf } from "../../scorers/registry.ts";
import { columnsWithRole } from "../../scorers/script-file.ts";
import type { PartRating, Rated, Subject } from "../../scorers/scorer.ts";
import { isoTime } from "../calling/call-events.ts";
import { callModel, type CallContext, type EndedCall } from "../calling/call-model.ts";
import type { JudgeCall, JudgeTask } from "../planning/judge-calls.ts";
import { comparedWith, equalPreference } from "../planning/pairwise-calls.ts";
import { ratingTask } from "../planning/rating-task.ts";
import type { Plan, PlannedSample } from "../planning/plan.ts";

export interface RateContext extends CallContext {
  readonly plan: Plan;
  readonly regex: RegexRunner;
  readonly scripts: ScriptRunner;
  /** Null when no criterion asks a question. */
  readonly judge: Caller | null;
  /** Absent where no criterion compares by embeddings. */
  readonly embeddings?: (model: ModelConfig) => Caller;
}

type Judged = RatingEvent["judge"];

/** By criterion. */
export type KnownRatings = ReadonlyMap<string, Pick<RatingEvent, "value" | "label">>;

/**
 * Rates an answered response by `criteria` and journals each rating; when the run stops first, what is missing is left to resuming.
 * `known` are the ratings that it has already.
 */
export async function rate(
  sample: PlannedSample,
  response: ResponseEvent,
  criteria: readonly Criterion[],
  known: KnownRatings,
  context: RateContext,
): Promise<void> {
  const { output } = response;
  if (output === null) return;
  const pairwise = comparedWith(sample, context.plan) === null ? criteria.filter(isPairwise) : [];
  if (pairwise.length > 0) await rateAll(sample, pairwise, equalPreference(sample), context);
  const checks = criteria.filter((criterion) => !isAsked(criterion) && !usesEmbeddings(criterion));
  const composed = checks.filter((check) => partsOf(check).length > 0);
  const plain = checks.filter((check) => !composed.includes(check));
  const subject = subjectOf(sample, response, output, context.plan.setup);
  const rated = await Promise.all([rateChecks(sample, subject, plain, context), rateQuestions(sample, output, criteria, context)]);
  if (composed.length === 0) return;
  const ratings = partRatings(new Map([...known, ...rated.flat().map((event) => [event.criterion, event] as const)]), context.plan);
  const ready = composed.filter((check) => partsOf(check).every((id) => ratings.has(id)));
  await rateChecks(sample, { ...subject, ratings }, ready, context);
}

/** The answer was paid for and is counted, but its text is lost: every criterion that waits for it ends in an error. */
export async function rateUnreadable(
  sample: PlannedSample,
  criteria: readonly Criterion[],
  problem: string | null,
  context: RateContext,
): Promise<void> {
  await rateAll(
    sample,
    criteria,
    { kind: "error", code: "response/unreadable", message: problem ?? "The stored response has no text." },
    context,
  );
}

/** Journals the same rating by each of these criteria, without a call. */
export async function rateAll(sample: PlannedSample, criteria: readonly Criterion[], rated: Rated, context: CallContext): Promise<void> {
  if (criteria.length === 0) return;
  await context.journal.append(...criteria.map((criterion) => ratingEvent(sample, criterion, rated, null, null, context)));
}

function subjectOf(
  { row, arm }: PlannedSample,
  { provider, usage, cost, time }: ResponseEvent,
  { text, toolCalls }: ResponseOutput,
  { collection }: Pick<Setup, "collection">,
): Subject {
  const columnsFor = (role: ColumnRole): string[] => columnsWithRole(collection.columns, role);
  return {
    response: text,
    toolCalls: toolCalls ?? [],
    finish: provider.finish ?? "other",
    row: row.values,
    columns: { input: columnsFor("input"), expected: columnsFor("expected") },
    outputSchema: arm.model.output?.schema ?? null,
    usage,
    costUsd: cost.usd,
    latency: { totalMs: latencyMs(time), isCached: cost.cached },
    ratings: new Map(),
  };
}

function partRatings(ratings: KnownRatings, { setup }: Plan): ReadonlyMap<string, PartRating> {
  const weights = new Map(setup.criteria.criteria.map(({ id, weight }) => [id, weight]));
  return new Map([...ratings].map(([id, { value, label }]) => [id, { weight: weights.get(id) ?? 1, value, label }]));
}

/** The ratings that were journaled. */
async function rateChecks(
  sample: PlannedSample,
  subject: Subject,
  checks: readonly Criterion[],
  context: RateContext,
): Promise<readonly RatingEvent[]> {
  if (checks.length === 0) return [];
  const tools = { regex: context.regex, scripts: context.scripts, signal: context.control.callSignal };
  let ratings: readonly RatingEvent[];
  try {
    ratings = await Promise.all(
      checks.map(async (criterion) => ratingEvent(sample, criterion, await rateCheck(criterion, subject, tools), null, null, context)),
    );
  } catch (error) {
    // A check that was cut off says nothing of the response; resuming the run rates it again.
    if (tools.signal.aborted) return [];
    throw error;
  }
  await context.journal.append(...ratings);
  return ratings;
}

/** The ratings that were journaled. */
function rateQuestions(
  sample: PlannedSample,
  output: ResponseOutput,
  criteria: readonly Criterion[],
  context: RateContext,
): Promise<readonly RatingEvent[]> {
  const { judge, embeddings } = context;
  if (judge === null && embeddings === undefined) return Promise.resolve([]);
  return askTask(sample, ratingTask(sample, output, criteria, context), context);
}

/** Asks what a task asks, and journals each rating; those that were journaled. */
export async function askTask(sample: PlannedSample, { calls, settled }: JudgeTask, context: RateContext): Promise<readonly RatingEvent[]> {
  const { judge, embeddings } = context;
  const unasked = settledRatings(sample, settled, context);
  if (unasked.length > 0) await context.journal.append(...unasked);
  const asked = await Promise.all(
    calls.flatMap((call) => {
      const caller = call.needs === "judge" ? judge : (embeddings?.(call.model) ?? null);
      return caller === null ? [] : [ask(sample, call, caller, context)];
    }),
  );
  return [...unasked, ...asked.flat()];
}

async function ask(sample: PlannedSample, judgeCall: JudgeCall, caller: Caller, context: RateContext): Promise<readonly RatingEvent[]> {
  const { criteria, model, encoded, slot } = judgeCall;
  const identity = { sample: sample.hash, row: sample.row.id, variant: sample.arm.name, epoch: sample.epoch };
  const outcome = await callModel({ ...identity, model, encoded, caller, slot, criteria: criteria.map(({ id }) => id) }, context);
  if (outcome.kind === "stopped") return [];
  const events = judgedRatings(sample, judgeCall, outcome, context);
  const saved = context.journal.append(...events);
  outcome.leave();
  await saved;
  return events;
}

/** What needs no call. */
export function settledRatings(sample: PlannedSample, settled: JudgeTask["settled"], context: CallContext): RatingEvent[] {
  return settled.map(({ criterion, rated }) => ratingEvent(sample, criterion, rated, null, null, context));
}

/** What a judge's call came to: a rating for each criterion that it asked about. */
export function judgedRatings(
  sample: PlannedSample,
  { criteria, model, read }: Pick<JudgeCall, "criteria" | "model" | "read">,
  outcome: EndedCall,
  context: CallContext,
): RatingEvent[] {
  const { request, attempt, facts } = outcome;
  const call = { model: `${model.provider}/${model.model}`, request, attempt };
  const verdicts = outcome.kind === "answered" ? read(outcome.completion) : null;
  return criteria.map((criterion, index) => {
    const rated: Rated = verdicts?.get(criterion.id) ?? { kind: "error", ...failureOf(outcome) };
    const isUnread = rated.kind === "error" && outcome.kind === "answered";
    return ratingEvent(
      sample,
      criterion,
      rated,
      index === 0 ? { ...call, ...facts } : call,
      isUnread ? outcome.completion.text.slice(0, 4000) : null,
      context,
    );
  });
}

function failureOf(outcome: { kind: "answered" } | { kind: "failed"; failure: Failure }): Failure {
  return outcome.kind === "failed"
    ? outcome.failure
    : { code: "judge/no-verdict", message: "The judge gave no verdict for this criterion." };
}

function ratingEvent(
  sample: PlannedSample,
  criterion: Criterion,
  rated: Rated,
  judge: Judged,
  raw: string | null,
  context: CallContext,
): RatingEvent {
  const common = {
    k: "rating",
    sample: sample.hash,
    criterion: criterion.id,
    criterionHash: criterion.hash,
    raw,
    judge,
    by: null,
    t: isoTime(context.clock),
  } as const;
  if (rated.kind === "error")
    return { ...common, value: null, label: null, reason: null, error: { code: rated.code, message: rated.message } };
  return { ...common, value: rated.value, label: rated.label, reason: rated.reason, error: null };
}
