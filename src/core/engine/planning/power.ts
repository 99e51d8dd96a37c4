// How small a change the rows of a plan can show, before anything is spent: by the pass rates of single epochs, so that epochs only help.
import { fewestRows } from "../../comparison/compare-arms.ts";
import { isBinaryMetric, preferencesOf } from "../../comparison/metric.ts";
import { count, points } from "../../comparison/sentence.ts";
import { minimumDetectableEffect, rowsNeededPairedProportions } from "../../stats/planning.ts";
import type { Plan } from "./plan.ts";

export interface PlannedPower {
  readonly rows: number;
  /** The smallest difference of pass rates that these rows show with a power of 0.8, as a fraction; null when they show none. */
  readonly detectable: number | null;
  /** Rows that show a difference as small as the margin. */
  readonly rowsForMargin: number;
}

const power = 0.8;
/** The share of rows on which two prompts of one task usually disagree; the run will tell the real one. */
const usualDiscordance = 0.25;

/** Null where nothing is compared, and for a score or a preference, whose spread nobody knows before the run. */
export function plannedPower({ arms, rows, setup: { plan, criteria }, options }: Plan): PlannedPower | null {
  const preferences = preferencesOf(criteria.criteria.map(({ id, scorer }) => ({ id, kind: scorer })));
  if (arms.length < 2 || options.purpose === "aa" || options.isRerate || rows.length === 0 || !isBinaryMetric(plan.primary, preferences))
    return null;
  const { alpha, margin } = plan;
  const detectable =
    rows.length < fewestRows ? null : minimumDetectableEffect({ rows: rows.length, discordance: usualDiscordance, alpha, power });
  const discordance = Math.max(usualDiscordance, margin);
  const needed = rowsNeededPairedProportions({ discordance, delta: margin, alpha, power }).rows;
  return { rows: rows.length, detectable, rowsForMargin: Math.max(fewestRows, needed) };
}

/** `80 rows can show a change of 15.4 points, where the arms disagree on a quarter of them; 783 would show 5 points.` */
export function powerText({ rows, detectable, rowsForMargin }: PlannedPower, margin: number): string {
  const these = count(rows, "row");
  const shown =
    detectable === null
      ? `${these} cannot show a change`
      : `${these} can show a change of ${points(detectable)}, where the arms disagree on a quarter of them`;
  return rowsForMargin <= rows ? `${shown}.` : `${shown}; ${rowsForMargin} would show ${points(margin)}.`;
}
