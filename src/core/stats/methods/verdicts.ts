// Methods that end a comparison: rows with errors, and the verdict.
import { handleErrors, type ArmRates } from "../error-handling.ts";
import { verdictBinary as decide } from "../verdict.ts";
import { count, level, outcomes, positive } from "./fields.ts";
import { defineMethod, type OutputKey } from "./method.ts";
import { pairedTable, refuseDifferentLengths, toPairedTable } from "./paired-input.ts";

const ratesKeys = "`variant_rate`, `baseline_rate` (num; null when n = 0), `only_variant`, `only_baseline`, `n` (int)";
const primary: OutputKey = ["object", `all rows, errors as fails: ${ratesKeys}`];
const completeCase: OutputKey = ["object", `rows without an error in either arm: ${ratesKeys}`];

function toObject({ variantRate, baselineRate, onlyVariant, onlyBaseline, rows }: ArmRates) {
  return { variant_rate: variantRate, baseline_rate: baselineRate, only_variant: onlyVariant, only_baseline: onlyBaseline, n: rows };
}

export const errorHandling = defineMethod({
  title: "A comparison with rows that ended in an error",
  formula:
    "A row whose call or score ended in an error counts as a fail in the primary analysis; the complete-case analysis drops the pair. " +
    "sign_flips is true when the two disagree in the sign of the difference (one positive, one negative).",
  source: null,
  input: { variant: outcomes("outcome of each row"), baseline: outcomes("outcome of the same rows, in the same order") },
  output: { primary, complete_case: completeCase, sign_flips: ["bool", "see above"] },
  calculate: ({ variant, baseline }) => {
    refuseDifferentLengths("baseline", baseline, "variant", variant);
    const result = handleErrors(variant, baseline);
    return { primary: toObject(result.primary), complete_case: toObject(result.completeCase), sign_flips: result.signFlips };
  },
});

export const verdictBinary = defineMethod({
  title: "The verdict on passes and fails",
  formula:
    "better: n ≥ min_rows and p_mid ≤ alpha and `newcombe_paired_diff` lower > 0 at 1 − alpha; worse: the same with upper < 0; otherwise not_enough_rows when n < min_rows, " +
    "or mde (power 0.8, discordance max(observed, 0.1)) is null or > margin; otherwise no_evidence. practically_equal: the interval at 1 − 2·alpha lies inside (−margin, margin).",
  source: null,
  input: {
    ...pairedTable,
    margin: positive("smallest difference that matters"),
    alpha: level("level", 0.5),
    min_rows: count("fewest rows for a verdict"),
  },
  output: {
    diff: ["num", "difference of the pass rates"],
    p_mid: ["num", "mid-p of `mcnemar_exact`"],
    lower: ["num", "lower limit at 1 − alpha"],
    upper: ["num", "upper limit at 1 − alpha"],
    mde: ["num or null", "minimum detectable effect at two-sided alpha, power 0.8"],
    verdict: ["string", '"better", "worse", "not_enough_rows" or "no_evidence"'],
    practically_equal: ["bool", "see above"],
  },
  calculate: ({ margin, alpha, min_rows: minimumRows, ...counts }) => {
    const result = decide(toPairedTable(counts), { margin, alpha, minimumRows });
    return {
      diff: result.difference,
      p_mid: result.pMid,
      lower: result.lower,
      upper: result.upper,
      mde: result.minimumDetectableEffect,
      verdict: result.verdict,
      practically_equal: result.practicallyEqual,
    };
  },
});
