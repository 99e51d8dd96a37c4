// What a run has cost so far: the money spent, judge included; null where a price is unknown, never 0.
import { isAnswered, type JudgeCall, type RunRecord, type SampleRecord } from "./run-record.ts";
import type { Cost } from "./run-event.ts";

/** USD spent on the answers of a run; cached answers cost nothing. */
export function spentUsd(record: RunRecord): number | null {
  return addCosts(costsOf(record));
}

/** What is known to have been spent: a lower bound where a price is unknown, for keeping a cap. */
export function knownSpentUsd(record: RunRecord): number {
  return sumUsd([...costsOf(record)].flatMap((cost) => amountOf(cost) ?? []));
}

/** What was paid for; what came from the cache was not. */
function* costsOf(record: RunRecord): Generator<Cost> {
  for (const sample of record.samples.values())
    for (const cost of [...generationCosts(sample), ...judgeCosts(sample)]) if (!cost.cached) yield cost;
}

export function generationCosts(sample: SampleRecord): Cost[] {
  return isAnswered(sample.response) ? [sample.response.cost] : [];
}

/** Every judge call about a sample that answered, once, those among them whose ratings have been replaced. */
export function answeredJudgeCalls({ judgeCalls }: SampleRecord): JudgeCall[] {
  return judgeCalls.filter((call) => call.isAnswered);
}

export function judgeCosts(sample: SampleRecord): Cost[] {
  return answeredJudgeCalls(sample).flatMap(({ cost }) => (cost === null ? [] : [cost]));
}

/** The sum in USD, or null when any is unknown. */
export function addCosts(costs: Iterable<Cost>): number | null {
  const known: number[] = [];
  for (const cost of costs) {
    const usd = amountOf(cost);
    if (usd === null) return null;
    known.push(usd);
  }
  return sumUsd(known);
}

/** A journal is a file like any other: what is no amount of money in it is unknown, and takes nothing away from what was spent. */
function amountOf({ usd }: Cost): number | null {
  return typeof usd === "number" && Number.isFinite(usd) && usd >= 0 ? usd : null;
}

/** Smallest first, so that the sum does not depend on which answer came first. */
function sumUsd(amounts: readonly number[]): number {
  return Float64Array.from(amounts)
    .sort()
    .reduce((total, usd) => total + usd, 0);
}
