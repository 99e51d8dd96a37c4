// A plan in words, as data: what would run, how many calls it makes, what it may cost, and where rows would go.
import * as vscode from "vscode";
import type { PlanDescription } from "../background/contract.ts";
import { formatCost, formatCount, listed, rowsText, samplesText } from "../words.ts";

export interface PlanText {
  readonly scope: string;
  readonly calls: string;
  readonly cost: string;
  readonly destinations: readonly { readonly model: string; readonly text: string }[];
  /** The files whose code would run here; none where there is none. */
  readonly scripts: string | null;
  /** What a person must know before it runs. */
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

export function planText(plan: PlanDescription): PlanText {
  const { rows, samples, variants, calls, destinations, scripts, notes, warnings } = plan;
  return {
    scope: vscode.l10n.t("{0}, {1}: {2}.", rowsText(rows), listed(...variants), samplesText(samples)),
    calls: vscode.l10n.t(
      "Calls to models: {0}, to the judge: {1}, from the cache: {2}.",
      formatCount(calls.generation),
      formatCount(calls.rating),
      formatCount(calls.cached),
    ),
    cost: costText(plan),
    destinations: destinations.map(({ model, origin, endpoint }) => ({
      model,
      text:
        endpoint === null ? vscode.l10n.t("{0}: calls nobody.", model) : vscode.l10n.t("{0}: rows go to {1}.", model, origin ?? endpoint),
    })),
    scripts: scripts.length === 0 ? null : vscode.l10n.t("Runs code of this project: {0}.", listed(...scripts.map(({ path }) => path))),
    notes,
    warnings,
  };
}

/** The lines of a dialog, what must be known first. */
export function planLines(plan: PlanDescription): string[] {
  const { scope, calls, cost, destinations, scripts, notes, warnings } = planText(plan);
  const rows = destinations.map(({ text }) => text);
  return [...notes, scope, calls, cost, ...rows, ...(scripts === null ? [] : [scripts]), ...plan.remarks, ...warnings];
}

function costText({ worstCostUsd, maxCostUsd }: PlanDescription): string {
  if (worstCostUsd === null && maxCostUsd === null) return vscode.l10n.t("Cost unknown.");
  if (worstCostUsd === null) return vscode.l10n.t("Cost unknown; no new calls after {0}.", formatCost(maxCostUsd));
  if (maxCostUsd === null) return vscode.l10n.t("Estimated at most {0} without retries.", formatCost(worstCostUsd));
  return vscode.l10n.t("Estimated at most {0} without retries; no new calls after {1}.", formatCost(worstCostUsd), formatCost(maxCostUsd));
}
