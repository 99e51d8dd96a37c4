// A plan in a few lines: what will be asked of whom, and what it can cost at most.
import { shardName } from "../core/domain/run-manifest.ts";
import { scriptsOf } from "../core/domain/criterion-set.ts";
import type { Plan } from "../core/engine/planning/plan.ts";
import { forecastPlan } from "../core/engine/gating/forecast-plan.ts";
import { plannedPower, powerText } from "../core/engine/planning/power.ts";
import { formatCount, formatUsd } from "../core/report/figures.ts";

export function planLines(plan: Plan): string[] {
  const { rows, arms, epochs, calls, costUsd, destinations, limits, options } = plan;
  const shard = options.shard === null ? "" : `Shard ${shardName(options.shard)}: `;
  const generation = options.isRerate ? "" : `${formatCount(calls.generation)} generation and `;
  const size = `${shard}${formatCount(rows.length)} rows × ${arms.length} ${arms.length === 1 ? "arm" : "arms"}${epochs === 1 ? "" : ` × ${epochs} epochs`} (${arms.map((arm) => arm.name).join(", ")})`;
  const fromCache = calls.cached === 0 ? "" : `, ${formatCount(calls.cached)} from the cache`;
  const cap = limits.maxCostUsd === null ? "" : `, capped at ${formatUsd(limits.maxCostUsd)}`;
  return [
    `${size}: ${generation}${formatCount(calls.rating)} rating calls${fromCache}, at most ${formatUsd(costUsd.worst)}${cap}.`,
    ...destinations.map(
      ({ origin, provider, model, calls: count }) =>
        `  ${formatCount(count)} calls to ${origin ?? "nobody (simulated)"} for ${provider}/${model}`,
    ),
    ...scriptLines(plan),
  ];
}

/** What code of the project would be run here. */
function scriptLines({ setup, samples }: Plan): string[] {
  const scripts = scriptsOf(setup.criteria, samples.length).map(({ path, sha256 }) => `${path} (${sha256})`);
  return scripts.length === 0 ? [] : [`  runs ${scripts.length} ${scripts.length === 1 ? "script" : "scripts"}: ${scripts.join(", ")}`];
}

/** What the rows of a plan can show; nothing where nothing is compared. */
export function powerLines(plan: Plan): string[] {
  const power = plannedPower(plan);
  return power === null ? [] : [`  ${powerText(power, plan.setup.plan.margin)}`];
}

/** The shape of `plan --json` (contracts §12). */
export function planJson(plan: Plan, warnings: readonly string[]): object {
  const { shard } = plan.options;
  return {
    ...(shard === null ? {} : { shard: shardName(shard) }),
    rows: plan.rows.length,
    variants: plan.arms.map((arm) => ({ name: arm.name, samples: plan.rows.length * plan.epochs })),
    calls: plan.calls,
    tokens: plan.tokens,
    costUsd: plan.costUsd,
    forecast: forecastPlan(plan),
    power: plannedPower(plan),
    destinations: plan.destinations.map(({ endpoint, origin, provider, model, calls }) => ({ endpoint, origin, provider, model, calls })),
    scripts: scriptsOf(plan.setup.criteria, plan.samples.length).map(({ path, sha256 }) => ({ file: path, sha256 })),
    warnings,
    exitCode: 0,
  };
}
