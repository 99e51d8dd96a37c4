// A rule as a claim about figures: variant - factor × baseline lies on one side of a limit. Every kind of rule but must_pass is one.
import type { GateDocument } from "../domain/experiment.ts";
import { parseCeiling, type GateMetric } from "../domain/gate-limit.ts";

export type ClaimKind = "no_worse_than" | "better_by" | "at_least" | "no_more_than";

export interface Claim {
  readonly kind: ClaimKind;
  readonly side: "at-least" | "at-most";
  /** What the baseline's figure counts; 0 for a rule about the variant alone. */
  readonly factor: number;
  readonly limit: number;
  /** Whether the interval decides, or the bare figure. */
  readonly isByEvidence: boolean;
}

/** The claims of one gate in the order of its keys; null where its ceiling is none of the metric's unit. */
export function claimsOf(gate: GateDocument, metric: GateMetric): readonly Claim[] | null {
  const { no_worse_than: loss, better_by: gain, at_least: floor, no_more_than: ceiling } = gate;
  const better = metric.isMoreBetter ? ({ side: "at-least", sign: 1 } as const) : ({ side: "at-most", sign: -1 } as const);
  const isCompared = gate.rule !== "point";
  const isMeasured = gate.rule === "evidence";
  const over = ceiling === undefined ? undefined : parseCeiling(ceiling, metric.unit);
  if (over === null) return null;
  const compared = { side: better.side, factor: 1, isByEvidence: isCompared };
  return [
    ...(loss === undefined ? [] : [{ kind: "no_worse_than", ...compared, limit: -better.sign * loss } as const]),
    ...(gain === undefined ? [] : [{ kind: "better_by", ...compared, limit: better.sign * gain } as const]),
    ...(floor === undefined ? [] : [{ kind: "at_least", side: "at-least", factor: 0, limit: floor, isByEvidence: isMeasured } as const]),
    ...(over === undefined
      ? []
      : [
          {
            kind: "no_more_than",
            side: "at-most",
            factor: over.kind === "relative" ? over.factor : 0,
            limit: over.kind === "relative" ? over.offset : over.limit,
            isByEvidence: isMeasured,
          } as const,
        ]),
  ];
}

/** Limits that are met on paper are met: 0.1 + 0.2 is 0.3. */
const roundingSlack = 1e-12;

/** True where a bare figure keeps the claim. */
export function isKept({ side, limit }: Pick<Claim, "side" | "limit">, value: number): boolean {
  const slack = roundingSlack * Math.max(1, Math.abs(limit));
  return side === "at-least" ? value >= limit - slack : value <= limit + slack;
}

/** True where the whole interval lies on the side of the claim: beyond the limit where two arms are compared by it, else up to it. */
export function isShown(
  claim: Pick<Claim, "kind" | "side" | "limit">,
  { lower, upper }: { readonly lower: number; readonly upper: number },
): boolean {
  const { kind, side, limit } = claim;
  const isStrict = kind === "no_worse_than" || kind === "better_by";
  if (isStrict) return side === "at-least" ? lower > limit : upper < limit;
  return isKept(claim, side === "at-least" ? lower : upper);
}

/** True where the whole interval lies on the other side. */
export function isRefuted(
  { side, limit }: Pick<Claim, "side" | "limit">,
  { lower, upper }: { readonly lower: number; readonly upper: number },
): boolean {
  return side === "at-least" ? upper < limit : lower > limit;
}
