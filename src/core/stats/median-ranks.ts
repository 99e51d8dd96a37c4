// The confidence interval of a median by the ranks of two order statistics.
import { fairBinomial, fairBinomialTail } from "./binomial.ts";
import { requireBetween, requireCount } from "./input-rules.ts";

/** 1-based ranks in ascending order, and the exact probability that the interval between them covers the median; all null where n is too small. */
export type MedianRanks =
  | { readonly lowerRank: number; readonly upperRank: number; readonly coverage: number }
  | { readonly lowerRank: null; readonly upperRank: null; readonly coverage: null };

/** Ranks j and n + 1 - j, j the largest with P(Binomial(n, 1/2) <= j - 1) <= (1 - confidence) / 2. Throws RangeError unless n >= 1 and 0 < confidence < 1. */
export function medianRanks(n: number, confidence: number): MedianRanks {
  requireCount("n", n, 1);
  requireBetween("confidence", confidence, 0, 1);
  const below = fairBinomialTail(n, (1 - confidence) / 2);
  if (below < 0) return { lowerRank: null, upperRank: null, coverage: null };
  return { lowerRank: below + 1, upperRank: n - below, coverage: 1 - 2 * fairBinomial(below, n).atMost };
}
