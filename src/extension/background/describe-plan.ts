// A plan as the editor shows it, with a hash of what a person agrees to by it.
import { hashValue, type Hash } from "../../core/base/hash.ts";
import { scriptsOf } from "../../core/domain/criterion-set.ts";
import type { Plan, PlannedDestination } from "../../core/engine/planning/plan.ts";
import { endpointDefinition } from "../../core/providers/endpoints.ts";
import type { Destination, PlanDescription } from "./contract.ts";

type Said = Pick<PlanDescription, "notes" | "warnings" | "planHash"> & Partial<Pick<PlanDescription, "remarks">>;

export function planDescription(plan: Plan, said: Said): PlanDescription {
  const arms = new Set(plan.samples.map(({ arm }) => arm));
  return {
    name: plan.setup.name,
    path: plan.setup.path,
    rows: plan.rows.length,
    samples: plan.samples.length,
    variants: plan.arms.filter((arm) => arms.has(arm)).map(({ name }) => name),
    calls: plan.calls,
    worstCostUsd: plan.costUsd.worst,
    maxCostUsd: plan.isSimulated ? null : plan.limits.maxCostUsd,
    destinations: plan.destinations.map(describeDestination),
    scripts: scriptsOf(plan.setup.criteria, plan.samples.length).map(({ path, sha256 }) => ({ path, sha256 })),
    remarks: [],
    ...said,
  };
}

/** Equal for equal samples, rated alike, sent to the same places, at the same cost at most. What the cache has meanwhile is no part of it. */
export function agreementHash({ hash, setup, rating, limits, costUsd, destinations, options }: Plan): Hash {
  return hashValue("touchstone/agreement/1", {
    samples: hash,
    experiment: setup.hash,
    rating,
    batch: options.batch,
    maxCostUsd: limits.maxCostUsd,
    worstCostUsd: costUsd.worst,
    destinations: destinations.map(({ endpoint, baseUrl, provider, model, calls }) => [endpoint, baseUrl, provider, model, calls]),
  });
}

function describeDestination({ endpoint, origin, provider, model, calls }: PlannedDestination): Destination {
  // What the cache answers needs none.
  const needsKey = calls > 0 && endpoint !== null && endpointDefinition(endpoint).needsKey;
  return { endpoint, origin, model: `${provider}/${model}`, calls, needsKey };
}
