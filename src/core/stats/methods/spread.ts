// Methods on rows that share clusters and on rows that were run several times.
import { clusteredMean } from "../clusters.ts";
import { varianceComponents as componentsOf } from "../variance-components.ts";
import { balancedScores, clusterLabels, level, numbers } from "./fields.ts";
import { defineMethod, refuseUnless } from "./method.ts";
import { refuseDifferentLengths } from "./paired-input.ts";

export const clusteredSe = defineMethod({
  title: "Mean of rows that share clusters",
  formula:
    "d = value − mean, S = Σ over clusters of (Σd)², C clusters, n values. se_naive = sd/√n; se_cr0 = √S/n; se_miller_eq = √(se_naive² + (1/n²) Σ over clusters of Σ_{i≠j} d_i d_j); " +
    "se_cr1 = √(S·C/(C−1))/n. Interval: mean ± t_(C−1)·se_cr1, not clipped. Below 10 clusters prefer `cluster_sign_flip_exact`.",
  source: "Miller 2024, arXiv 2411.00640",
  input: {
    values: numbers("one value per row", 2),
    cluster: clusterLabels("cluster of each row; at least two clusters"),
    confidence: level("confidence level"),
  },
  output: {
    mean: ["num", "mean"],
    n: ["int", "values"],
    clusters: ["int", "clusters"],
    se_naive: ["num", "as if rows were independent"],
    se_cr0: ["num", "clustered"],
    se_miller_eq: ["num", "clustered, as Miller writes it"],
    se_cr1: ["num", "clustered, corrected for few clusters"],
    lower_cr1_t: ["num", "lower limit"],
    upper_cr1_t: ["num", "upper limit"],
  },
  calculate: ({ values, cluster, confidence }) => {
    refuseDifferentLengths("cluster", cluster, "values", values);
    refuseUnless(new Set(cluster).size >= 2, "cluster must name at least two clusters");
    const { mean, rows, clusters, seNaive, seCr0, seMiller, seCr1, lower, upper } = clusteredMean(values, cluster, confidence);
    return {
      mean,
      n: rows,
      clusters,
      se_naive: seNaive,
      se_cr0: seCr0,
      se_miller_eq: seMiller,
      se_cr1: seCr1,
      lower_cr1_t: lower,
      upper_cr1_t: upper,
    };
  },
});

export const varianceComponents = defineMethod({
  title: "Spread between rows and between the epochs of a row",
  formula:
    "One-way random-effects analysis of variance over n rows and K epochs. var_between = max(0, (MSB − MSW)/K); var_within = MSW; icc1 = (MSB − MSW)/(MSB + (K−1)MSW), not clipped; " +
    "se_mean = √(MSB/(nK)); aa_halfwidth_95 = z_0.975 √(2 MSW/(nK)), how far apart two repeats of the same variant are expected to be.",
  source: "Miller 2024, arXiv 2411.00640",
  input: { scores: balancedScores("rows × epochs, n ≥ 2, K ≥ 2, all rows of equal length") },
  output: {
    mean: ["num", "grand mean"],
    ms_between: ["num", "MSB"],
    ms_within: ["num", "MSW"],
    var_between: ["num", "variance between rows"],
    var_within: ["num", "variance within rows"],
    icc1: ["num or null", "intraclass correlation; null without any variance"],
    se_mean: ["num", "standard error of the mean"],
    aa_halfwidth_95: ["num", "A/A band, half width"],
  },
  calculate: ({ scores }) => {
    const { mean, msBetween, msWithin, varBetween, varWithin, icc1, seMean, aaHalfwidth95 } = componentsOf(scores);
    return {
      mean,
      ms_between: msBetween,
      ms_within: msWithin,
      var_between: varBetween,
      var_within: varWithin,
      icc1,
      se_mean: seMean,
      aa_halfwidth_95: aaHalfwidth95,
    };
  },
});
