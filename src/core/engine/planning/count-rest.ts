// What is left of a stored run: its plan without what its record has; like every plan, a bound of what would be sent.
import { isAnswered, type RunRecord } from "../../domain/run-record.ts";
import type { AnswerReader } from "../../store/response-cache.ts";
import { savedByCache, withoutCalls, type Saved } from "./count-cached.ts";
import type { Endpoints } from "./destinations.ts";
import { generationBound, ratingBound } from "./estimate.ts";
import { judgeTask } from "./judge-calls.ts";
import type { Plan, PlannedSample } from "./plan.ts";
import { renderSample } from "./render-sample.ts";

export interface RestInput {
  readonly record: RunRecord;
  readonly cache: AnswerReader;
  readonly endpoints: Endpoints;
}

/** The plan with the samples that have not ended, and the calls that neither the record nor the cache answers. */
export async function countRest(plan: Plan, { record, cache, endpoints }: RestInput): Promise<Plan> {
  const done: Saved[] = [];
  const samples: PlannedSample[] = [];
  for (const sample of plan.samples) {
    done.push(...savedByRecord(sample, { plan, record, endpoints }));
    if (!hasEnded(sample, plan, record)) samples.push(sample);
  }
  const unanswered = samples.filter(({ hash }) => record.samples.get(hash)?.response == null);
  const cached = await savedByCache(unanswered, { plan, cache, endpoints });
  const rows = new Set(samples.map(({ row }) => row));
  const rest = withoutCalls(plan, [...done, ...cached], { endpoints, cached: cached.length });
  return { ...rest, samples, rows: plan.rows.filter((row) => rows.has(row)) };
}

function hasEnded({ hash }: PlannedSample, { setup }: Plan, record: RunRecord): boolean {
  const known = record.samples.get(hash);
  if (known?.response == null) return false;
  return !isAnswered(known.response) || setup.criteria.criteria.every(({ id }) => known.ratings.has(id));
}

/** The calls of a sample that its record makes needless. */
function savedByRecord(
  sample: PlannedSample,
  { plan, record, endpoints }: { readonly plan: Plan; readonly record: RunRecord; readonly endpoints: Endpoints },
): Saved[] {
  const known = record.samples.get(sample.hash);
  if (known?.response == null) return [];
  const { arm, row } = sample;
  const { judge, criteria } = plan.setup;
  const saved: Saved[] = [{ kind: "generation", model: arm.model, bound: generationBound(arm, renderSample(arm, row).messages) }];
  if (judge === null) return saved;
  const missing = criteria.criteria.filter(({ id }) => !known.ratings.has(id));
  // How many calls there are does not depend on what is rated.
  const left = isAnswered(known.response) ? judgeTask(sample, { text: "" }, missing, { plan, endpoints }).calls.length : 0;
  const planned = plan.calls.rating / plan.samples.length;
  for (let call = left; call < planned; call++)
    saved.push({ kind: "rating", model: judge.model, bound: ratingBound(plan.setup, arm, row, plan.rating.mode) });
  return saved;
}
