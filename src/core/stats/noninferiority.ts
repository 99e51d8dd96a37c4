// Gates: is a variant shown to be no worse than its baseline by more than a margin?
import { requireBetween, requirePositive } from "./input-rules.ts";
import { pairedTWithTail } from "./paired-means.ts";
import type { PairedTable } from "./paired-proportions.ts";
import { newcombeWithTail } from "./paired-proportions.ts";

export type GateDecision = "pass" | "fail" | "inconclusive";

export interface Noninferiority {
  /** Variant minus baseline. */
  readonly difference: number;
  /** The limits at confidence 1 - 2·alpha. */
  readonly lower: number;
  readonly upper: number;
  readonly decision: GateDecision;
}

export interface NoninferiorityOptions {
  /** The tolerated loss, > 0. */
  readonly margin: number;
  /** One-sided level, below 0.5. */
  readonly alpha: number;
}

/** The gate on pass rates, by Newcombe's interval. Throws RangeError for an invalid table or option. */
export function noninferiorityBinary(table: PairedTable, options: NoninferiorityOptions): Noninferiority {
  requireOptions(options);
  const { difference, lower, upper } = newcombeWithTail(table, options.alpha);
  return { difference, lower, upper, decision: decideGate(lower, upper, options.margin) };
}

/** The gate on means, one difference per row, by Student's paired interval. Throws RangeError for fewer than two or a non-finite difference or an invalid option. */
export function noninferiorityMean(differences: readonly number[], options: NoninferiorityOptions): Noninferiority {
  requireOptions(options);
  const { mean, lower, upper } = pairedTWithTail(differences, options.alpha);
  return { difference: mean, lower, upper, decision: decideGate(lower, upper, options.margin) };
}

function requireOptions({ margin, alpha }: NoninferiorityOptions): void {
  requirePositive("margin", margin);
  requireBetween("alpha", alpha, 0, 0.5);
}

function decideGate(lower: number, upper: number, margin: number): GateDecision {
  if (lower > -margin) return "pass";
  return upper < -margin ? "fail" : "inconclusive";
}
