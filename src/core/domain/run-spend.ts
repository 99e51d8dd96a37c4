// What a run has cost so far: the money spent, judge included; null where a price is unknown, never 0.
import { isAnswered, type RunRecord, type SampleRecord } from "./run-record.ts";
import type { Cost } from "./run-event.ts";

/** USD spent on the answers of a run; cached answers cost nothing. */
export function spentUsd(record: RunRecord): number | null {
  return addCosts([...record.samples.values()].flatMap((sample) => [...generationCosts(sample), ...judgeCosts(sample)]).filter((cost) => !cost.cached));
}

export function generationCosts(sample: SampleRecord): Cost[] {
  return isAnswered(sample.response) ? [sample.response.cost] : [];
}

/** One cost for each judge call that answered. */
export function judgeCosts(sample: SampleRecord): Cost[] {
  return [...sample.ratings.values()].flatMap(({ judge }) => (judge?.usage != null && judge.cost !== undefined ? [judge.cost] : []));
}

/** The sum in USD, or null when any is unknown; smallest first, so that it does not depend on which answer came first. */
export function addCosts(costs: readonly Cost[]): number | null {
  const known = costs.flatMap(({ usd }) => (usd === null ? [] : [usd]));
  return known.length < costs.length ? null : known.sort((a, b) => a - b).reduce((total, usd) => total + usd, 0);
}
