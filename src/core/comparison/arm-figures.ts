// The figures of one arm: pass rate with interval, score, criteria, tokens, cost, latency. Errors stay in the denominator.
import { addCosts, answeredJudgeCalls, generationCosts, judgeCosts } from "../domain/run-spend.ts";
import { isAnswered } from "../domain/run-record.ts";
import { latencyMs, type Usage } from "../domain/completion.ts";
import { clusteredMean } from "../stats/clusters.ts";
import { isConstant, mean } from "../stats/moments.ts";
import { quantileType7 } from "../stats/quantile.ts";
import { wilsonInterval } from "../stats/wilson.ts";
import type { CriteriaFacts, ScoredSample } from "./arm-samples.ts";
import { rowMeans } from "./metric.ts";

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
  /** The pass rate of the samples that have no error; null without such samples. */
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
): ArmFigures {
  const count = (outcome: ScoredSample["outcome"]): number => samples.filter((sample) => sample.outcome === outcome).length;
  const [passed, failed, errors] = [count("pass"), count("fail"), count("error")];
  const answers = samples.flatMap(({ record }) => (isAnswered(record.response) ? [record.response] : []));
  const latencies = answers.flatMap(({ cost, time }) => (cost.cached ? [] : (latencyMs(time) ?? [])));
  const judgeUsage = samples.flatMap(({ record }) => answeredJudgeCalls(record).map(({ usage }) => usage ?? null));
  return {
    name,
    samples: samples.length,
    passed,
    failed,
    errors,
    passRate: samples.length === 0 ? null : passRate(samples, passed),
    completeCasePassRate: passed + failed === 0 ? null : passed / (passed + failed),
    meanScore: samples.length === 0 ? null : samples.reduce((sum, sample) => sum + (sample.score ?? 0), 0) / samples.length,
    criteria: criteria.items.map(({ id }) => criterionFigures(id, samples)),
    tokens: addTokens(answers.map((answer) => answer.usage)),
    costUsd: addCosts(samples.flatMap(({ record }) => generationCosts(record))),
    judge: { tokens: addTokens(judgeUsage), costUsd: addCosts(samples.flatMap(({ record }) => judgeCosts(record))) },
    latencyMs: {
      p50: latencies.length === 0 ? null : quantileType7(latencies, 0.5),
      p95: latencies.length < fewestForP95 ? null : quantileType7(latencies, 0.95),
    },
    completedAt,
  };
}

/** The row is the unit (contracts §13): Wilson's interval for one epoch; with several the mean of row means, CR1 by row. */
function passRate(samples: readonly ScoredSample[], passed: number): Interval {
  const rows = rowMeans(samples, "pass_rate");
  const means = [...rows.values()];
  const isSingleEpoch = rows.size === samples.length;
  const value = isSingleEpoch ? passed / samples.length : mean(means);
  // Row means that do not vary, those of a single row among them, would give CR1 a point for an interval.
  if (isSingleEpoch || isConstant(means)) {
    const { lower, upper } = wilsonInterval(Math.round(value * rows.size), rows.size, confidence);
    return { value, lower, upper };
  }
  const { lower, upper } = clusteredMean(means, [...rows.keys()], confidence);
  return { value, lower: Math.max(0, lower), upper: Math.min(1, upper) };
}

function criterionFigures(id: string, samples: readonly ScoredSample[]): CriterionFigures {
  let [passed, failed, errors] = [0, 0, 0];
  for (const { ratings } of samples) {
    const rating = ratings.get(id);
    if (rating?.kind !== "rated") errors += 1;
    else if (rating.label === "pass") passed += 1;
    else failed += 1;
  }
  return { id, passed, failed, errors };
}

function addTokens(usages: readonly (Usage | null)[]): { input: number; output: number } {
  return usages.reduce((sum, usage) => ({ input: sum.input + (usage?.input ?? 0), output: sum.output + (usage?.output ?? 0) }), {
    input: 0,
    output: 0,
  });
}
