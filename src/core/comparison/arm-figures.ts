// The figures of one arm: pass rate with interval, score, criteria, tokens, cost, latency. Errors stay in the denominator.
import { addCosts, answeredJudgeCalls, generationCosts, judgeCosts } from "../domain/run-spend.ts";
import { isPass } from "../domain/outcome.ts";
import type { Cost } from "../domain/run-event.ts";
import { isAnswered, type SampleRecord } from "../domain/run-record.ts";
import type { Usage } from "../domain/completion.ts";
import { clusteredMean, clusteredRate } from "../stats/clusters.ts";
import { isConstant, mean, sum } from "../stats/moments.ts";
import { quantileType7 } from "../stats/quantile.ts";
import { wilsonInterval } from "../stats/wilson.ts";
import type { CriteriaFacts, ScoredSample } from "./arm-samples.ts";
import { groupByRow } from "./metric.ts";
import { hasYesOrNoRows, plainRows, rowValue, type RowRules } from "./row-rules.ts";

export interface Interval {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

export interface CriterionFigures {
  readonly id: string;
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
}

export interface ArmFigures {
  readonly name: string;
  /** passed + failed + errors. */
  readonly samples: number;
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  /** Errors count as failures; null without samples. */
  readonly passRate: Interval | null;
  /** The same of the samples that have no error; null without such samples. */
  readonly completeCasePassRate: number | null;
  /** Errors count as 0; null without samples. */
  readonly meanScore: number | null;
  readonly criteria: readonly CriterionFigures[];
  readonly tokens: { readonly input: number; readonly output: number };
  /** Generation at price, cache hits included; null when unknown. */
  readonly costUsd: number | null;
  readonly judge: { readonly tokens: { readonly input: number; readonly output: number }; readonly costUsd: number | null };
  /** Of answers that were not cached; p95 is null below 60 of them. */
  readonly latencyMs: { readonly p50: number | null; readonly p95: number | null };
  readonly completedAt: string | null;
}

const confidence = 0.95;
const fewestForP95 = 60;

export function armFigures(
  name: string,
  samples: readonly ScoredSample[],
  criteria: CriteriaFacts,
  completedAt: string | null,
  rules: RowRules = plainRows,
): ArmFigures {
  const count = (outcome: ScoredSample["outcome"]): number => samples.filter((sample) => sample.outcome === outcome).length;
  const [passed, failed, errors] = [count("pass"), count("fail"), count("error")];
  const rate = passRate(samples, rules);
  const answers = samples.flatMap(({ record }) => (isAnswered(record.response) ? [record.response] : []));
  const latencies = answers.flatMap(({ cost, latencyMs }) => (cost.cached ? [] : (latencyMs ?? [])));
  return {
    name,
    samples: samples.length,
    passed,
    failed,
    errors,
    passRate: rate,
    completeCasePassRate: (errors === 0 ? rate : passRate(withoutErrors(samples), rules))?.value ?? null,
    meanScore: samples.length === 0 ? null : samples.reduce((sum, sample) => sum + (sample.score ?? 0), 0) / samples.length,
    criteria: criterionFigures(criteria, samples),
    tokens: addTokens(answers.map((answer) => answer.usage)),
    costUsd: addCosts(costsOf(samples, generationCosts)),
    judge: { tokens: addTokens(judgeUsages(samples)), costUsd: addCosts(costsOf(samples, judgeCosts)) },
    latencyMs: {
      p50: latencies.length === 0 ? null : quantileType7(latencies, 0.5),
      p95: latencies.length < fewestForP95 ? null : quantileType7(latencies, 0.95),
    },
    completedAt,
  };
}

/**
 * The row is the unit (contracts §13): Wilson's interval where rows pass or fail, CR1 by row for means over epochs. Rows that share
 * groups have CR1 by group. Null without samples.
 */
function passRate(samples: readonly ScoredSample[], rules: RowRules): Interval | null {
  if (samples.length === 0) return null;
  const rows = groupByRow(samples);
  const values = [...rows.values()].map((epochs) => rowValue(epochs, "pass_rate", rules));
  const isYesOrNo = hasYesOrNoRows(samples, rules);
  const value = isYesOrNo ? sum(values) / rows.size : mean(values);
  if (rules.groupOf !== null) return { value, ...clusteredRate(values, [...rows.keys()].map(rules.groupOf), confidence) };
  // Row means that do not vary, those of a single row among them, would give CR1 a point for an interval.
  if (isYesOrNo || isConstant(values)) {
    const { lower, upper } = wilsonInterval(Math.round(value * rows.size), rows.size, confidence);
    return { value, lower, upper };
  }
  const { lower, upper } = clusteredMean(values, [...rows.keys()], confidence);
  return { value, lower: Math.max(0, lower), upper: Math.min(1, upper) };
}

function withoutErrors(samples: readonly ScoredSample[]): ScoredSample[] {
  return samples.filter(({ outcome }) => outcome !== "error");
}

/** Sample by sample: going through a large arm once for each criterion takes several times as long. */
function criterionFigures({ items }: CriteriaFacts, samples: readonly ScoredSample[]): CriterionFigures[] {
  const figures = items.map(({ id }) => ({ id, passed: 0, failed: 0, errors: 0 }));
  for (const { ratings } of samples) {
    for (const counts of figures) {
      const rating = ratings.get(counts.id);
      if (rating === undefined || rating.value === null || rating.label === null) counts.errors += 1;
      else if (isPass(rating)) counts.passed += 1;
      else counts.failed += 1;
    }
  }
  return figures;
}

function addTokens(usages: Iterable<Usage | null>): { input: number; output: number } {
  const sum = { input: 0, output: 0 };
  for (const usage of usages) {
    sum.input += usage?.input ?? 0;
    sum.output += usage?.output ?? 0;
  }
  return sum;
}

function* judgeUsages(samples: readonly ScoredSample[]): Generator<Usage> {
  for (const { record } of samples) for (const { usage } of answeredJudgeCalls(record)) if (usage !== null) yield usage;
}

function* costsOf(samples: readonly ScoredSample[], costs: (sample: SampleRecord) => readonly Cost[]): Generator<Cost> {
  for (const { record } of samples) yield* costs(record);
}
