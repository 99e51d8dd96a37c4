// The names of all methods by subject, apart from the methods themselves, so that --help need not load them.

export const methodGroups = {
  "One rate and paired rates": ["wilson_ci", "newcombe_paired_diff", "tango_paired_diff"],
  "Paired tests": ["mcnemar_exact", "paired_t", "sign_flip_permutation_exact", "cluster_sign_flip_exact", "permutation_p_from_counts"],
  "Several p-values": ["bh_adjust", "holm_adjust"],
  Agreement: ["cohen_kappa", "cohen_kappa_weighted", "krippendorff_alpha_nominal"],
  "Quantiles and medians": ["quantile_type7", "median_ci_ranks"],
  Planning: [
    "mcnemar_exact_power",
    "rows_needed_paired_proportions",
    "mde_paired_proportions",
    "rows_needed_paired_mean",
    "rows_needed_noninferiority",
  ],
  "Judge correction": ["rogan_gladen"],
  "Clusters and epochs": ["clustered_se", "variance_components"],
  Gates: ["noninferiority_binary", "noninferiority_mean"],
  "Early stopping": ["mcnemar_evalue_two_sided", "mcnemar_evalue_one_sided", "betting_evalue_noninferiority"],
  "Ratios, prediction-powered means, bootstrap": ["ratio_of_means_paired", "ppi_mean", "bootstrap_percentile_exhaustive"],
  "Errors and verdict": ["error_handling", "verdict_binary"],
} as const;

export type MethodName = (typeof methodGroups)[keyof typeof methodGroups][number];

export const methodNames: readonly MethodName[] = Object.values(methodGroups).flat();
