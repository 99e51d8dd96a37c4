// What single methods refuse beyond the type of a key, and which of their results may be null.
import assert from "node:assert/strict";
import type { MethodName } from "../../../../src/core/stats/methods/names.ts";
import { refusal, run, type Input } from "./run-input.ts";

describe("rules between keys", () => {
  const table = { both_pass: 36, only_variant: 12, only_baseline: 2, both_fail: 0 };
  const judge = {
    judge_pass: 70,
    n: 100,
    true_pass_judged_pass: 45,
    n_true_pass: 50,
    true_fail_judged_fail: 40,
    n_true_fail: 50,
    confidence: 0.95,
  };
  const empty = { both_pass: 0, only_variant: 0, only_baseline: 0, both_fail: 0 };
  const gate = { discordance: 0.15, margin: 0.05, true_diff: 0, alpha: 0.05, power: 0.8 };
  const broken: readonly (readonly [MethodName, Input, RegExp])[] = [
    ["wilson_ci", { k: 51, n: 50, confidence: 0.95 }, /^k must be an integer between 0 and n$/],
    ["wilson_ci", { k: 0, n: 0, confidence: 0.95 }, /^n must be an integer of at least 1$/],
    ["wilson_ci", { k: 1, n: 5, confidence: 0 }, /^confidence must be a number strictly between 0 and 1/],
    ["wilson_ci", { k: 1, n: 5, confidence: 1 }, /^confidence must be a number strictly between 0 and 1/],
    ["wilson_ci", { k: 1, n: 5, confidence: 95 }, /^confidence must be a number strictly between 0 and 1/],
    [
      "newcombe_paired_diff",
      { ...empty, confidence: 0.95 },
      /^both_pass \+ only_variant \+ only_baseline \+ both_fail must be at least 1$/,
    ],
    ["tango_paired_diff", { ...empty, confidence: 0.95 }, /must be at least 1$/],
    ["paired_t", { variant: [1], baseline: [1], confidence: 0.95 }, /^variant must be a list of at least 2 values$/],
    [
      "paired_t",
      { variant: [1, 2], baseline: [1, 2, 3], confidence: 0.95 },
      /^baseline must be as long as variant, but has 3 values and not 2$/,
    ],
    ["sign_flip_permutation_exact", { variant: [1], baseline: [1, 2] }, /^baseline must be as long as variant/],
    ["cluster_sign_flip_exact", { diffs: [1, 2], cluster: ["a"] }, /^cluster must be as long as diffs/],
    ["permutation_p_from_counts", { n_random: 9, n_as_extreme: 10 }, /^n_as_extreme must be an integer between 0 and n_random$/],
    ["bh_adjust", { p: [0.5, 1.01] }, /^p\[1\] must be a number between 0 and 1, or null$/],
    ["quantile_type7", { values: [1], probs: [1.1] }, /^probs\[0\] must be a number between 0 and 1$/],
    ["median_ci_ranks", { n: 0, confidence: 0.95 }, /^n must be an integer of at least 1$/],
    [
      "mcnemar_exact_power",
      { n: 9, p_only_variant: 0.6, p_only_baseline: 0.5, alpha: 0.05 },
      /^p_only_variant \+ p_only_baseline must be at most 1$/,
    ],
    [
      "rows_needed_paired_proportions",
      { discordance: 0.1, delta: 0.2, alpha: 0.05, power: 0.8 },
      /^delta must be greater than 0 and at most discordance$/,
    ],
    [
      "rows_needed_paired_proportions",
      { discordance: 1.1, delta: 0.2, alpha: 0.05, power: 0.8 },
      /^discordance must be a number greater than 0 and at most 1$/,
    ],
    ["rows_needed_noninferiority", { ...gate, true_diff: -0.05 }, /^margin \+ true_diff must be greater than 0$/],
    ["rows_needed_noninferiority", { ...gate, true_diff: 0.2 }, /^true_diff must lie between -discordance and discordance$/],
    ["rogan_gladen", { ...judge, judge_pass: 101 }, /^judge_pass must be an integer between 0 and n$/],
    ["rogan_gladen", { ...judge, true_pass_judged_pass: 51 }, /^true_pass_judged_pass must be an integer between 0 and n_true_pass$/],
    ["rogan_gladen", { ...judge, true_fail_judged_fail: 51 }, /^true_fail_judged_fail must be an integer between 0 and n_true_fail$/],
    [
      "rogan_gladen",
      { ...judge, true_pass_judged_pass: 10 },
      /^true_pass_judged_pass\/n_true_pass \+ .* must be greater than 1, else the judge is no better than chance$/,
    ],
    ["clustered_se", { values: [1, 2], cluster: ["a", "a"], confidence: 0.95 }, /^cluster must name at least two clusters$/],
    ["clustered_se", { values: [1, 2], cluster: ["a", "b", "c"], confidence: 0.95 }, /^cluster must be as long as values/],
    ["noninferiority_binary", { ...table, margin: 0, alpha: 0.05 }, /^margin must be a finite number greater than 0$/],
    ["noninferiority_binary", { ...table, margin: 0.1, alpha: 0.5 }, /^alpha must be a number strictly between 0 and 0.5/],
    ["noninferiority_mean", { variant: [1, 2], baseline: [1], margin: 0.1, alpha: 0.05 }, /^baseline must be a list of at least 2 values$/],
    ["betting_evalue_noninferiority", { diffs: [0, 1.5], margin: 0.1, bet: 0.5 }, /^diffs\[1\] must lie between -1 and 1$/],
    ["betting_evalue_noninferiority", { diffs: [0], margin: 0.5, bet: 2 }, /^bet must be at least 0 and below 1\/\(1 - margin\)$/],
    ["betting_evalue_noninferiority", { diffs: [0], margin: 1, bet: 0 }, /^margin must be a number strictly between 0 and 1$/],
    ["ratio_of_means_paired", { variant: [1, 2], baseline: [1, -1], confidence: 0.95 }, /^baseline must have a mean greater than 0$/],
    [
      "ppi_mean",
      { human: [1, 0], judge_on_human_rows: [1, 0, 1], judge_on_other_rows: [1, 0], confidence: 0.95 },
      /^judge_on_human_rows must be as long as human/,
    ],
    ["bootstrap_percentile_exhaustive", { diffs: [1], confidence: 0.95 }, /^diffs must be a list of at least 2 values$/],
    ["error_handling", { variant: [1], baseline: [1, 0] }, /^baseline must be as long as variant/],
    ["verdict_binary", { ...empty, margin: 0.1, alpha: 0.05, min_rows: 20 }, /must be at least 1$/],
    ["verdict_binary", { ...table, margin: 0.1, alpha: 0.5, min_rows: 20 }, /^alpha must be a number strictly between 0 and 0.5/],
  ];
  for (const [name, input, rule] of broken) {
    it(`${name} refuses ${JSON.stringify(input).slice(0, 100)}`, () => {
      const [code, message] = refusal(() => run(name, input)).split(/: (.*)/s);
      assert.equal(code, "stats/invalid-input");
      assert.match(message!, rule);
    });
  }

  const large: readonly (readonly [MethodName, Input, RegExp])[] = [
    [
      "sign_flip_permutation_exact",
      { variant: Array(21).fill(1), baseline: Array(21).fill(0) },
      /^variant must hold at most 20 \(2\^20 sign assignments\), and has 21/,
    ],
    [
      "cluster_sign_flip_exact",
      { diffs: Array(21).fill(1), cluster: Array.from({ length: 21 }, (_, i) => `c${i}`) },
      /^cluster must name at most 20/,
    ],
    [
      "bootstrap_percentile_exhaustive",
      { diffs: Array(8).fill(1), confidence: 0.9 },
      /^diffs must hold at most 7 values \(10\^7 resamples\), and has 8$/,
    ],
    ["mcnemar_exact_power", { n: 10_000_001, p_only_variant: 0.1, p_only_baseline: 0.1, alpha: 0.05 }, /^n must be at most 10000000$/],
  ];
  for (const [name, input, rule] of large) {
    it(`${name} refuses to enumerate too much`, () => {
      const [code, message] = refusal(() => run(name, input)).split(/: (.*)/s);
      assert.equal(code, "stats/too-large");
      assert.match(message!, rule);
    });
  }

  it("a result beyond the range of a double is refused, not printed", () => {
    const input = { discordance: 0.5, delta: 1e-160, alpha: 0.05, power: 0.8 };
    assert.match(
      refusal(() => run("rows_needed_paired_proportions", input)),
      /^stats\/invalid-input: .* the result is larger than any$/,
    );
  });

  it("the largest enumerations are still answered", () => {
    const signs = run("sign_flip_permutation_exact", { variant: Array(20).fill(1), baseline: Array(20).fill(0) });
    const resamples = run("bootstrap_percentile_exhaustive", { diffs: [1, 2, 3, 4, 5, 6, 7], confidence: 0.9 });
    assert.deepEqual([signs["n_assignments"], signs["count_extreme"], resamples["n_resamples"]], [2 ** 20, 2, 7 ** 7]);
  });
});

