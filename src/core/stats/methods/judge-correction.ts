// The method that corrects a judge's pass rate by rows with a known answer.
import { isInformative, roganGladen as correctRate } from "../judge-correction.ts";
import { count, level } from "./fields.ts";
import { defineMethod, refuseUnless } from "./method.ts";

export const roganGladen = defineMethod({
  title: "Pass rate of a judge, corrected for its errors",
  formula:
    "p = judge_pass/n, Se = true_pass_judged_pass/n_true_pass, Sp = true_fail_judged_fail/n_true_fail; theta = (p + Sp − 1)/(Se + Sp − 1), then clipped to [0,1]. " +
    "se_delta = √(p(1−p)/n + (1−theta)² Sp(1−Sp)/n_true_fail + theta² Se(1−Se)/n_true_pass)/(Se + Sp − 1) with the unclipped theta; wald = unclipped theta ± z·se, then clipped. " +
    "lr, with k = judge_pass, s = true_pass_judged_pass, m1 = n_true_pass, m0 = n_true_fail: p′ = (k + z²/2)/(n + z²), Se′ = (s + 1)/(m1 + 2), Sp′ likewise with m0, theta′ from these; " +
    "dt = 2z²(theta′ Se′(1−Se′)/(m1+2) − (1−theta′) Sp′(1−Sp′)/(m0+2)); limits theta′ + dt ± z √(p′(1−p′)/(n+z²) + theta′² Se′(1−Se′)/(m1+2) + (1−theta′)² Sp′(1−Sp′)/(m0+2))/(Se′ + Sp′ − 1), then clipped; " +
    "null when Se′ + Sp′ ≤ 1. Se + Sp ≤ 1 is invalid input: such a judge says nothing.",
  source: "Rogan and Gladen 1978; Lang and Reiczigel 2014",
  input: {
    judge_pass: count("rows the judge passed"),
    n: count("rows judged", 1),
    true_pass_judged_pass: count("calibration rows that a human and the judge passed"),
    n_true_pass: count("calibration rows that a human passed", 1),
    true_fail_judged_fail: count("calibration rows that a human and the judge failed"),
    n_true_fail: count("calibration rows that a human failed", 1),
    confidence: level("confidence level"),
  },
  output: {
    raw_rate: ["num", "p"],
    sensitivity: ["num", "Se"],
    specificity: ["num", "Sp"],
    theta_unclipped: ["num", "corrected rate before clipping"],
    theta: ["num", "corrected rate"],
    se_delta: ["num", "standard error by the delta method"],
    wald_lower: ["num", "Wald limit, clipped"],
    wald_upper: ["num", "Wald limit, clipped"],
    lr_lower: ["num or null", "Lang-Reiczigel limit, clipped"],
    lr_upper: ["num or null", "Lang-Reiczigel limit, clipped"],
  },
  calculate: (values) => {
    refuseUnless(values.judge_pass <= values.n, "judge_pass must be an integer between 0 and n");
    refuseUnless(values.true_pass_judged_pass <= values.n_true_pass, "true_pass_judged_pass must be an integer between 0 and n_true_pass");
    refuseUnless(values.true_fail_judged_fail <= values.n_true_fail, "true_fail_judged_fail must be an integer between 0 and n_true_fail");
    const counts = {
      judgePass: values.judge_pass,
      rows: values.n,
      truePassJudgedPass: values.true_pass_judged_pass,
      truePass: values.n_true_pass,
      trueFailJudgedFail: values.true_fail_judged_fail,
      trueFail: values.n_true_fail,
    };
    refuseUnless(
      isInformative(counts),
      "true_pass_judged_pass/n_true_pass + true_fail_judged_fail/n_true_fail must be greater than 1, else the judge is no better than chance",
    );
    const { raw, sensitivity, specificity, unclipped, theta, standardError, wald, langReiczigel } = correctRate(counts, values.confidence);
    return {
      raw_rate: raw,
      sensitivity,
      specificity,
      theta_unclipped: unclipped,
      theta,
      se_delta: standardError,
      wald_lower: wald.lower,
      wald_upper: wald.upper,
      lr_lower: langReiczigel?.lower ?? null,
      lr_upper: langReiczigel?.upper ?? null,
    };
  },
});
