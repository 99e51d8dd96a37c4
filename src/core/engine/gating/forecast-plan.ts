// What the gates of a plan can tell, before anything is asked.
import { preferencesOf } from "../../comparison/metric.ts";
import { forecastGates, type GateForecast } from "../../gates/forecast.ts";
import { pinGateRows } from "../planning/gate-rows.ts";
import type { Plan } from "../planning/plan.ts";

/** Nothing of a part of the rows, which decides no gate. */
export function forecastPlan({ setup, rows, isPartial }: Plan): GateForecast[] {
  if (isPartial) return [];
  const { gates, criteria, plan } = setup;
  const preferences = preferencesOf(criteria.criteria.map(({ id, scorer }) => ({ id, kind: scorer })));
  const forecasts = forecastGates({
    gates,
    ...pinGateRows(gates, rows),
    criteria: criteria.criteria,
    alpha: plan.alpha,
    rows: rows.length,
  });
  // Nobody knows before the run how often a judge will call it a tie.
  return forecasts.filter(({ metric }) => preferences?.has(metric) !== true);
}
