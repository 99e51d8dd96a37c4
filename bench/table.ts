// The one table: what was measured, its bar, the four contenders side by side, and whether the bar is met.

/** Texts as they are shown; "" where a contender has no figure. */
export interface Row {
  readonly what: string;
  readonly bar: string;
  readonly touchstone: string;
  readonly promptfoo: string;
  readonly floor: string;
  readonly ideal: string;
  /** Touchstone's figure over the one that the bar names. */
  readonly ratio: string;
  /** Null for what has not been measured in this run, and for what has no bar. */
  readonly isMet: boolean | null;
}

const headings = ["what", "bar", "Touchstone", "promptfoo", "floor", "node:http", "ratio", "bar is"];

/** A row with a single figure of Touchstone's own. */
export function ownRow(what: string, bar: string, touchstone: string, isMet: boolean | null): Row {
  return { what, bar, touchstone, promptfoo: "", floor: "", ideal: "", ratio: "", isMet };
}

export const seconds = (value: number): string => `${value.toFixed(2)} s`;
export const milliseconds = (value: number): string => `${Math.round(value * 1000)} ms`;
export const times = (value: number): string => value.toFixed(2);

export function textTable(rows: readonly Row[]): string {
  const lines = [headings, ...rows.map(cells)];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function markdownTable(rows: readonly Row[]): string {
  return [headings, headings.map(() => "---"), ...rows.map(cells)].map((line) => `| ${line.join(" | ")} |`).join("\n");
}

function cells({ what, bar, touchstone, promptfoo, floor, ideal, ratio, isMet }: Row): string[] {
  const verdict = bar === "" ? "" : isMet === null ? "not measured" : isMet ? "met" : "NOT MET";
  return [what, bar, touchstone, promptfoo, floor, ideal, ratio, verdict];
}
