// Methods that estimate a ratio or a mean in other ways than from all rows alone.
import { exhaustiveBootstrap, mostResampledValues } from "../bootstrap.ts";
import { mean } from "../moments.ts";
import { predictionPoweredMean } from "../prediction-powered.ts";
import { ratioOfMeans } from "../ratio-of-means.ts";
import { level, numbers } from "./fields.ts";
import { defineMethod, limitTo, refuseUnless } from "./method.ts";
import { pairedLists, refuseDifferentLengths } from "./paired-input.ts";

const confidence = level("confidence level");

export const ratioOfMeansPaired = defineMethod({
  title: "Ratio of two means on the same rows",
  formula:
    "r = mean(variant)/mean(baseline); y = variant, x = baseline, variances and covariance with n−1. se_delta = √((s_y² + r² s_x² − 2r s_xy)/n)/mean(baseline); r ± t_(n−1)·se_delta. " +
    "fieller: roots of (mean(y) − r·mean(x))² = t² var(y − r·x)/n; null when the set is not an interval. Where the two disagree, believe fieller.",
  source: "Fieller 1954",
  input: { ...pairedLists(2), confidence },
  output: {
    ratio: ["num", "r"],
    se_delta: ["num", "standard error by the delta method"],
    delta_lower: ["num", "r − t·se_delta"],
    delta_upper: ["num", "r + t·se_delta"],
    fieller_lower: ["num or null", "Fieller limit"],
    fieller_upper: ["num or null", "Fieller limit"],
  },
  calculate: ({ variant, baseline, ...options }) => {
    refuseDifferentLengths("baseline", baseline, "variant", variant);
    refuseUnless(mean(baseline) > 0, "baseline must have a mean greater than 0");
    const { ratio, standardError, delta, fieller } = ratioOfMeans(variant, baseline, options.confidence);
    return {
      ratio,
      se_delta: standardError,
      delta_lower: delta.lower,
      delta_upper: delta.upper,
      fieller_lower: fieller?.lower ?? null,
      fieller_upper: fieller?.upper ?? null,
    };
  },
});

export const ppiMean = defineMethod({
  title: "Mean from few human scores and many of a judge",
  formula:
    "theta = mean(judge on other rows) + mean(human − judge on human rows); variances with n−1, each divided by its own n, added; z interval, not clipped. The rows with a human score must be random.",
  source: "Angelopoulos et al. 2023",
  input: {
    human: numbers("human scores", 2),
    judge_on_human_rows: numbers("judge scores of the same rows, same order", 2),
    judge_on_other_rows: numbers("judge scores of the rows without a human score", 2),
    confidence,
  },
  output: {
    theta: ["num", "estimate"],
    se: ["num", "standard error"],
    lower: ["num", "lower limit"],
    upper: ["num", "upper limit"],
    classical_mean: ["num", "mean(human)"],
    rectifier: ["num", "mean(human − judge on human rows)"],
  },
  calculate: (values) => {
    refuseDifferentLengths("judge_on_human_rows", values.judge_on_human_rows, "human", values.human);
    const scores = { human: values.human, judgeOnHumanRows: values.judge_on_human_rows, judgeOnOtherRows: values.judge_on_other_rows };
    const { theta, standardError, lower, upper, classicalMean, rectifier } = predictionPoweredMean(scores, values.confidence);
    return { theta, se: standardError, lower, upper, classical_mean: classicalMean, rectifier };
  },
});

export const bootstrapPercentileExhaustive = defineMethod({
  title: "Bootstrap interval from all resamples",
  formula: `The means of all nⁿ resamples of the differences; percentile limits at α/2 and 1−α/2 by \`quantile_type7\`. jackknife_acceleration = Σu³/(6(Σu²)^1.5), u = mean of the leave-one-out means minus each of them. At most ${mostResampledValues} differences (10⁷ resamples).`,
  source: "Efron 1987",
  input: { diffs: numbers(`differences, at most ${mostResampledValues}`, 2), confidence },
  output: {
    n_resamples: ["int", "nⁿ"],
    mean: ["num", "mean of the differences"],
    lower: ["num", "lower limit"],
    upper: ["num", "upper limit"],
    jackknife_acceleration: ["num or null", "null when all differences are equal"],
  },
  calculate: ({ diffs, ...options }) => {
    limitTo(
      diffs.length <= mostResampledValues,
      `diffs must hold at most ${mostResampledValues} values (10^7 resamples), and has ${diffs.length}`,
    );
    const { resamples, mean: center, lower, upper, jackknifeAcceleration } = exhaustiveBootstrap(diffs, options.confidence);
    return { n_resamples: resamples, mean: center, lower, upper, jackknife_acceleration: jackknifeAcceleration };
  },
});
