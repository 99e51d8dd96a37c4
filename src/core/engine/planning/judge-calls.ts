// The calls by which the questions about one response are asked: filled, grouped and encoded. Pure.
import type { Completion } from "../../domain/completion.ts";
import { isAskedAlone, type Criterion } from "../../domain/criterion-set.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import type { ResponseOutput } from "../../domain/run-event.ts";
import type { Row } from "../../domain/collection.ts";
import type { Setup } from "../../documents/setup.ts";
import type { EncodedCall } from "../../providers/provider.ts";
import { askedCriterion, type AskedCriterion } from "../../scorers/asked-criterion.ts";
import { judgeMessages, judgeOutput } from "../../scorers/judge-request.ts";
import { readRatings } from "../../scorers/read-ratings.ts";
import type { Rated } from "../../scorers/scorer.ts";
import { isAskedAnew } from "./asked-anew.ts";
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
  /** Who answers: the judge, or the model of embeddings that a criterion compares by. */
  readonly needs: "judge" | "embeddings";
  readonly model: ModelConfig;
  readonly encoded: EncodedCall;
  /** Null where nothing is kept. */
  readonly slot: CacheSlot | null;
  /** One rating for each criterion, by its id. */
  read(completion: Completion): Map<string, Rated>;
}

export interface JudgeTask {
  readonly calls: readonly JudgeCall[];
  /** What is rated without a call: a column that is empty in the row is an error, an empty response is like nothing. */
  readonly settled: readonly { readonly criterion: Criterion; readonly rated: Rated }[];
}

/** What is to be asked about a response by `criteria`; those that no judge rates, or that need a second response, are left aside. */
export function judgeTask(
  sample: PlannedSample,
  output: ResponseOutput,
  criteria: readonly Criterion[],
  { plan, endpoints }: { readonly plan: Plan; readonly endpoints: Endpoints },
): JudgeTask {
  const { judge } = plan.setup;
  const questions = criteria.filter(isAskedAlone);
  if (judge === null || questions.length === 0) return { calls: [], settled: [] };
  const filled = questions.map((criterion) => ({ criterion, ...askedCriterion(criterion, sample.row.values) }));
  const settled = filled.flatMap((question) =>
    "missing" in question ? [{ criterion: question.criterion, rated: emptyColumns(question.missing) }] : [],
  );
  const askable = filled.flatMap((question) => ("asked" in question ? [question] : []));
  const groups = plan.rating.grouping === "separate" ? askable.map((item) => [item]) : askable.length === 0 ? [] : [askable];
  return { calls: groups.map((group) => judgeCall(sample, output, group, { judge, plan, endpoints })), settled };
}

/** The error of a criterion whose columns are empty in the row. */
export function emptyColumns(missing: readonly string[]): Rated {
  return {
    kind: "error",
    code: "scorer/empty-column",
    message: `${missing.map((name) => `{{${name}}}`).join(", ")} is empty in this row.`,
  };
}

interface Question {
  readonly criterion: Criterion;
  readonly asked: AskedCriterion;
}

export interface Asking {
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
  const asked = group.map((question) => question.asked);
  const { mode } = plan.rating;
  const version = plan.setup.criteria.judgeVersion;
  const model = { ...judge.model, output: judgeOutput(asked, mode) };
  const messages = judgeMessages({
    criteria: asked,
    row: visibleToJudge(sample.row, plan.setup),
    response: output.text,
    toolCalls: output.toolCalls ?? [],
    mode,
    version,
  });
  const encoded = providerOf(model).encode({ config: model, messages });
  const read = ({ text }: Completion): Map<string, Rated> => readRatings(text, asked, mode);
  // A judge's answer that cannot be read is an error, and errors are never kept.
  const isUsable = (completion: Completion): boolean => [...read(completion).values()].every((rated) => rated.kind === "rated");
  const { epoch, replicate } = sample;
  const slot = isAskedAnew(sample)
    ? null
    : cacheSlot({ model, encoded, epoch, replicate, judgePromptVersion: version, isUsable }, endpoints);
  return { criteria: group.map(({ criterion }) => criterion), needs: "judge", model, encoded, slot, read };
}

/** Input and expected columns only (contracts §5), and no response of any arm. */
export function visibleToJudge(row: Row, setup: Setup): Row["values"] {
  const responses = new Set(setup.arms.map(({ responseColumn }) => responseColumn));
  const shown = new Set(
    setup.collection.columns
      .filter(({ name, role }) => (role === "input" || role === "expected") && !responses.has(name))
      .map((column) => column.name),
  );
  return Object.fromEntries(Object.entries(row.values).filter(([name]) => shown.has(name)));
}