describe("results that do not exist", () => {
  const absent: readonly (readonly [MethodName, Input, readonly string[]])[] = [
    [
      "cohen_kappa",
      {
        table: [
          [5, 0],
          [0, 0],
        ],
      },
      ["kappa", "se"],
    ],
    [
      "cohen_kappa_weighted",
      {
        table: [
          [5, 0],
          [0, 0],
        ],
        weights: "linear",
      },
      ["kappa"],
    ],
    ["krippendorff_alpha_nominal", { units: [["a", "a"]] }, ["alpha"]],
    ["krippendorff_alpha_nominal", { units: [["a"], [null]] }, ["D_o", "D_e", "alpha"]],
    ["median_ci_ranks", { n: 5, confidence: 0.95 }, ["lower_rank", "upper_rank", "coverage"]],
    ["mde_paired_proportions", { n: 20, discordance: 0.1, alpha: 0.05, power: 0.8 }, ["mde"]],
    ["ratio_of_means_paired", { variant: [1, 2, 3], baseline: [10, -5, 1], confidence: 0.95 }, ["fieller_lower", "fieller_upper"]],
    ["betting_evalue_noninferiority", { diffs: [0, 0], margin: 0.1, bet: 0.5 }, ["first_row_over_20"]],
    ["betting_evalue_noninferiority", { diffs: Array(1100).fill(1), margin: 0.5, bet: 1.5 }, ["e_final", "e_max"]],
    ["paired_t", { variant: [0.8, 0.3], baseline: [0.7, 0.2], confidence: 0.95 }, ["t", "p_two_sided"]],
    [
      "variance_components",
      {
        scores: [
          [0.1, 0.1],
          [0.1, 0.1],
        ],
      },
      ["icc1"],
    ],
    ["mcnemar_evalue_two_sided", { only_variant: 2000, only_baseline: 0 }, ["e"]],
    ["mcnemar_evalue_one_sided", { only_variant: 2000, only_baseline: 0 }, ["e"]],
    ["bootstrap_percentile_exhaustive", { diffs: [2, 2], confidence: 0.95 }, ["jackknife_acceleration"]],
    ["verdict_binary", { both_pass: 9, only_variant: 0, only_baseline: 0, both_fail: 0, margin: 0.1, alpha: 0.05, min_rows: 5 }, ["mde"]],
    [
      "rogan_gladen",
      { judge_pass: 10, n: 20, true_pass_judged_pass: 1, n_true_pass: 1, true_fail_judged_fail: 200, n_true_fail: 1000, confidence: 0.95 },
      ["lr_lower", "lr_upper"],
    ],
  ];
  for (const [name, input, keys] of absent) {
    it(`${name} has no ${keys.join(", ")} for ${JSON.stringify(input).slice(0, 80)}`, () => {
      const result = run(name, input);
      assert.deepEqual(
        Object.keys(result).filter((key) => result[key] === null),
        keys,
      );
    });
  }
});
