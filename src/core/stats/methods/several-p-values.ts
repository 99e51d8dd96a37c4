// Methods that adjust the p-values of a family of tests.
import { benjaminiHochberg, holm } from "../adjust.ts";
import { pValues } from "./fields.ts";
import { defineMethod, type OutputKey } from "./method.ts";

const input = { p: pValues("p-values in [0,1]; null = no test") };
const adjusted: OutputKey = ["[num or null]", "adjusted p-values, same order and length"];

export const bhAdjust = defineMethod({
  title: "Benjamini-Hochberg adjustment, for exploring",
  formula: "Step-up: from the largest p down, min(p·m/rank) so far, at most 1, in the input order. Nulls stay null and do not count in m.",
  source: "Benjamini and Hochberg 1995",
  input,
  output: { adjusted },
  calculate: ({ p }) => ({ adjusted: benjaminiHochberg(p) }),
});

export const holmAdjust = defineMethod({
  title: "Holm adjustment, for gates",
  formula:
    "Step-down: from the smallest p up, max(p·(m − rank + 1)) so far, at most 1, in the input order. Nulls stay null and do not count in m.",
  source: "Holm 1979",
  input,
  output: { adjusted },
  calculate: ({ p }) => ({ adjusted: holm(p) }),
});
