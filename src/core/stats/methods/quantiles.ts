// Methods on quantiles and medians.
import { medianRanks } from "../median-ranks.ts";
import { sortedQuantile } from "../quantile.ts";
import { count, level, numbers, probabilities } from "./fields.ts";
import { defineMethod } from "./method.ts";

export const quantileType7 = defineMethod({
  title: "Sample quantiles",
  formula: "h = (n−1)p; interpolate between the order statistics floor(h)+1 and the next (type 7, the default of R and NumPy).",
  source: "Hyndman and Fan 1996",
  input: { values: numbers("sample, any order"), probs: probabilities("probabilities in [0,1]") },
  output: { q: ["[num]", "one quantile per probability, same order"] },
  calculate: ({ values, probs }) => {
    const sorted = Float64Array.from(values).sort();
    return { q: probs.map((probability) => sortedQuantile(sorted, probability)) };
  },
});

export const medianCiRanks = defineMethod({
  title: "Interval of a median by ranks",
  formula: "Ranks j and n+1−j (1-based), j the largest with P(Binomial(n, ½) ≤ j−1) ≤ (1 − confidence)/2; null when there is no such j.",
  source: null,
  input: { n: count("sample size", 1), confidence: level("wanted confidence") },
  output: {
    lower_rank: ["int or null", "rank of the lower limit"],
    upper_rank: ["int or null", "rank of the upper limit"],
    coverage: ["num or null", "1 − 2P(Binomial(n, ½) ≤ j−1), the exact coverage"],
  },
  calculate: ({ n, confidence }) => {
    const { lowerRank, upperRank, coverage } = medianRanks(n, confidence);
    return { lower_rank: lowerRank, upper_rank: upperRank, coverage };
  },
});
