// Which lines of a file a query asks for, in which order: by the rules of the editor's half, over what the lines themselves hold.
import type { Chip } from "../../src/protocol/actions.ts";
import type { RowLine, RowsPlane, RowsQuery } from "../../src/protocol/rows-plane.ts";
import type { RowVerdict } from "../../src/protocol/verdicts.ts";

export interface QueriedLines {
  readonly lines: readonly RowLine[];
  readonly chips: RowsPlane["chips"];
}

/** What every line of a variant shares. */
export type LinesHead = Pick<RowsPlane, "criteria" | "columns" | "chips">;

/** The lines that match, sorted; ties stand in the order of the file. Texts are looked for in what the lines show of them. */
export function queryLines(all: readonly RowLine[], head: LinesHead, { sort, chips, text }: RowsQuery): QueriedLines {
  const needle = text.trim().toLowerCase();
  const withText = needle === "" ? all : all.filter((line) => holds(line, needle));
  const lines = chips.length === 0 ? withText : withText.filter((line) => chips.some((chip) => chipRules[chip](line)));
  return {
    lines: sortLines(lines, head, sort),
    chips: head.chips.map(({ chip }) => ({ chip, count: withText.filter(chipRules[chip]).length })),
  };
}

function holds({ key, cells, response }: RowLine, needle: string): boolean {
  return [key.row, ...cells, response ?? ""].some((text) => text.toLowerCase().includes(needle));
}

const chipRules: Readonly<Record<Chip, (line: RowLine) => boolean>> = {
  regressed: ({ verdict }) => verdict === "regressed",
  improved: ({ verdict }) => verdict === "improved",
  changed: ({ verdict }) => verdict === "changed",
  same: ({ verdict }) => verdict === "same",
  passed: ({ verdict }) => verdict === "passed",
  failed: ({ verdict }) => verdict === "failed",
  errors: ({ isErrored }) => isErrored,
};

type SortKey = number | string | null;

const verdictOrder: Readonly<Record<RowVerdict, number>> = {
  regressed: 0,
  improved: 1,
  changed: 2,
  same: 3,
  failed: 4,
  passed: 5,
  pending: 6,
};
const labelOrder = { error: 0, fail: 1, pass: 2 } as const;
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function sortLines(lines: readonly RowLine[], head: LinesHead, { by, isDescending }: RowsQuery["sort"]): readonly RowLine[] {
  if (by === "file") return isDescending ? lines.toReversed() : lines;
  const keyOf = sortKeyOf(by, head);
  if (keyOf === null) return lines;
  const direction = isDescending ? -1 : 1;
  return lines
    .map((line) => ({ line, key: keyOf(line) }))
    .sort((a, b) => {
      // What is missing stands last in either direction.
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      return direction * compareKeys(a.key, b.key);
    })
    .map(({ line }) => line);
}

function compareKeys(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return collator.compare(String(a), String(b));
}

/** Null for an order that is not known. */
function sortKeyOf(by: string, { criteria, columns }: LinesHead): ((line: RowLine) => SortKey) | null {
  const own = sortKeys.get(by);
  if (own !== undefined) return own;
  const criterion = criteria.findIndex(({ id }) => by === `criterion:${id}`);
  if (criterion >= 0) return ({ ratings }) => labelKey(ratings[criterion]?.label ?? null);
  const column = columns.findIndex(({ name }) => by === `column:${name}`);
  if (column < 0) return null;
  return columns[column]?.isNumeric === true ? ({ cells }) => numberOf(cells[column]) : ({ cells }) => cells[column] || null;
}

function labelKey(label: keyof typeof labelOrder | null): SortKey {
  return label === null ? null : labelOrder[label];
}

const sortKeys: ReadonlyMap<string, (line: RowLine) => SortKey> = new Map<string, (line: RowLine) => SortKey>([
  ["score", ({ score }) => score],
  ["change", ({ change }) => change],
  // Within a verdict the errors come first.
  ["verdict", ({ verdict, error }) => 2 * verdictOrder[verdict] + Number(error === null)],
  ["row", ({ key }) => key.row],
  ["tokens", ({ tokens }) => tokens],
  ["latency", ({ latencyMs }) => latencyMs],
]);

function numberOf(cell: string | undefined): number | null {
  const text = (cell ?? "").trim();
  const number = Number(text);
  return text === "" || Number.isNaN(number) ? null : number;
}
