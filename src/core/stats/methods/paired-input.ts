// The two shapes in which paired outcomes arrive, a table of counts or two lists, and the intervals that most methods give.
import type { PairedTable } from "../paired-proportions.ts";
import { count, numbers } from "./fields.ts";
import { refuseUnless } from "./method.ts";

export const pairedTable = {
  both_pass: count("rows that both arms pass"),
  only_variant: count("rows that only the variant passes"),
  only_baseline: count("rows that only the baseline passes"),
  both_fail: count("rows that both arms fail; the four count at least one row"),
};

type PairedCounts = { readonly [Key in keyof typeof pairedTable]: number };

/** Throws `stats/invalid-input` when the counts are of no rows. */
export function toPairedTable({ both_pass, only_variant, only_baseline, both_fail }: PairedCounts): PairedTable {
  const rows = both_pass + only_variant + only_baseline + both_fail;
  refuseUnless(rows > 0, "both_pass + only_variant + only_baseline + both_fail must be at least 1");
  return { bothPass: both_pass, onlyVariant: only_variant, onlyBaseline: only_baseline, bothFail: both_fail };
}

/** Two lists of one number per row, at least `atLeast` of them. */
export function pairedLists(atLeast: number): {
  readonly variant: ReturnType<typeof numbers>;
  readonly baseline: ReturnType<typeof numbers>;
} {
  return { variant: numbers("outcome of each row", atLeast), baseline: numbers("outcome of the same rows, in the same order", atLeast) };
}

/** variant - baseline for each row. Throws `stats/invalid-input` for lists of different length. */
export function toDifferences({
  variant,
  baseline,
}: {
  readonly variant: readonly number[];
  readonly baseline: readonly number[];
}): number[] {
  refuseDifferentLengths("baseline", baseline, "variant", variant);
  return variant.map((value, row) => value - (baseline[row] ?? 0));
}

/** Throws `stats/invalid-input` unless both lists are of the same length. */
export function refuseDifferentLengths(key: string, list: readonly unknown[], otherKey: string, other: readonly unknown[]): void {
  refuseUnless(
    list.length === other.length,
    `${key} must be as long as ${otherKey}, but has ${list.length} values and not ${other.length}`,
  );
}
