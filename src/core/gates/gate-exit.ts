// What a pipeline makes of a run that was made to decide its gates, as the exit code of the command that made it (contracts §3).
import type { RunManifest } from "../domain/run-manifest.ts";
import type { RunRecord } from "../domain/run-record.ts";
import type { RunGates } from "./ruling.ts";

export const gateExits = { pass: 0, fail: 1, inconclusive: 2, incomplete: 3, cancelled: 130 } as const;

/** Inconclusive gates end as the experiment says; a run that is not done, or decides nothing, is incomplete whatever it says. */
export function gateExit(
  { experiment: { onInconclusive = "neutral" } }: Pick<RunManifest, "experiment">,
  { state }: Pick<RunRecord, "state">,
  gates: RunGates | null,
): number {
  if (state === "cancelled") return gateExits.cancelled;
  const verdict = state === "done" ? (gates?.verdict ?? "incomplete") : "incomplete";
  if (verdict !== "inconclusive" || onInconclusive === "neutral") return gateExits[verdict];
  return gateExits[onInconclusive];
}
