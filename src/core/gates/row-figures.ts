// What a rule reads: the figures of its rows, and what they come to with an interval.

export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/** variant - factor × baseline, and how sure it is. */
export interface Reading {
  readonly value: number;
  /** The two-sided interval at this confidence. */
  readonly interval: (confidence: number) => Bounds;
  /** The variance that one row adds, for planning; null where the interval alone tells. */
  readonly rowVariance: number | null;
  /** The groups that the rows lie in, which then are the unit; null where every row stands alone. */
  readonly groups: number | null;
}

/** The figures of one row, one for each epoch; `baseline` is empty for a rule about the variant alone. */
export interface RowFigures {
  readonly variant: readonly number[];
  readonly baseline: readonly number[];
  /** The group of the row, in every row or in none; absent where every row stands alone. */
  readonly group?: string;
}

/** Null where every row stands alone. */
export function groupLabels(rows: readonly RowFigures[]): readonly string[] | null {
  const labels = rows.flatMap(({ group }) => group ?? []);
  return labels.length === rows.length ? labels : null;
}
