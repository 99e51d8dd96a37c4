// Methods that plan a comparison: power, rows needed, what a number of rows can show.
import { mcnemarExactPower as exactPower, mostPlannedRows } from "../mcnemar-power.ts";
import {
  minimumDetectableEffect,
  rowsNeededNoninferiority as noninferiorityRows,
  rowsNeededPairedMean as meanRows,
  rowsNeededPairedProportions as proportionRows,
} from "../planning.ts";
import { count, level, nonNegative, positive, probability, real, share } from "./fields.ts";
import { defineMethod, limitTo, refuseUnless } from "./method.ts";

const alpha = level("two-sided level");
const power = level("power");
const discordance = share("P(only_variant) + P(only_baseline)");
const rowsNeeded = { n_exact: ["num", "value of the formula"], n: ["int", "its ceiling"] } as const;

export const mcnemarExactPower = defineMethod({
  title: "Power of the exact McNemar test",
  formula:
    "Unconditional: the sum over the trinomial (only_variant, only_baseline, concordant) of the probability that the exact two-sided p ≤ alpha. " +
    "type1_at_same_discordance sets both discordant probabilities to their mean. At most 10⁷ rows.",
  source: null,
  input: {
    n: count("rows", 1),
    p_only_variant: probability("true probability of a row that only the variant passes"),
    p_only_baseline: probability("of a row that only the baseline passes; their sum is at most 1"),
    alpha: level("level"),
  },
  output: { power: ["num", "probability of rejecting"], type1_at_same_discordance: ["num", "probability of rejecting with no difference"] },
  calculate: (values) => {
    refuseUnless(values.p_only_variant + values.p_only_baseline <= 1, "p_only_variant + p_only_baseline must be at most 1");
    limitTo(values.n <= mostPlannedRows, `n must be at most ${mostPlannedRows}`);
    const plan = { rows: values.n, onlyVariant: values.p_only_variant, onlyBaseline: values.p_only_baseline, alpha: values.alpha };
    const { power: reached, type1 } = exactPower(plan);
    return { power: reached, type1_at_same_discordance: type1 };
  },
});

export const rowsNeededPairedProportions = defineMethod({
  title: "Rows needed to show a difference of two pass rates",
  formula: "n = (z_(1−α/2) √π_D + z_power √(π_D − δ²))²/δ², π_D the discordance.",
  source: "Connor 1987",
  input: { discordance, delta: positive("difference to detect, at most the discordance"), alpha, power },
  output: rowsNeeded,
  calculate: (values) => {
    refuseUnless(values.delta <= values.discordance, "delta must be greater than 0 and at most discordance");
    const { exact, rows } = proportionRows(values);
    return { n_exact: exact, n: rows };
  },
});

export const mdePairedProportions = defineMethod({
  title: "Smallest difference of two pass rates that a number of rows can show",
  formula: "The delta in (0, π_D] that solves `rows_needed_paired_proportions` for n; null when even delta = π_D is not reached.",
  source: "Connor 1987",
  input: { n: count("rows", 1), discordance, alpha, power },
  output: { mde: ["num or null", "minimum detectable effect"] },
  calculate: ({ n, ...plan }) => ({ mde: minimumDetectableEffect({ rows: n, ...plan }) }),
});

export const rowsNeededPairedMean = defineMethod({
  title: "Rows needed to show a mean difference",
  formula: "n = (z_(1−α/2) + z_power)² (omega2 + var_within_a/epochs_a + var_within_b/epochs_b)/delta².",
  source: "Miller 2024, arXiv 2411.00640",
  input: {
    delta: positive("mean difference to detect"),
    alpha,
    power,
    omega2: nonNegative("variance over rows of the true difference per row"),
    var_within_a: nonNegative("variance within a row, arm a"),
    var_within_b: nonNegative("variance within a row, arm b"),
    epochs_a: count("epochs of arm a", 1),
    epochs_b: count("epochs of arm b", 1),
  },
  output: rowsNeeded,
  calculate: (values) => {
    const within = { varWithinA: values.var_within_a, varWithinB: values.var_within_b, epochsA: values.epochs_a, epochsB: values.epochs_b };
    const { exact, rows } = meanRows({ ...within, delta: values.delta, omega2: values.omega2, alpha: values.alpha, power: values.power });
    return { n_exact: exact, n: rows };
  },
});

export const rowsNeededNoninferiority = defineMethod({
  title: "Rows needed to pass a gate",
  formula: "n = (z_(1−α) + z_power)² (π_D − true_diff²)/(margin + true_diff)², one-sided alpha.",
  source: null,
  input: {
    discordance,
    margin: positive("tolerated loss"),
    true_diff: real("assumed true difference: margin + true_diff > 0, and no larger than the discordance either way"),
    alpha: level("one-sided level"),
    power,
  },
  output: rowsNeeded,
  calculate: ({ true_diff: trueDifference, ...plan }) => {
    refuseUnless(plan.margin + trueDifference > 0, "margin + true_diff must be greater than 0");
    refuseUnless(Math.abs(trueDifference) <= plan.discordance, "true_diff must lie between -discordance and discordance");
    const { exact, rows } = noninferiorityRows({ ...plan, trueDifference });
    return { n_exact: exact, n: rows };
  },
});
