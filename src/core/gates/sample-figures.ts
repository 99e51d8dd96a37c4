// The figure that a rule reads off each sample. A sample that ended in an error never speaks for the rule: it counts against it, or says nothing.
import type { CriteriaFacts, ScoredSample } from "../comparison/arm-samples.ts";
import { isBinaryMetric, metricValue } from "../comparison/metric.ts";
import { reducerOf, type RowRules } from "../comparison/row-rules.ts";
import { isYesOrNoReducer } from "../domain/reducer.ts";
import { isAnswered } from "../domain/run-record.ts";
import { addCosts, generationCosts, judgeCosts } from "../domain/run-spend.ts";

/**
 * The figure of one sample, in the unit of the metric; `ofError` is what a fraction counts where the sample ended in an error.
 * Null where nothing was measured: a cost or token count nobody knows, a time of an answer from the cache or a batch, an error.
 */
export function sampleFigure(sample: ScoredSample, metric: string, criteria: CriteriaFacts, ofError: 0 | 1): number | null {
  const { outcome, record } = sample;
  const isError = outcome === "error" || !isAnswered(record.response);
  switch (metric) {
    case "error_rate":
      return isError ? 1 : 0;
    case "refusal_rate":
      return isError ? ofError : isRefused(sample, criteria) ? 1 : 0;
    case "cost_per_sample":
      return isError ? null : addCosts(generationCosts(record));
    case "judge_cost":
      return isError ? null : addCosts(judgeCosts(record));
    case "tokens":
      return isError ? null : tokensOf(sample);
    case "latency_p50":
    case "latency_p95":
      return isError ? null : latencyOf(sample);
    default:
      return isError ? ofError : metricValue(sample, metric);
  }
}

/** True for metrics of which a row's figure is 0 or 1: those of one epoch, and of several where the reducer lets a row pass or fail. */
export function isYesOrNo(metric: string, { epochs, rules }: { readonly epochs: number; readonly rules: RowRules }): boolean {
  return isBinaryMetric(metric, rules.preferences) && (epochs === 1 || isYesOrNoReducer(reducerOf(metric, rules)));
}

/** By the provider's word, or by a check of the criteria that looks for it. */
function isRefused({ record: { response }, ratings }: ScoredSample, { items }: CriteriaFacts): boolean {
  if (response === null) return false;
  const { status, finish } = response;
  if (status === "refused" || status === "filtered" || finish === "refusal" || finish === "content-filter") return true;
  return items.some(({ id, kind }) => {
    const label = ratings.get(id)?.label;
    return (kind === "refusal" && label === "pass") || (kind === "not-refusal" && label === "fail");
  });
}

function tokensOf({ record: { response } }: ScoredSample): number | null {
  const usage = response?.usage ?? null;
  const tokens = usage === null ? Number.NaN : usage.input + usage.output;
  return Number.isFinite(tokens) ? tokens : null;
}

function latencyOf({ record: { response } }: ScoredSample): number | null {
  if (response === null || response.cost.cached || response.latencyMs === null) return null;
  return Number.isFinite(response.latencyMs) ? response.latencyMs : null;
}
