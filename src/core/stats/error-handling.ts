// A comparison with rows that ended in an error: once with errors as fails, once without those rows.

/** What became of one row in one arm: pass, fail, or a call or score that failed. */
export type RowOutcome = 1 | 0 | "error";

export interface ArmRates {
  /** Null when there are no rows. */
  readonly variantRate: number | null;
  readonly baselineRate: number | null;
  readonly onlyVariant: number;
  readonly onlyBaseline: number;
  readonly rows: number;
}

export interface ErrorHandling {
  /** All rows, an error counting as a fail. */
  readonly primary: ArmRates;
  /** The rows without an error in either arm. */
  readonly completeCase: ArmRates;
  /** True when one of the two has a positive and the other a negative difference. */
  readonly signFlips: boolean;
}

/** Throws RangeError for an empty list or lists of different length. */
export function handleErrors(variant: readonly RowOutcome[], baseline: readonly RowOutcome[]): ErrorHandling {
  if (variant.length === 0) throw new RangeError("variant must hold at least 1 value");
  if (variant.length !== baseline.length) throw new RangeError("baseline must be as long as variant");
  const pairs = variant.map((outcome, index) => ({ variant: outcome, baseline: baseline[index] ?? "error" }));
  const primary = compareRates(pairs);
  const completeCase = compareRates(pairs.filter((pair) => pair.variant !== "error" && pair.baseline !== "error"));
  return { primary, completeCase, signFlips: gainOf(primary) * gainOf(completeCase) < 0 };
}

interface Pair {
  readonly variant: RowOutcome;
  readonly baseline: RowOutcome;
}

function compareRates(pairs: readonly Pair[]): ArmRates {
  const count = (holds: (pair: Pair) => boolean): number => pairs.filter(holds).length;
  const rate = (passed: number): number | null => (pairs.length === 0 ? null : passed / pairs.length);
  return {
    variantRate: rate(count((pair) => pair.variant === 1)),
    baselineRate: rate(count((pair) => pair.baseline === 1)),
    onlyVariant: count((pair) => pair.variant === 1 && pair.baseline !== 1),
    onlyBaseline: count((pair) => pair.baseline === 1 && pair.variant !== 1),
    rows: pairs.length,
  };
}

function gainOf({ onlyVariant, onlyBaseline }: ArmRates): number {
  return Math.sign(onlyVariant - onlyBaseline);
}
