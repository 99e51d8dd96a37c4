// What is left of a plan: without the calls that a record or the cache answers; calls, tokens and cost stay bounds of what would be sent.
import type { Criterion } from "../../domain/criterion-set.ts";
import type { ModelConfig } from "../../domain/model-config.ts";
import type { ResponseOutput } from "../../domain/run-event.ts";
import { isAnswered, type RunRecord, type SampleRecord } from "../../domain/run-record.ts";
import type { RunTexts } from "../../domain/run-texts.ts";
import type { AnswerReader } from "../../store/response-cache.ts";
import { isInBatches, type CallKind } from "./batch-mode.ts";
import { destinationOf, type Endpoints } from "./destinations.ts";
import {
  embeddingBound,
  generationBound,
  judgeCallsPerResponse,
  pairwiseBound,
  ratingBound,
  worstUsd,
  type TokenBound,
} from "./estimate.ts";
import { generationCall } from "./generation-call.ts";
import { importedText } from "./imported-text.ts";
import { outputOf } from "./judge-calls.ts";
import { comparedBy, comparedWith, pairwiseTask } from "./pairwise-calls.ts";
import type { Plan, PlannedDestination, PlannedSample } from "./plan.ts";
import { ratingTask } from "./rating-task.ts";
import { remainderOf, type Redo, type Remainder } from "./remainder.ts";
import { renderSample } from "./render-sample.ts";

/** Samples looked up at one time. */
const lookupsAtOnce = 16;

export interface RestInput {
  /** What is there already: of a stored run, or none of it. */
  readonly record: Pick<RunRecord, "samples">;
  /** Of the record. */
  readonly texts: RunTexts;
  readonly redo?: Redo;
  readonly cache: AnswerReader;
  readonly endpoints: Endpoints;
}

/**
 * The plan with the samples that have not ended, and the calls that neither the record nor the cache answers. A rating can only be
 * looked up where the answer that it rates is known, so what is left stays an upper bound. Its hash is that of the whole plan.
 */
export async function countRest(plan: Plan, input: RestInput): Promise<Plan> {
  if (plan.samples.length === 0) return plan;
  const saved: Saved[] = [];
  const ended = new Set<PlannedSample>();
  let cached = 0;
  const pending = plan.samples[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = pending.next(); next.done !== true; next = pending.next()) {
      const sample = next.value;
      const left = await leftOf(sample, plan, input);
      if (left === null) ended.add(sample);
      cached += left?.cached ?? 0;
      saved.push(...savedOf(sample, plan, left ?? noneLeft));
    }
  };
  await Promise.all(Array.from({ length: lookupsAtOnce }, work));
  const samples = plan.samples.filter((sample) => !ended.has(sample));
  const rows = new Set(samples.map(({ row }) => row));
  return { ...withoutCalls(plan, saved, { endpoints: input.endpoints, cached }), samples, rows: plan.rows.filter((row) => rows.has(row)) };
}

interface CallsLeft {
  readonly generation: number;
  /** Of the judge. */
  readonly judge: number;
  /** The criteria that are still to be compared by embeddings. */
  readonly embeddings: readonly string[];
  /** The criteria by which it is still to be compared with the baseline's. */
  readonly pairwise: readonly string[];
}

const noneLeft: CallsLeft = { generation: 0, judge: 0, embeddings: [], pairwise: [] };

