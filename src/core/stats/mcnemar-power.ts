// The power of the exact McNemar test before there are any data.
import { binomialCdf, binomialLogPmf, fairBinomial, fairBinomialTail } from "./binomial.ts";
import { requireBetween, requireCount, requireProbability } from "./input-rules.ts";

export interface McnemarPlan {
  readonly rows: number;
  /** The true probabilities of a row that only one of the arms passes; their sum is at most 1. */
  readonly onlyVariant: number;
  readonly onlyBaseline: number;
  /** Two-sided level. */
  readonly alpha: number;
}

export interface McnemarPower {
  /** The probability of rejecting. */
  readonly power: number;
  /** The same when both discordant probabilities are their mean, so that there is no difference. */
  readonly type1: number;
}

/** The most rows that are enumerated. */
export const mostPlannedRows = 10_000_000;
/** A number of discordant rows with a smaller probability changes no digit of the sum. */
const leastLogProbability = Math.log(1e-20);

/**
 * Sums over every likely number of discordant rows N the probability that the exact two-sided p is at most alpha: with the largest count c
 * that is rejected, the smaller of the two counts must be at most c. Throws RangeError for a value out of range and for more than ten million rows.
 */
export function mcnemarExactPower({ rows, onlyVariant, onlyBaseline, alpha }: McnemarPlan): McnemarPower {
  requireCount("rows", rows, 1, mostPlannedRows);
  requireProbability("onlyVariant", onlyVariant);
  requireProbability("onlyBaseline", onlyBaseline);
  const discordance = onlyVariant + onlyBaseline;
  requireProbability("onlyVariant + onlyBaseline", discordance);
  requireBetween("alpha", alpha, 0, 1);
  if (discordance === 0) return { power: 0, type1: 0 };
  const share = onlyVariant / discordance;
  let power = 0;
  let type1 = 0;
  const { from, to } = likelyRange(rows, discordance);
  let critical = fairBinomialTail(from, alpha / 2);
  for (let discordant = from; discordant <= to; discordant += 1) {
    // One more discordant row raises the largest count that is rejected by one, or not at all.
    if (discordant > from && fairBinomial(critical + 1, discordant).atMost <= alpha / 2) critical += 1;
    if (critical < 0) continue;
    const probability = Math.exp(binomialLogPmf(discordant, rows, discordance));
    power += probability * (binomialCdf(critical, discordant, share) + binomialCdf(critical, discordant, 1 - share));
    type1 += probability * 2 * binomialCdf(critical, discordant, 0.5);
  }
  return { power: Math.min(1, power), type1 };
}

/** The counts of X ~ Binomial(rows, probability) that are worth summing, found in strides of one standard deviation from the mean. */
function likelyRange(rows: number, probability: number): { readonly from: number; readonly to: number } {
  const stride = Math.ceil(Math.sqrt(rows * probability * (1 - probability))) + 1;
  const isLikely = (count: number): boolean => binomialLogPmf(count, rows, probability) > leastLogProbability;
  let from = Math.min(rows, Math.round(rows * probability));
  let to = from;
  while (from > 0 && isLikely(from)) from = Math.max(0, from - stride);
  while (to < rows && isLikely(to)) to = Math.min(rows, to + stride);
  return { from, to };
}
