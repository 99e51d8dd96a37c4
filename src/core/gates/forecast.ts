// What a gate can do before it is asked: how often a prompt that is as good as the baseline would pass it with so many rows, and how many rows would do.
import { fewestRows } from "../comparison/compare-arms.ts";
import type { GateDocument } from "../domain/experiment.ts";
import { gateMetric } from "../domain/gate-limit.ts";
import type { GateRows } from "../domain/gate-rows.ts";
import { noninferiorityPower, rowsNeededNoninferiority } from "../stats/planning.ts";
import { leastDiscordance } from "../stats/verdict.ts";

export interface GateForecast {
  /** 0-based place in the experiment's list of gates. */
  readonly gate: number;
  readonly metric: string;
  /** The value of the gate's `by` column; null for a gate without one. */
  readonly category: string | null;
  readonly rows: number;
  /** How likely an equal prompt passes, as a fraction. */
  readonly passesWhenEqual: number;
  /** Rows with which it passes in 95 of 100 cases. */
  readonly rowsForSure: number;
  readonly sentence: string;
}

export interface Forecasting {
  readonly gates: readonly GateDocument[];
  /** Of gates that are not about every row. */
  readonly gateRows?: readonly GateRows[];
  readonly criteria: readonly { readonly id: string }[];
  /** The one-sided level of each rule. */
  readonly alpha: number;
  readonly rows: number;
}

const sure = 0.95;

/** For each `no_worse_than` about rows that pass or fail; other rules say nothing before there are figures. Two arms of equal prompts are taken to differ in one row of ten. */
export function forecastGates({ gates, gateRows = [], criteria, alpha, rows }: Forecasting): GateForecast[] {
  return gates.flatMap((gate, index) => {
    const { metric, no_worse_than: margin, rule, rows: some, by } = gate;
    if (metric === undefined || margin === undefined || margin === 0 || rule === "point") return [];
    if (gateMetric(metric, criteria)?.unit !== "fraction" || metric === "score") return [];
    const groups =
      some === undefined && by === undefined
        ? [{ value: null, rows }]
        : gateRows.filter((pinned) => pinned.gate === index).map((pinned) => ({ value: pinned.value, rows: pinned.rows.length }));
    return groups.map((group) => forecast({ gate: index, metric, category: group.value, rows: group.rows }, margin, alpha));
  });
}

function forecast(subject: Pick<GateForecast, "gate" | "metric" | "category" | "rows">, margin: number, alpha: number): GateForecast {
  const { metric, category, rows } = subject;
  const equal = { alpha, discordance: leastDiscordance, margin, trueDifference: 0 };
  const passesWhenEqual = rows < fewestRows ? 0 : noninferiorityPower({ ...equal, rows });
  const rowsForSure = Math.max(fewestRows, rowsNeededNoninferiority({ ...equal, power: sure }).rows);
  const place = category === null ? "" : category === "" ? " without a category" : ` (${category})`;
  const often = rows < fewestRows ? "never" : `${share(passesWhenEqual)} of the time`;
  const needed = passesWhenEqual >= sure ? "" : `; ${rowsForSure} rows would make it 95%`;
  const sentence = `At ${rows === 1 ? "1 row" : `${rows} rows`} an equal prompt passes ${metric}${place} no_worse_than ${margin} ${often}${needed}.`;
  return { ...subject, passesWhenEqual, rowsForSure, sentence };
}

/** Nothing is certain. */
function share(fraction: number): string {
  return fraction > 0.99 ? "more than 99%" : `${Math.round(fraction * 100)}%`;
}