/** The calls that a sample still needs, and how many the cache answers; null for one that has ended. */
async function leftOf(sample: PlannedSample, plan: Plan, input: RestInput): Promise<(CallsLeft & { readonly cached: number }) | null> {
  const { record, texts, redo = "nothing", cache, endpoints } = input;
  const { criteria } = plan.setup.criteria;
  const remainder = remainderOf(record.samples.get(sample.hash), criteria, redo);
  if (remainder === null) return null;
  const output = await knownOutput(sample, remainder, { texts, cache, endpoints });
  if (output === null) return { ...plannedCalls(sample, plan), generation: 1, cached: 0 };
  const { calls } = ratingTask(sample, output, remainder.criteria, { plan, endpoints });
  const isKept = await Promise.all(calls.map(async ({ slot }) => slot !== null && (await cache.read(slot)) !== null));
  const left = calls.filter((_, index) => isKept[index] !== true);
  const pairwise = await pairwiseLeft(sample, { output, criteria: remainder.criteria }, plan, input);
  const isFromCache = remainder.known === null && sample.arm.responseColumn === undefined;
  return {
    generation: 0,
    judge: left.filter(({ needs }) => needs === "judge").length,
    embeddings: left.flatMap(({ needs, criteria: [criterion] }) => (needs === "judge" || criterion === undefined ? [] : [criterion.id])),
    pairwise: pairwise.left,
    cached: calls.length - left.length + pairwise.cached + (isFromCache ? 1 : 0),
  };
}

/** The comparisons that are still to be asked for: all, where the baseline's response is not known yet. */
async function pairwiseLeft(
  sample: PlannedSample,
  { output, criteria }: { readonly output: ResponseOutput; readonly criteria: readonly Criterion[] },
  plan: Plan,
  { record, texts, redo = "nothing", cache, endpoints }: RestInput,
): Promise<{ readonly left: readonly string[]; readonly cached: number }> {
  const compared = comparedBy(sample, criteria, plan);
  const other = comparedWith(sample, plan);
  const all = { left: compared.map(({ id }) => id), cached: 0 };
  if (other === null || compared.length === 0 || (await cache.isEmpty())) return all;
  const known = record.samples.get(other.hash) ?? null;
  const isFailed = known?.response != null && !isAnswered(known.response);
  if (isFailed && redo !== "errors") return { left: [], cached: 0 };
  const baseline = await knownOutput(other, { known: known?.response == null || isFailed ? null : known }, { texts, cache, endpoints });
  if (baseline === null) return all;
  const { calls } = pairwiseTask(sample, { variant: output, baseline }, compared, { plan, endpoints });
  const isKept = await Promise.all(calls.map(async ({ slot }) => slot !== null && (await cache.read(slot)) !== null));
  const left = calls.filter((_, index) => isKept[index] !== true);
  return { left: left.flatMap(({ criteria: asked }) => asked.map(({ id }) => id)), cached: calls.length - left.length };
}

/** The response to a sample where the record or the cache has it. */
async function knownOutput(
  sample: PlannedSample,
  { known }: Pick<Remainder, "known">,
  { texts, cache, endpoints }: Pick<RestInput, "texts" | "cache" | "endpoints">,
): Promise<ResponseOutput | null> {
  // How many calls there are does not depend on what is rated: only to look them up it must be known.
  if (known !== null) return (await cache.isEmpty()) ? { text: "" } : outputIn(known, texts);
  if (sample.arm.responseColumn !== undefined) return { text: importedText(sample) ?? "" };
  // Every request would be rendered and hashed to find that it is not there.
  if (await cache.isEmpty()) return null;
  const { slot } = generationCall(sample, endpoints);
  const answer = slot === null ? null : await cache.read(slot);
  return answer === null ? null : outputOf(answer);
}

/** A response that cannot be read is asked about nothing. */
async function outputIn(sample: SampleRecord, texts: RunTexts): Promise<ResponseOutput> {
  for await (const { response } of texts.read([sample], "responses")) if (response?.output != null) return response.output;
  return { text: "" };
}

/** The calls that the plan has for a sample. */
function plannedCalls(sample: PlannedSample, plan: Plan): CallsLeft {
  const { calls, samples, setup, rating } = plan;
  return {
    generation: calls.generation / samples.length,
    judge: judgeCallsPerResponse(setup, rating),
    embeddings: [...(setup.embeddings?.keys() ?? [])],
    pairwise: comparedBy(sample, setup.criteria.criteria, plan).map(({ id }) => id),
  };
}

