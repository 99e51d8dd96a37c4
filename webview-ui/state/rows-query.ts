// Questions to the rows table as values: each function answers with a new query and leaves its argument alone.
import type { Chip } from "../../src/protocol/actions.ts";
import type { RowsQuery } from "../../src/protocol/rows-plane.ts";

/** All rows, what got worse first. */
export function defaultQuery(variant: string | null): RowsQuery {
  return { variant, sort: { by: "verdict", isDescending: false }, chips: [], text: "" };
}

export function isSameQuery(a: RowsQuery, b: RowsQuery): boolean {
  return (
    a.variant === b.variant &&
    a.text === b.text &&
    a.sort.by === b.sort.by &&
    a.sort.isDescending === b.sort.isDescending &&
    a.chips.length === b.chips.length &&
    a.chips.every((chip) => b.chips.includes(chip))
  );
}

export function withChipToggled(query: RowsQuery, chip: Chip): RowsQuery {
  const isPressed = query.chips.includes(chip);
  return { ...query, chips: isPressed ? query.chips.filter((other) => other !== chip) : [...query.chips, chip] };
}

/** Sorts by a column; by the same column again, in the other direction. */
export function withSort(query: RowsQuery, by: string): RowsQuery {
  return { ...query, sort: { by, isDescending: query.sort.by === by && !query.sort.isDescending } };
}

export function isFiltered(query: RowsQuery): boolean {
  return query.chips.length > 0 || query.text !== "";
}
