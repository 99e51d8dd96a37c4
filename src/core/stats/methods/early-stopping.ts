// Methods whose evidence may be looked at after every row.
import { bettingEValue, mcnemarEValue, mcnemarEValueOneSided } from "../e-values.ts";
import { count, fraction, nonNegative, numbers } from "./fields.ts";
import { defineMethod, refuseUnless } from "./method.ts";

const input = {
  only_variant: count("rows so far that only the variant passes"),
  only_baseline: count("rows so far that only the baseline passes"),
};
const evidence = {
  log_e: ["num", "natural logarithm of e"],
  e: ["num or null", "e-value; null where it exceeds the double range"],
  reject_at_0_05: ["bool", "e ≥ 20"],
} as const;
const validity = "Valid at every row if rows come in an order fixed by a random seed before the run.";

export const mcnemarEvalueTwoSided = defineMethod({
  title: "Evidence that the arms differ, at any time of stopping",
  formula: `e = 2ᴺ B(½+w, ½+l)/B(½, ½) with w = only_variant, l = only_baseline, N = w + l. Reject at 0.05 when e ≥ 20. ${validity}`,
  source: "Ramdas et al. 2023",
  input,
  output: { ...evidence, p_always_valid: ["num", "min(1, 1/e)"] },
  calculate: ({ only_variant, only_baseline }) => {
    const { logE, e, rejectsAt005, pAlwaysValid } = mcnemarEValue(only_variant, only_baseline);
    return { log_e: logE, e, reject_at_0_05: rejectsAt005, p_always_valid: pAlwaysValid };
  },
});

export const mcnemarEvalueOneSided = defineMethod({
  title: "Evidence that the variant is better, at any time of stopping",
  formula: `As \`mcnemar_evalue_two_sided\` with the Beta(½,½) prior truncated to (½,1): e = 2·2ᴺ B(½+w, ½+l)(1 − I_½(½+w, ½+l))/B(½, ½). ${validity}`,
  source: "Ramdas et al. 2023",
  input,
  output: evidence,
  calculate: ({ only_variant, only_baseline }) => {
    const { logE, e, rejectsAt005 } = mcnemarEValueOneSided(only_variant, only_baseline);
    return { log_e: logE, e, reject_at_0_05: rejectsAt005 };
  },
});

export const bettingEvalueNoninferiority = defineMethod({
  title: "Evidence that the variant is no worse by more than a margin, at any time of stopping",
  formula: `e_t = product of (1 + bet·(d_i + margin)) over the first t rows. Null hypothesis: mean difference ≤ −margin. ${validity}`,
  source: "Waudby-Smith and Ramdas 2024",
  input: {
    diffs: numbers("differences in row order, each in [−1,1]"),
    margin: fraction("tolerated loss"),
    bet: nonNegative("fixed bet, below 1/(1 − margin)"),
  },
  output: {
    e_final: ["num or null", "e after the last row; null where it exceeds the double range"],
    e_max: ["num or null", "largest e_t; null likewise"],
    first_row_over_20: ["int or null", "first row (1-based) with e_t ≥ 20"],
  },
  calculate: ({ diffs, margin, bet }) => {
    const outside = diffs.findIndex((difference) => Math.abs(difference) > 1);
    refuseUnless(outside < 0, `diffs[${outside}] must lie between -1 and 1`);
    refuseUnless(bet < 1 / (1 - margin), "bet must be at least 0 and below 1/(1 - margin)");
    const { last, largest, firstRowOver20 } = bettingEValue(diffs, { margin, bet });
    return { e_final: last, e_max: largest, first_row_over_20: firstRowOver20 };
  },
});
