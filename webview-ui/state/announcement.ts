// What a screen reader hears while a run is live: every tenth of the way, and the end.
import type { SummaryPlane } from "../../src/protocol/summary-plane.ts";
import { verdictWords } from "../text/words.ts";
import { isLive } from "./panel-state.ts";

/** A sentence to say after this summary, or null when nothing is worth saying. */
export function announcement(before: SummaryPlane | null, after: SummaryPlane): string | null {
  if (before === null) return null;
  if (isLive(before.status) && !isLive(after.status)) {
    const verdict = after.comparison === null ? "" : ` ${verdictWords[after.comparison.verdict]}.`;
    return `The run has ended.${verdict}`;
  }
  const tenth = tenths(after);
  if (tenth === null || tenth === tenths(before)) return null;
  return `${tenth * 10}% of ${after.progress?.planned ?? 0} samples have ended.`;
}

function tenths({ status, progress }: SummaryPlane): number | null {
  if (!isLive(status) || progress === null || progress.planned === 0) return null;
  return Math.floor((progress.ended / progress.planned) * 10);
}