/** A call that need not be made. */
interface Saved {
  readonly kind: CallKind;
  readonly model: ModelConfig;
  readonly bound: TokenBound;
}

function savedOf(sample: PlannedSample, plan: Plan, left: CallsLeft): Saved[] {
  const { arm, row } = sample;
  const { judge } = plan.setup;
  const planned = plannedCalls(sample, plan);
  const saved: Saved[] = [];
  if (left.generation < planned.generation)
    saved.push({ kind: "generation", model: arm.model, bound: generationBound(arm, renderSample(arm, row).messages) });
  for (const criterion of plan.setup.criteria.criteria)
    if (planned.embeddings.includes(criterion.id) && !left.embeddings.includes(criterion.id))
      saved.push({ kind: "rating", ...embeddingBound(plan.setup, criterion, arm, row) });
  if (judge === null) return saved;
  const [baseline] = plan.arms;
  for (const criterion of plan.setup.criteria.criteria)
    if (planned.pairwise.includes(criterion.id) && !left.pairwise.includes(criterion.id)) {
      const bound = pairwiseBound(plan.setup, criterion, { baseline, arm, row }, plan.rating.mode);
      saved.push({ kind: "rating", model: judge.model, bound });
    }
  if (left.judge >= planned.judge) return saved;
  const rating: Saved = { kind: "rating", model: judge.model, bound: ratingBound(plan.setup, arm, row, plan.rating.mode) };
  return [...saved, ...Array<Saved>(planned.judge - left.judge).fill(rating)];
}

function withoutCalls(
  plan: Plan,
  saved: readonly Saved[],
  { endpoints, cached }: { readonly endpoints: Endpoints; readonly cached: number },
): Plan {
  if (saved.length === 0) return plan;
  const count = (kind: Saved["kind"]): number => saved.filter((call) => call.kind === kind).length;
  const generation = plan.calls.generation - count("generation");
  const rating = plan.calls.rating - count("rating");
  const sum = (tokens: (bound: TokenBound) => number): number => saved.reduce((total, { bound }) => total + tokens(bound), 0);
  const savedUsd = saved.reduce(
    (total, { kind, model, bound }) => total + (worstUsd(model, bound, isInBatches(kind, plan.options.batch)) ?? 0),
    0,
  );
  const { worst } = plan.costUsd;
  return {
    ...plan,
    calls: { generation, rating, cached },
    tokens: { input: plan.tokens.input - sum(({ input }) => input), outputMax: plan.tokens.outputMax - sum(({ outputMax }) => outputMax) },
    // Nothing sent costs nothing, whatever the price would have been and however the sums were rounded.
    costUsd: { worst: generation + rating === 0 ? 0 : worst === null ? null : Math.max(0, worst - savedUsd) },
    destinations: withoutDestinationCalls(plan.destinations, saved, endpoints),
  };
}

function withoutDestinationCalls(
  destinations: readonly PlannedDestination[],
  saved: readonly Saved[],
  endpoints: Endpoints,
): PlannedDestination[] {
  const savedByModel = new Map<ModelConfig, number>();
  for (const { model } of saved) savedByModel.set(model, (savedByModel.get(model) ?? 0) + 1);
  const savedAt = (destination: PlannedDestination): number => {
    let calls = 0;
    for (const [model, count] of savedByModel) {
      const { endpoint, origin, provider, model: name } = destinationOf(model, endpoints);
      const { endpoint: sameEndpoint, origin: sameOrigin, provider: sameProvider, model: sameName } = destination;
      if (endpoint === sameEndpoint && origin === sameOrigin && provider === sameProvider && name === sameName) calls += count;
    }
    return calls;
  };
  return destinations.map((destination) => ({ ...destination, calls: destination.calls - savedAt(destination) }));
}
