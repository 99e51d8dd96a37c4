// What the gates of a plan can tell, before anything is asked.
import { forecastGates, type GateForecast } from "../../gates/forecast.ts";
import { pinGateRows } from "../planning/gate-rows.ts";
import type { Plan } from "../planning/plan.ts";

/** Nothing of a part of the rows, which decides no gate. */
export function forecastPlan({ setup, rows, isPartial }: Plan): GateForecast[] {
  if (isPartial) return [];
  const { gates, criteria, plan } = setup;
  return forecastGates({ gates, ...pinGateRows(gates, rows), criteria: criteria.criteria, alpha: plan.alpha, rows: rows.length });
}
