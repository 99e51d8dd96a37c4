// One sample's ratings: checks at once, questions by the judge; a rating that cannot be had is an error, never a fail.
import type { RegexRunner } from "../base/ports.ts";
import type { Criterion } from "../domain/criterion-set.ts";
import type { Failure, RatingEvent, ResponseEvent } from "../domain/run-event.ts";
import type { Row } from "../domain/collection.ts";
import type { Setup } from "../documents/setup.ts";
import type { Caller } from "../providers/provider.ts";
import { judgeMessages, judgeOutput } from "../scorers/judge-request.ts";
import { fillQuestion } from "../scorers/questions.ts";
import { rateCheck } from "../scorers/rate-check.ts";
import { readVerdicts } from "../scorers/read-verdicts.ts";
import type { Rated, Subject } from "../scorers/scorer.ts";
import { callModel, isoTime, type CallContext } from "./call-model.ts";
import { providerOf } from "./destinations.ts";
import type { Plan, PlannedSample } from "./plan.ts";

export interface RateContext extends CallContext {
  readonly plan: Plan;
  readonly regex: RegexRunner;
  /** Null when no criterion asks a question. */
  readonly judge: Caller | null;
}

type Judged = RatingEvent["judge"];

/** Rates an answered response by `criteria` and journals each rating; when the run stops first, what is missing is left to resuming. */
export async function rate(
  sample: PlannedSample,
  response: ResponseEvent,
  criteria: readonly Criterion[],
  context: RateContext,
): Promise<void> {
  const { output } = response;
  if (output === null) return;
  const checks = criteria.filter((criterion) => criterion.scorer !== "judge");
  const questions = criteria.filter((criterion) => criterion.scorer === "judge");
  await Promise.all([rateChecks(sample, response, output, checks, context), rateQuestions(sample, output, questions, context)]);
}

async function rateChecks(
  sample: PlannedSample,
  response: ResponseEvent,
  output: NonNullable<ResponseEvent["output"]>,
  checks: readonly Criterion[],
  context: RateContext,
): Promise<void> {
  if (checks.length === 0) return;
  const subject: Subject = {
    response: output.text,
    toolCalls: output.toolCalls ?? [],
    finish: response.provider.finish ?? "other",
    row: sample.row.values,
    outputSchema: sample.arm.model.output?.schema ?? null,
  };
  const tools = { regex: context.regex, signal: context.control.callSignal };
  let ratings: readonly RatingEvent[];
  try {
    ratings = await Promise.all(
      checks.map(async (criterion) => ratingEvent(sample, criterion, await rateCheck(criterion, subject, tools), null, null, context)),
    );
  } catch (error) {
    // A check that was cut off says nothing of the response; resuming the run rates it again.
    if (tools.signal.aborted) return;
    throw error;
  }
  await context.journal.append(...ratings);
}

async function rateQuestions(
  sample: PlannedSample,
  output: NonNullable<ResponseEvent["output"]>,
  questions: readonly Criterion[],
  context: RateContext,
): Promise<void> {
  const { judge: judgeSetup } = context.plan.setup;
  if (questions.length === 0 || judgeSetup === null || context.judge === null) return;
  const filled = questions.map((criterion) => ({
    criterion,
    question: fillQuestion(String(criterion.options.question), sample.row.values),
  }));
  const unaskable = filled.flatMap(({ criterion, question }) =>
    "missing" in question ? [ratingEvent(sample, criterion, emptyColumn(question.missing), null, null, context)] : [],
  );
  if (unaskable.length > 0) await context.journal.append(...unaskable);
  const askable = filled.flatMap(({ criterion, question }) => ("text" in question ? [{ criterion, question: question.text }] : []));
  const groups = context.plan.rating.grouping === "separate" ? askable.map((item) => [item]) : askable.length === 0 ? [] : [askable];
  // One after the other: a worker never has more than one call in flight, so that the workers are the run's ceiling (contracts §9).
  for (const group of groups) await askJudge(sample, output, group, judgeSetup, context.judge, context);
}

interface Question {
  readonly criterion: Criterion;
  readonly question: string;
}

async function askJudge(
  sample: PlannedSample,
  output: NonNullable<ResponseEvent["output"]>,
  group: readonly Question[],
  judge: NonNullable<Setup["judge"]>,
  caller: Caller,
  context: RateContext,
): Promise<void> {
  const ids = group.map(({ criterion }) => criterion.id);
  const { mode } = context.plan.rating;
  const config = { ...judge.model, output: judgeOutput(ids, mode) };
  const messages = judgeMessages({
    criteria: group.map(({ criterion, question }) => ({ id: criterion.id, question })),
    row: visibleToJudge(sample.row, context.plan.setup),
    response: output.text,
    toolCalls: output.toolCalls ?? [],
    mode,
    version: 1,
  });
  const encoded = providerOf(config).encode({ config, messages });
  const outcome = await callModel(
    {
      sample: sample.hash,
      row: sample.row.id,
      variant: sample.arm.name,
      epoch: sample.epoch,
      model: config,
      encoded,
      caller,
      criteria: ids,
    },
    context,
  );
  if (outcome.kind === "stopped") return;
  const { request, attempt, facts } = outcome;
  const call = { model: `${config.provider}/${config.model}`, request, attempt };
  const verdicts = outcome.kind === "answered" ? readVerdicts(outcome.completion.text, ids, mode) : null;
  const events = group.map(({ criterion }, index) => {
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
  await context.journal.append(...events);
}

function failureOf(outcome: { kind: "answered" } | { kind: "failed"; failure: Failure }): Failure {
  return outcome.kind === "failed"
    ? outcome.failure
    : { code: "judge/no-verdict", message: "The judge gave no verdict for this criterion." };
}

function emptyColumn(missing: readonly string[]): Rated {
  return {
    kind: "error",
    code: "scorer/empty-column",
    message: `${missing.map((name) => `{{${name}}}`).join(", ")} is empty in this row.`,
  };
}

/** Input and expected columns only (contracts §5). */
function visibleToJudge(row: Row, setup: Setup): Row["values"] {
  const shown = new Set(
    setup.collection.columns.filter((column) => column.role === "input" || column.role === "expected").map((column) => column.name),
  );
  return Object.fromEntries(Object.entries(row.values).filter(([name]) => shown.has(name)));
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
