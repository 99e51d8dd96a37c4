// The calls by which the questions about one response are asked: filled, grouped and encoded. Pure.
import type { Completion } from "../../domain/completion.ts";
import type { Criterion } from "../../domain/criterion-set.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import type { ResponseOutput } from "../../domain/run-event.ts";
import type { Row } from "../../domain/collection.ts";
import type { Setup } from "../../documents/setup.ts";
import type { EncodedCall } from "../../providers/provider.ts";
import { judgeMessages, judgeOutput } from "../../scorers/judge-request.ts";
import { fillQuestion } from "../../scorers/questions.ts";
import { readVerdicts } from "../../scorers/read-verdicts.ts";
import type { Rated } from "../../scorers/scorer.ts";
import { cacheSlot } from "./cache-slot.ts";
import type { CacheSlot } from "../../store/response-cache.ts";
import type { Endpoints } from "./destinations.ts";
import { providerOf } from "./destinations.ts";
import type { Plan, PlannedSample } from "./plan.ts";

export function outputOf({ text, toolCalls }: Completion): ResponseOutput {
  return { text, ...(toolCalls.length === 0 ? {} : { toolCalls }) };
}

export interface JudgeCall {
  readonly criteria: readonly Criterion[];
  readonly model: ModelConfig;
  readonly encoded: EncodedCall;
  /** Null where nothing is kept. */
  readonly slot: CacheSlot | null;
  /** One rating for each criterion, by its id. */
  read(completion: Completion): Map<string, Rated>;
}

export interface JudgeTask {
  readonly calls: readonly JudgeCall[];
  /** Questions that cannot be filled: columns that are empty in the row. */
  readonly unaskable: readonly { readonly criterion: Criterion; readonly missing: readonly string[] }[];
}

/** What is to be asked about a response by `criteria`; those that are no questions are left aside. */
export function judgeTask(
  sample: PlannedSample,
  output: ResponseOutput,
  criteria: readonly Criterion[],
  { plan, endpoints }: { readonly plan: Plan; readonly endpoints: Endpoints },
): JudgeTask {
  const { judge } = plan.setup;
  const questions = criteria.filter((criterion) => criterion.scorer === "judge");
  if (judge === null || questions.length === 0) return { calls: [], unaskable: [] };
  const filled = questions.map((criterion) => ({
    criterion,
    question: fillQuestion(String(criterion.options.question), sample.row.values),
  }));
  const unaskable = filled.flatMap(({ criterion, question }) => ("missing" in question ? [{ criterion, missing: question.missing }] : []));
  const askable = filled.flatMap(({ criterion, question }) => ("text" in question ? [{ criterion, question: question.text }] : []));
  const groups = plan.rating.grouping === "separate" ? askable.map((item) => [item]) : askable.length === 0 ? [] : [askable];
  return { calls: groups.map((group) => judgeCall(sample, output, group, { judge, plan, endpoints })), unaskable };
}

interface Question {
  readonly criterion: Criterion;
  readonly question: string;
}

interface Asking {
  readonly judge: NonNullable<Setup["judge"]>;
  readonly plan: Plan;
  readonly endpoints: Endpoints;
}

function judgeCall(
  sample: PlannedSample,
  output: ResponseOutput,
  group: readonly Question[],
  { judge, plan, endpoints }: Asking,
): JudgeCall {
  const ids = group.map(({ criterion }) => criterion.id);
  const { mode } = plan.rating;
  const version = plan.setup.criteria.judge?.version ?? 1;
  const model = { ...judge.model, output: judgeOutput(ids, mode) };
  const messages = judgeMessages({
    criteria: group.map(({ criterion, question }) => ({ id: criterion.id, question })),
    row: visibleToJudge(sample.row, plan.setup),
    response: output.text,
    toolCalls: output.toolCalls ?? [],
    mode,
    version,
  });
  const encoded = providerOf(model).encode({ config: model, messages });
  const read = ({ text }: Completion): Map<string, Rated> => readVerdicts(text, ids, mode);
  // A judge's answer that cannot be read is an error, and errors are never kept.
  const isUsable = (completion: Completion): boolean => [...read(completion).values()].every((rated) => rated.kind === "rated");
  const slot = cacheSlot(
    { model, encoded, epoch: sample.epoch, replicate: sample.replicate, judgePromptVersion: version, isUsable },
    endpoints,
  );
  return { criteria: group.map(({ criterion }) => criterion), model, encoded, slot, read };
}

/** Input and expected columns only (contracts §5), and no response of any arm. */
function visibleToJudge(row: Row, setup: Setup): Row["values"] {
  const responses = new Set(setup.arms.map(({ responseColumn }) => responseColumn));
  const shown = new Set(
    setup.collection.columns
      .filter(({ name, role }) => (role === "input" || role === "expected") && !responses.has(name))
      .map((column) => column.name),
  );
  return Object.fromEntries(Object.entries(row.values).filter(([name]) => shown.has(name)));
}
