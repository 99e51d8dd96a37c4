// Methods that say how far raters agree.
import { cohenKappa as kappaOf, cohenKappaWeighted as weightedKappaOf, krippendorffAlphaNominal as alphaOf } from "../agreement.ts";
import { choice, squareTable, units } from "./fields.ts";
import { defineMethod } from "./method.ts";

const table = squareTable("square table of counts: table[i][j] rows got i from rater 1 and j from rater 2");

export const cohenKappa = defineMethod({
  title: "Agreement of two raters beyond chance",
  formula:
    "po = observed, pe = expected agreement, kappa = (po − pe)/(1 − pe). se = √(A + B − C)/((1 − pe)√n) with A = Σ_i p_ii(1 − (r_i + c_i)(1 − kappa))², " +
    "B = (1 − kappa)² Σ_{i≠j} p_ij(c_i + r_j)², C = (kappa − pe(1 − kappa))², r and c the row and column proportions; for an interval, not for the test of kappa = 0. " +
    "Both are null when pe = 1. A skewed table can agree on 90 % of the rows and have a kappa below 0: show both.",
  source: "Cohen 1960; Fleiss, Cohen and Everitt 1969",
  input: { table },
  output: {
    po: ["num", "observed agreement"],
    pe: ["num", "expected agreement"],
    kappa: ["num or null", "null when pe = 1"],
    se: ["num or null", "standard error; null when kappa is null"],
  },
  calculate: (values) => {
    const { observed, expected, kappa, standardError } = kappaOf(values.table);
    return { po: observed, pe: expected, kappa, se: standardError };
  },
});

export const cohenKappaWeighted = defineMethod({
  title: "Agreement of two raters on ordered categories",
  formula: "Disagreement weights |i−j| (linear) or (i−j)² (quadratic); kappa = 1 − Σ(w·observed)/Σ(w·expected).",
  source: "Cohen 1968",
  input: { table, weights: choice(["linear", "quadratic"], "how a disagreement grows") },
  output: { kappa: ["num or null", "null when the expected disagreement is 0"] },
  calculate: (values) => ({ kappa: weightedKappaOf(values.table, values.weights) }),
});

export const krippendorffAlphaNominal = defineMethod({
  title: "Agreement of any number of raters, labels missing or not",
  formula:
    "Units with fewer than two labels are dropped; n_pairable labels are left. D_o = (1/n_pairable) Σ_units (ordered pairs of unequal labels)/(labels in the unit − 1); " +
    'D_e = ordered pairs of unequal labels over all units/(n_pairable(n_pairable − 1)); alpha = 1 − D_o/D_e. The text "1" and the number 1 are two labels.',
  source: "Krippendorff 2011",
  input: { units: units("labels per unit, null = missing; units may differ in length") },
  output: {
    n_pairable: ["int", "labels in units with at least two"],
    D_o: ["num or null", "observed disagreement; null when no unit has two labels"],
    D_e: ["num or null", "expected disagreement; null likewise"],
    alpha: ["num or null", "nominal alpha; null when D_e is 0 or null"],
  },
  calculate: (values) => {
    const { pairable, observed, expected, alpha } = alphaOf(values.units);
    return { n_pairable: pairable, D_o: observed, D_e: expected, alpha };
  },
});
