// The verdict of a run that was allowed to stop early: from the e-value, which may be looked at after every row. Ordinary p-values may not.
import { decisiveEvidence, type EarlyEvidence, type EarlyStop } from "../domain/early-stop.ts";
import type { Verdict } from "../stats/verdict.ts";
import { fewestRows, type ComparisonPlan, type MetricComparison } from "./compare-arms.ts";

/** The comparison of a variant, decided by its evidence; without any, as of a run that was cut off, it is no better and no worse. */
export function decideEarly(
  comparison: MetricComparison,
  variant: string,
  { early, plan, variants }: { readonly early: EarlyStop | null; readonly plan: ComparisonPlan; readonly variants: number },
): MetricComparison {
  const evidence = early?.variants.find((each) => each.variant === variant) ?? null;
  const p = evidence === null ? 1 : Math.min(1, Math.exp(-evidence.logE));
  return {
    ...comparison,
    verdict: verdictOf(comparison, evidence, { plan, variants }),
    practicallyEqual: false,
    p,
    pAdjusted: Math.min(1, p * variants),
    family: variants,
    method: "e-value, valid at any row; the interval is an ordinary one, which does not allow for stopping early",
  };
}

function verdictOf(
  { rows, minimumDetectableEffect }: MetricComparison,
  evidence: EarlyEvidence | null,
  { plan, variants }: { readonly plan: ComparisonPlan; readonly variants: number },
): Verdict {
  if (rows >= fewestRows && evidence !== null && evidence.logE >= decisiveEvidence(plan.alpha, variants))
    return evidence.onlyVariant > evidence.onlyBaseline ? "better" : "worse";
  return rows < fewestRows || minimumDetectableEffect === null || minimumDetectableEffect > plan.margin ? "not_enough_rows" : "no_evidence";
}
