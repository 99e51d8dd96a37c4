// Rows that may never fail. One that failed is run twice more, as epochs; two failures of three fail the gate.
import { count } from "../comparison/sentence.ts";
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
    const runs = (variant.rows.get(row) ?? []).slice(0, runsOfRow);
    const failures = runs.filter(({ outcome }) => outcome !== "pass").length;
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
          : `${subject}: ${named(open)} failed once. Two more runs of ${open.length === 1 ? "it" : "each"} would settle it: set \`epochs: 3\`.`;
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

function named(rows: readonly string[]): string {
  const rest = rows.length - mostNamed;
  return `${rows.slice(0, mostNamed).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
