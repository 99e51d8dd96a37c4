// The binomial distribution: density in logarithms and distribution function, right to about 1e-12 at any number of rows.
import { requireCount, requireProbability } from "./input-rules.ts";
import { logBinomialDensity } from "./log-binomial-density.ts";
import { regularizedIncompleteBeta } from "./quantile-functions.ts";

/** ln P(X = k) for X ~ Binomial(n, p), 0 <= k <= n; -Infinity where the probability is 0. Throws RangeError for other arguments. */
export function binomialLogPmf(k: number, n: number, p: number): number {
  requireBinomial(k, n, p);
  if (p === 0 || p === 1) return k === n * p ? 0 : -Infinity;
  if (k === 0) return n * Math.log1p(-p);
  if (k === n) return n * Math.log(p);
  return logBinomialDensity(k, n, p, 1 - p);
}

/** P(X <= k) for X ~ Binomial(n, p), 0 <= k <= n, as the incomplete beta function I_{1-p}(n-k, k+1). Throws RangeError for other arguments. */
export function binomialCdf(k: number, n: number, p: number): number {
  requireBinomial(k, n, p);
  return k === n ? 1 : regularizedIncompleteBeta(1 - p, n - k, k + 1);
}

const mostExactTrials = 50;

/**
 * P(X <= k) and P(X = k) for X ~ Binomial(n, 1/2), 0 <= k <= n. Up to 50 trials they are sums of whole numbers over a power of two
 * and therefore exact: a p-value that equals its level must not lie above it by a rounding error. Throws RangeError for other arguments.
 */
export function fairBinomial(k: number, n: number): { readonly atMost: number; readonly exactly: number } {
  requireBinomial(k, n, 0.5);
  if (n > mostExactTrials) return { atMost: binomialCdf(k, n, 0.5), exactly: Math.exp(binomialLogPmf(k, n, 0.5)) };
  let ways = 1;
  let total = 1;
  for (let count = 1; count <= k; count += 1) {
    ways = (ways * (n - count + 1)) / count;
    total += ways;
  }
  return { atMost: total / 2 ** n, exactly: ways / 2 ** n };
}

/** The largest k with P(X <= k) <= `probability` < 1/2 for X ~ Binomial(n, 1/2); -1 when there is none. Throws RangeError for other arguments. */
export function fairBinomialTail(n: number, probability: number): number {
  requireCount("n", n);
  requireProbability("probability", probability);
  let fits = -1;
  let exceeds = Math.ceil(n / 2);
  while (exceeds - fits > 1) {
    const middle = Math.floor((fits + exceeds) / 2);
    if (fairBinomial(middle, n).atMost <= probability) fits = middle;
    else exceeds = middle;
  }
  return fits;
}

function requireBinomial(k: number, n: number, p: number): void {
  requireCount("n", n);
  requireCount("k", k, 0, n, "n");
  requireProbability("p", p);
}
