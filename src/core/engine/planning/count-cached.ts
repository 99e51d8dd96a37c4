// What of a plan the cache would answer: every request rendered and looked up; calls, tokens and cost left are bounds of what would be sent.
import type { ModelConfig } from "../../domain/model-config.ts";
import type { AnswerReader } from "../../store/response-cache.ts";
import { isInBatches, type CallKind } from "./batch-mode.ts";
import { destinationOf, type Endpoints } from "./destinations.ts";
import { generationBound, ratingBound, worstUsd, type TokenBound } from "./estimate.ts";
import { generationCall } from "./generation-call.ts";
import { judgeTask, outputOf } from "./judge-calls.ts";
import type { Plan, PlannedDestination, PlannedSample } from "./plan.ts";
import { renderSample } from "./render-sample.ts";

/** Samples looked up at one time. */
const lookupsAtOnce = 16;

/** A call that need not be made. */
export interface Saved {
  readonly kind: CallKind;
  readonly model: ModelConfig;
  readonly bound: TokenBound;
}

/**
 * The plan without the calls that the cache answers now. A rating can only be looked up where the answer that it rates is
 * known, so what is left stays an upper bound. The samples, and with them the hash, are those of the plan.
 */
export async function countCached(plan: Plan, cache: AnswerReader, endpoints: Endpoints): Promise<Plan> {
  const saved = await savedByCache(plan.samples, { plan, cache, endpoints });
  return withoutCalls(plan, saved, { endpoints, cached: saved.length });
}

interface Lookup {
  readonly plan: Plan;
  readonly cache: AnswerReader;
  readonly endpoints: Endpoints;
}

/** The calls of these samples that the cache answers. */
export async function savedByCache(samples: readonly PlannedSample[], lookup: Lookup): Promise<Saved[]> {
  const saved: Saved[] = [];
  const pending = samples[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = pending.next(); next.done !== true; next = pending.next()) saved.push(...(await savedBy(next.value, lookup)));
  };
  await Promise.all(Array.from({ length: lookupsAtOnce }, work));
  return saved;
}

async function savedBy(sample: PlannedSample, { plan, cache, endpoints }: Lookup): Promise<Saved[]> {
  const { slot } = generationCall(sample, endpoints);
  const answer = slot === null ? null : await cache.read(slot);
  if (answer === null) return [];
  const { arm, row } = sample;
  const saved: Saved[] = [{ kind: "generation", model: arm.model, bound: generationBound(arm, renderSample(arm, row).messages) }];
  const { judge } = plan.setup;
  if (judge === null) return saved;
  for (const call of judgeTask(sample, outputOf(answer), plan.setup.criteria.criteria, { plan, endpoints }).calls) {
    if (call.slot === null || (await cache.read(call.slot)) === null) continue;
    saved.push({ kind: "rating", model: judge.model, bound: ratingBound(plan.setup, arm, row, plan.rating.mode) });
  }
  return saved;
}

/** The plan without these calls; `cached` says how many of them the cache answers. */
export function withoutCalls(
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
