// What a run has cost so far: the money spent, judge included; null where a price is unknown, never 0.
import { isAnswered, type JudgedCall, type RunRecord, type SampleRecord } from "./run-record.ts";
import type { Cost } from "./run-event.ts";

/** USD spent on the answers of a run; cached answers cost nothing. */
export function spentUsd(record: RunRecord): number | null {
  return addCosts(costsOf(record));
}

/** What is known to have been spent: a lower bound where a price is unknown, for keeping a cap. */
export function knownSpentUsd(record: RunRecord): number {
  return sumUsd(costsOf(record).flatMap(amountsOf));
}

function costsOf(record: RunRecord): Cost[] {
  return [...record.samples.values()]
    .flatMap((sample) => [...generationCosts(sample), ...judgeCosts(sample)])
    .filter((cost) => !cost.cached);
}

export function generationCosts(sample: SampleRecord): Cost[] {
  return isAnswered(sample.response) ? [sample.response.cost] : [];
}

/** Every judge call about a sample that answered, once, those among them whose ratings have been replaced. */
export function answeredJudgeCalls({ ratings, replacedCalls = [] }: SampleRecord): JudgedCall[] {
  const current = [...ratings.values()].flatMap(({ judge }) => (judge === null ? [] : [judge]));
  return [...current, ...replacedCalls].filter(({ provider }) => provider?.finish != null);
}

export function judgeCosts(sample: SampleRecord): Cost[] {
  return answeredJudgeCalls(sample).flatMap(({ cost }) => (cost === undefined ? [] : [cost]));
}

/** The sum in USD, or null when any is unknown. */
export function addCosts(costs: readonly Cost[]): number | null {
  const known = costs.flatMap(amountsOf);
  return known.length < costs.length ? null : sumUsd(known);
}

/** A journal is a file like any other: what is no amount of money in it is unknown, and takes nothing away from what was spent. */
function amountsOf({ usd }: Cost): number[] {
  return typeof usd === "number" && Number.isFinite(usd) && usd >= 0 ? [usd] : [];
}

/** Smallest first, so that the sum does not depend on which answer came first. */
function sumUsd(amounts: number[]): number {
  return amounts.sort((a, b) => a - b).reduce((total, usd) => total + usd, 0);
}
