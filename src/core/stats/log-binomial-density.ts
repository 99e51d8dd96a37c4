// The binomial density for real arguments by the saddle-point expansion: no difference of large logarithms, so it keeps its digits for large n.
// Source: C. Loader (2000), Fast and accurate computation of binomial probabilities.

/** ln(n!) minus Stirling's formula for it, n > 0: the asymptotic series from 15 up, the recurrence n! = (n+1)!/(n+1) below. */
export function stirlingError(n: number): number {
  if (n < 15) return stirlingError(n + 1) + (n + 0.5) * Math.log1p(1 / n) - 1;
  const inverse = 1 / (n * n);
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - (691 / 360360) * inverse) * inverse) * inverse) * inverse) * inverse) / n;
}

/**
 * x·ln(x/expected) + expected - x, where `difference` = x - expected is given by the caller, who knows it to more digits;
 * near x = expected by a power series, where the plain formula would cancel.
 */
function deviance(x: number, expected: number, difference: number): number {
  if (Math.abs(difference) >= 0.1 * (x + expected)) return x * Math.log(x / expected) - difference;
  const ratio = difference / (x + expected);
  let total = difference * ratio;
  let term = 2 * x * ratio;
  for (let odd = 3; ; odd += 2) {
    term *= ratio * ratio;
    const next = total + term / odd;
    if (next === total) return total;
    total = next;
  }
}

/**
 * ln of Γ(n+1)/(Γ(x+1)Γ(n-x+1)) · p^x · q^(n-x) for real 0 < x < n.
 * `q` is 1 - p, given separately so that neither loses digits when the other is tiny.
 */
export function logBinomialDensity(x: number, n: number, p: number, q: number): number {
  const rest = n - x;
  const difference = x * q - rest * p;
  const deviances = deviance(x, n * p, difference) + deviance(rest, n * q, -difference);
  return stirlingError(n) - stirlingError(x) - stirlingError(rest) - deviances + 0.5 * Math.log(n / (2 * Math.PI * x * rest));
}
