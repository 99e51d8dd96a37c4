// Rows that may never fail. One that failed is run twice more, as epochs of the plan or by `touchstone gate` behind it; two failures of three fail the gate.
import { scoreArm, type ScoredSample } from "../comparison/arm-samples.ts";
import { groupByRow } from "../comparison/metric.ts";
import { count } from "../comparison/sentence.ts";
import type { RunManifest } from "../domain/run-manifest.ts";
import type { RunRecord } from "../domain/run-record.ts";
import type { GatedArm } from "./arms.ts";
import type { GateRuling } from "./ruling.ts";

/** How often a row that failed is looked at in all. */
const runsOfRow = 3;
const mostNamed = 5;

export interface MustPass extends Pick<GateRuling, "gate" | "category"> {
  readonly place: string;
  readonly rows: readonly string[];
  readonly variant: GatedArm;
}

/** An error is no pass, and a row that did not run is one that failed once. */
export function decideMustPass({ gate, category, place, rows, variant }: MustPass): GateRuling {
  const failing: string[] = [];
  const open: string[] = [];
  for (const row of rows) {
    const planned = variant.rows.get(row) ?? [];
    const runs = [...planned, ...(planned.length === 0 ? [] : (variant.reruns.get(row) ?? []))].slice(0, runsOfRow);
    const failures = countFailures(runs);
    if (failures >= 2) failing.push(row);
    else if (runs.length === 0 || (failures === 1 && runs.length < runsOfRow)) open.push(row);
  }
  const verdict = rows.length === 0 || failing.length > 0 ? "fail" : open.length > 0 ? "inconclusive" : "pass";
  const subject = `${count(rows.length, "row")} of ${variant.name}${place} must pass`;
  const sentence =
    rows.length === 0
      ? `No row of ${variant.name}${place} is one that must pass, and a rule without rows fails.`
      : verdict === "pass"
        ? `${subject}, and ${rows.length === 1 ? "it does" : "they do"}.`
        : verdict === "fail"
          ? `${subject}: ${named(failing)} failed in two of three runs.`
          : `${subject}: ${named(open)} failed once. Two more runs of ${open.length === 1 ? "it" : "each"} would settle it: \`touchstone gate\` makes them, and so does \`epochs: 3\`.`;
  return {
    gate,
    rule: "must_pass",
    metric: null,
    variant: variant.name,
    category,
    verdict,
    sentence,
    rows: rows.length,
    value: null,
    interval: null,
    limit: null,
    rowsToSettle: null,
  };
}

function countFailures(runs: readonly ScoredSample[]): number {
  return runs.filter(({ outcome }) => outcome !== "pass").length;
}

export interface RerunRow {
  readonly variant: string;
  readonly row: string;
  /** How often. */
  readonly times: number;
}

/** The rows that must pass, failed once and have not been looked at three times by the plan: they are to be run again. */
export function rowsToRunAgain(manifest: RunManifest, record: RunRecord): RerunRow[] {
  const { gates, gateRows = [] } = manifest.experiment;
  const strict = gateRows.filter(({ gate }) => gates[gate]?.must_pass !== undefined);
  const rows = [...new Set(strict.flatMap((pinned) => pinned.rows))];
  if (rows.length === 0) return [];
  const [first, ...others] = manifest.variants;
  const gated = others.length > 0 ? others : first === undefined ? [] : [first];
  return gated.flatMap(({ id }) => {
    const samples = groupByRow(scoreArm(record, id, manifest.criteria));
    return rows.flatMap((row) => {
      const runs = (samples.get(row) ?? []).slice(0, runsOfRow);
      const isOpen = countFailures(runs) === 1 && runs.length < runsOfRow;
      return isOpen ? [{ variant: id, row, times: runsOfRow - runs.length }] : [];
    });
  });
}

function named(rows: readonly string[]): string {
  const rest = rows.length - mostNamed;
  return `${rows.slice(0, mostNamed).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
