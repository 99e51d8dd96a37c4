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

function requireBinomial(k: number, n: number, p: number): void {
  requireCount("n", n);
  requireCount("k", k, 0, n, "n");
  requireProbability("p", p);
}
