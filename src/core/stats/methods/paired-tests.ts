// Methods that test a difference on the same rows.
import { sumByCluster } from "../clusters.ts";
import { mostEnumeratedDifferences, pairedT, permutationP, signFlipExact } from "../paired-means.ts";
import { mcnemarExact as mcnemarTest } from "../paired-proportions.ts";
import { clusterLabels, count, level, numbers } from "./fields.ts";
import { defineMethod, limitTo, refuseUnless } from "./method.ts";
import { pairedLists, refuseDifferentLengths, toDifferences } from "./paired-input.ts";

export const mcnemarExact = defineMethod({
  title: "Exact and mid-p test of two pass rates on the same rows",
  formula:
    "m = min(only_variant, only_baseline), N = their sum, X ~ Binomial(N, ½). p_two_sided = min(1, 2P(X ≤ m)); p_mid = min(1, 2(P(X < m) + P(X = m)/2)). " +
    "Equal counts, none included, give 1 for both.",
  source: "McNemar 1947; mid-p: Fagerland 2013",
  input: { only_variant: count("rows that only the variant passes"), only_baseline: count("rows that only the baseline passes") },
  output: { p_two_sided: ["num", "exact two-sided p"], p_mid: ["num", "mid-p"] },
  calculate: ({ only_variant, only_baseline }) => {
    const { pTwoSided, pMid } = mcnemarTest(only_variant, only_baseline);
    return { p_two_sided: pTwoSided, p_mid: pMid };
  },
});

export const pairedTTest = defineMethod({
  title: "Student's test and interval of a mean difference",
  formula:
    "d = variant − baseline; sd with n−1; se = sd/√n; t = mean/se with n−1 degrees of freedom; mean ± t quantile · se. With sd 0, t and p are null.",
  source: "Student 1908",
  input: { ...pairedLists(2), confidence: level("confidence level") },
  output: {
    mean_diff: ["num", "mean of d"],
    sd_diff: ["num", "standard deviation of d"],
    se: ["num", "standard error of the mean"],
    t: ["num or null", "mean_diff/se"],
    df: ["int", "n−1"],
    p_two_sided: ["num or null", "two-sided p"],
    lower: ["num", "lower limit"],
    upper: ["num", "upper limit"],
  },
  calculate: (values) => {
    const { mean, sd, se, t, df, pTwoSided, lower, upper } = pairedT(toDifferences(values), values.confidence);
    return { mean_diff: mean, sd_diff: sd, se, t, df, p_two_sided: pTwoSided, lower, upper };
  },
});

const most = `${mostEnumeratedDifferences} (2^${mostEnumeratedDifferences} sign assignments)`;

export const signFlipPermutationExact = defineMethod({
  title: "Exact sign-flip permutation test",
  formula: `All 2ⁿ sign assignments to the n differences, zeros included; those with |sum| ≥ |observed sum| − 1e-9 are extreme; p = count/2ⁿ. At most ${most}.`,
  source: "Fisher 1935",
  input: pairedLists(1),
  output: {
    n_assignments: ["int", "2ⁿ"],
    count_extreme: ["int", "assignments at least as extreme"],
    p_two_sided: ["num", "count_extreme/n_assignments"],
  },
  calculate: (values) => {
    const differences = toDifferences(values);
    limitTo(differences.length <= mostEnumeratedDifferences, `variant must hold at most ${most}, and has ${differences.length} values`);
    const { assignments, extreme, p } = signFlipExact(differences);
    return { n_assignments: assignments, count_extreme: extreme, p_two_sided: p };
  },
});

export const clusterSignFlipExact = defineMethod({
  title: "Exact sign-flip test of rows that share clusters",
  formula: `The differences are summed in each cluster, then \`sign_flip_permutation_exact\` on the sums. At most ${most} clusters.`,
  source: "Fisher 1935",
  input: { diffs: numbers("one difference per row"), cluster: clusterLabels("cluster of each row, same length") },
  output: {
    n_assignments: ["int", "2 to the power of the clusters"],
    count_extreme: ["int", "assignments at least as extreme"],
    p_two_sided: ["num", "count_extreme/n_assignments"],
    clusters: ["int", "number of clusters"],
  },
  calculate: ({ diffs, cluster }) => {
    refuseDifferentLengths("cluster", cluster, "diffs", diffs);
    const totals = sumByCluster(diffs, cluster);
    limitTo(totals.length <= mostEnumeratedDifferences, `cluster must name at most ${most} clusters, and names ${totals.length}`);
    const { assignments, extreme, p } = signFlipExact(totals);
    return { n_assignments: assignments, count_extreme: extreme, p_two_sided: p, clusters: totals.length };
  },
});

export const permutationPFromCounts = defineMethod({
  title: "p-value of a permutation test whose assignments were drawn",
  formula: "p = (1 + n_as_extreme)/(1 + n_random), never 0.",
  source: "Phipson and Smyth 2010",
  input: { n_random: count("random assignments drawn"), n_as_extreme: count("of these, at least as extreme as observed") },
  output: { p: ["num", "the p-value"] },
  calculate: ({ n_random, n_as_extreme }) => {
    refuseUnless(n_as_extreme <= n_random, "n_as_extreme must be an integer between 0 and n_random");
    return { p: permutationP(n_random, n_as_extreme) };
  },
});
