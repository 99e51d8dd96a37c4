// Every method of `touchstone stats`; adding one is a definition, a line here and its name in `names.ts`.
import * as agreement from "./agreement.ts";
import * as earlyStopping from "./early-stopping.ts";
import * as estimates from "./estimates.ts";
import * as gates from "./gates.ts";
import { roganGladen } from "./judge-correction.ts";
import type { Method } from "./method.ts";
import type { MethodName } from "./names.ts";
import * as pairedTests from "./paired-tests.ts";
import * as planning from "./planning.ts";
import * as quantiles from "./quantiles.ts";
import * as rates from "./rates.ts";
import * as severalPValues from "./several-p-values.ts";
import * as spread from "./spread.ts";
import * as verdicts from "./verdicts.ts";

export const methods: Readonly<Record<MethodName, Method>> = {
  wilson_ci: rates.wilsonCi,
  newcombe_paired_diff: rates.newcombePairedDiff,
  tango_paired_diff: rates.tangoPairedDiff,
  mcnemar_exact: pairedTests.mcnemarExact,
  paired_t: pairedTests.pairedTTest,
  sign_flip_permutation_exact: pairedTests.signFlipPermutationExact,
  cluster_sign_flip_exact: pairedTests.clusterSignFlipExact,
  permutation_p_from_counts: pairedTests.permutationPFromCounts,
  bh_adjust: severalPValues.bhAdjust,
  holm_adjust: severalPValues.holmAdjust,
  cohen_kappa: agreement.cohenKappa,
  cohen_kappa_weighted: agreement.cohenKappaWeighted,
  krippendorff_alpha_nominal: agreement.krippendorffAlphaNominal,
  quantile_type7: quantiles.quantileType7,
  median_ci_ranks: quantiles.medianCiRanks,
  mcnemar_exact_power: planning.mcnemarExactPower,
  rows_needed_paired_proportions: planning.rowsNeededPairedProportions,
  mde_paired_proportions: planning.mdePairedProportions,
  rows_needed_paired_mean: planning.rowsNeededPairedMean,
  rows_needed_noninferiority: planning.rowsNeededNoninferiority,
  rogan_gladen: roganGladen,
  clustered_se: spread.clusteredSe,
  variance_components: spread.varianceComponents,
  noninferiority_binary: gates.noninferiorityBinary,
  noninferiority_mean: gates.noninferiorityMean,
  mcnemar_evalue_two_sided: earlyStopping.mcnemarEvalueTwoSided,
  mcnemar_evalue_one_sided: earlyStopping.mcnemarEvalueOneSided,
  betting_evalue_noninferiority: earlyStopping.bettingEvalueNoninferiority,
  ratio_of_means_paired: estimates.ratioOfMeansPaired,
  ppi_mean: estimates.ppiMean,
  bootstrap_percentile_exhaustive: estimates.bootstrapPercentileExhaustive,
  error_handling: verdicts.errorHandling,
  verdict_binary: verdicts.verdictBinary,
};
