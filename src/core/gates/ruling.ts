// What a gate came to, rule by rule: the shape that the terminal, JSON, the panel and continuous integration show alike.
import type { Interval } from "../comparison/arm-figures.ts";
import type { ClaimKind } from "./claim.ts";

export type GateVerdict = "pass" | "fail" | "inconclusive";

/** One rule about one arm and, with `by`, one category. */
export interface GateRuling {
  /** 0-based place in the experiment's list of gates. */
  readonly gate: number;
  /** Null for a gate that this version cannot read. */
  readonly rule: ClaimKind | "must_pass" | null;
  readonly metric: string | null;
  readonly variant: string;
  /** The value of the gate's `by` column; "" for rows without one, null for a gate without `by`. */
  readonly category: string | null;
  readonly verdict: GateVerdict;
  readonly sentence: string;
  /** Rows that the rule is about. */
  readonly rows: number;
  /** The figure that was compared with `limit`, variant minus (a multiple of) baseline for a rule that names the baseline; in fractions, USD, milliseconds or tokens. */
  readonly value: number | null;
  /** At confidence 1 - 2·alpha, so that each end is a one-sided limit at 1 - alpha; null where the bare figure of money, tokens or times decides. */
  readonly interval: Pick<Interval, "lower" | "upper"> | null;
  readonly limit: number | null;
  /** How many rows would settle it; null where it is settled, and where more rows would not help. */
  readonly rowsToSettle: number | null;
}

export interface RunGates {
  /** Null where gates do not apply: to a part of a run, and to a run against itself. */
  readonly verdict: GateVerdict | "incomplete" | null;
  readonly sentence: string;
  /** Empty where nothing is decided. */
  readonly rulings: readonly GateRuling[];
}

/** Every rule must hold: a fail beats inconclusive, which beats a pass; no rule at all fails. */
export function combineVerdicts(verdicts: readonly GateVerdict[]): GateVerdict {
  if (verdicts.length === 0 || verdicts.includes("fail")) return "fail";
  return verdicts.includes("inconclusive") ? "inconclusive" : "pass";
}
