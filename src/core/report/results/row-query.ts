// Which lines a query asks for, in which order, and how many there are of each kind; ties stand in the order of the file.
import type { Chip } from "../../../protocol/actions.ts";
import type { RowsQuery } from "../../../protocol/rows-plane.ts";
import type { RowVerdict } from "../../../protocol/verdicts.ts";
import { countedRatings } from "../../domain/apply-labels.ts";
import { isAnswered } from "../../domain/run-record.ts";
import { cellText, changeOf, type Line, type LineColumn, type LineSet } from "./row-lines.ts";

export interface MatchedLines {
  readonly lines: readonly Line[];
  /** Of the kinds that the run can have, under the query's text. */
  readonly chips: readonly { readonly chip: Chip; readonly count: number }[];
}

/** Whatever the variant: the lines are those of one. */
export type LinesQuery = Pick<RowsQuery, "sort" | "chips" | "text">;

/** The lines that match, sorted; `hasText` tells whether the response of a line holds the query's text. */
export function matchLines(
  set: LineSet,
  columns: readonly LineColumn[],
  query: LinesQuery,
  hasText: (line: Line) => boolean,
): MatchedLines {
  const needle = needleOf(query.text);
  const withText = needle === "" ? set.lines : set.lines.filter((line) => holdsNeedle(line, columns, needle) || hasText(line));
  const chips = set.variant === null ? ownChips : pairChips;
  const { chips: wanted } = query;
  const lines = wanted.length === 0 ? withText : withText.filter((line) => wanted.some((chip) => chipRules[chip](line)));
  return {
    lines: sortLines(lines, columns, query.sort),
    chips: chips.map((chip) => ({ chip, count: withText.reduce((count, line) => count + Number(chipRules[chip](line)), 0) })),
  };
}

const pairChips = ["regressed", "improved", "changed", "same", "errors"] as const;
const ownChips = ["passed", "failed", "errors"] as const;

/** An error counts as a failure, here as in the figures. */
const chipRules: Readonly<Record<Chip, (line: Line) => boolean>> = {
  regressed: ({ verdict }) => verdict === "regressed",
  improved: ({ verdict }) => verdict === "improved",
  changed: ({ verdict }) => verdict === "changed",
  same: ({ verdict }) => verdict === "same",
  passed: ({ outcome }) => outcome === "pass",
  failed: ({ outcome }) => outcome === "fail" || outcome === "error",
  errors: ({ isErrored }) => isErrored,
};

/** A text as it is looked for: in any case; empty when everything is wanted. */
export function needleOf(text: string): string {
  return text.trim().toLowerCase();
}

/** Whether the row itself holds a text. */
export function holdsNeedle({ id, row }: Line, columns: readonly LineColumn[], needle: string): boolean {
  const holds = (value: string): boolean => value.toLowerCase().includes(needle);
  return holds(id) || columns.some(({ name }) => holds(cellText(row?.values[name])));
}

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

/** As people order texts: in any case, and `r10` after `r9`. */
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function sortLines(lines: readonly Line[], columns: readonly LineColumn[], { by, isDescending }: RowsQuery["sort"]): readonly Line[] {
  if (by === "file") return isDescending ? lines.toReversed() : lines;
  const keyOf = sortKeyOf(by, columns);
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
function sortKeyOf(by: string, columns: readonly LineColumn[]): ((line: Line) => SortKey) | null {
  const own = sortKeys.get(by);
  if (own !== undefined) return own;
  if (by.startsWith("criterion:")) {
    const id = by.slice("criterion:".length);
    return ({ sample }) => {
      const rating = sample === null ? undefined : countedRatings(sample).get(id);
      return rating === undefined ? null : labelOrder[rating.label ?? "error"];
    };
  }
  const column = columns.find(({ name }) => by === `column:${name}`);
  if (column === undefined) return null;
  return column.isNumeric ? (line) => numberOf(line, column.name) : (line) => cellText(line.row?.values[column.name]) || null;
}

const sortKeys: ReadonlyMap<string, (line: Line) => SortKey> = new Map<string, (line: Line) => SortKey>([
  ["score", ({ score }) => score],
  ["change", changeOf],
  // Within a verdict the errors come first.
  ["verdict", ({ verdict, outcome }) => 2 * verdictOrder[verdict] + Number(outcome !== "error")],
  ["row", ({ id }) => id],
  ["tokens", ({ sample }) => sample?.response?.usage?.output ?? null],
  ["latency", ({ sample }) => (sample !== null && isAnswered(sample.response) ? sample.response.latencyMs : null)],
]);

function numberOf({ row }: Line, column: string): number | null {
  const text = cellText(row?.values[column]).trim();
  const number = Number(text);
  return text === "" || Number.isNaN(number) ? null : number;
}
