// Distribution functions and quantiles of the normal and Student distributions in double precision, and the special functions under them.
import { logBinomialDensity, stirlingError } from "./log-binomial-density.ts";
import { requireBetween, requireFinite, requirePositive, requireProbability } from "./input-rules.ts";

const logRootTwoPi = 0.5 * Math.log(2 * Math.PI);
const rootTwoPi = Math.sqrt(2 * Math.PI);

/** ln Γ(x) for x > 0, from Stirling's formula and its error; right to about 1e-15 · max(1, |value|). Throws RangeError for other x. */
export function logGamma(x: number): number {
  requirePositive("x", x);
  return (x - 0.5) * Math.log(x) - x + logRootTwoPi + stirlingError(x);
}

/** The regularized incomplete beta function I_x(a, b), 0 <= x <= 1, a and b > 0. Throws RangeError for other arguments. */
export function regularizedIncompleteBeta(x: number, a: number, b: number): number {
  requireProbability("x", x);
  requirePositive("a", a);
  requirePositive("b", b);
  return incompleteBeta(x, 1 - x, a, b);
}

/** I_x(a, b) with y = 1 - x given separately, so that neither loses digits when the other is tiny. */
function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x === 0) return 0;
  if (y === 0) return 1;
  // The continued fraction converges fast below the mean a/(a + b); above it the mirrored one does.
  return a * y >= b * x ? betaFraction(x, y, a, b) : 1 - betaFraction(y, x, b, a);
}

/** x^a · y^b / B(a, b). */
function betaKernel(x: number, y: number, a: number, b: number): number {
  return (Math.exp(logBinomialDensity(a, a + b, x, y)) * a * b) / (a + b);
}

/** I_x(a, b) for a·y >= b·x. */
function betaFraction(x: number, y: number, a: number, b: number): number {
  return betaKernel(x, y, a, b) / betaContinuedFraction(x, y, a, b);
}

/**
 * x^a · y^b / (B(a, b) · I_x(a, b)) for y = 1 - x and a·y >= b·x > 0, by the continued fraction of DiDonato and Morris (1992, ACM Algorithm 708),
 * evaluated forwards as a product of convergent ratios (Lentz). It needs a·y - b·x rather than 1 - x, so it keeps its digits when x is next to 1.
 */
export function betaContinuedFraction(x: number, y: number, a: number, b: number): number {
  const partialDenominator = (n: number): number =>
    n + (n * (b - n) * x) / (a + 2 * n - 1) + ((a + n) * (a * y - b * x + 1 + n * (1 + y))) / (a + 2 * n + 1);
  let value = (a * (a * y - b * x + 1)) / (a + 1);
  let forward = value;
  let backward = 0;
  for (let n = 1; ; n += 1) {
    const numerator = ((((a + n - 1) / (a + 2 * n - 1)) * (a + b + n - 1)) / (a + 2 * n - 1)) * n * (b - n) * x * x;
    const denominator = partialDenominator(n);
    forward = denominator + numerator / forward;
    backward = 1 / (denominator + numerator * backward);
    value *= forward * backward;
    if (!(Math.abs(forward * backward - 1) > Number.EPSILON)) return value;
  }
}

/** φ(x), the standard normal density. */
function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / rootTwoPi;
}

/** Φ(x) - 1/2 for moderate x: φ(x) · (x + x³/3 + x⁵/(3·5) + ...), Abramowitz and Stegun 26.2.11. */
function normalCentralMass(x: number): number {
  let term = x;
  let total = x;
  for (let odd = 3; ; odd += 2) {
    term *= (x * x) / odd;
    if (total + term === total) return total * normalDensity(x);
    total += term;
  }
}

/** 1 - Φ(x) for x >= 0: the complement of the series near 0, Laplace's continued fraction for the Mills ratio beyond. */
function normalTailMass(x: number): number {
  if (x < 2) return 0.5 - normalCentralMass(x);
  let fraction = x;
  for (let depth = 120; depth >= 1; depth -= 1) fraction = x + depth / fraction;
  return normalDensity(x) / fraction;
}

/** Φ(x), the standard normal distribution function; the lower tail keeps its relative accuracy. Throws RangeError unless x is finite. */
export function normalCdf(x: number): number {
  requireFinite("x", x);
  return x < 0 ? normalTailMass(-x) : 1 - normalTailMass(x);
}

function requireDegreesOfFreedom(df: number): void {
  if (!(df >= 1 && df < Infinity)) throw new RangeError("df must be a finite number of at least 1");
}

/** P(T > t) for Student's T with df degrees of freedom, t > 0. */
function studentTailMass(t: number, df: number): number {
  return 0.5 * incompleteBeta(1 / (1 + (t * t) / df), 1 / (1 + df / (t * t)), df / 2, 0.5);
}

/** P(0 < T < t) for Student's T with df degrees of freedom, t > 0. */
function studentCentralMass(t: number, df: number): number {
  return 0.5 * incompleteBeta(1 / (1 + df / (t * t)), 1 / (1 + (t * t) / df), 0.5, df / 2);
}

/** P(T <= t) for Student's T with df >= 1 degrees of freedom (df need not be whole). Throws RangeError for other arguments. */
export function studentCdf(t: number, df: number): number {
  requireFinite("t", t);
  requireDegreesOfFreedom(df);
  if (t === 0) return 0.5;
  return t < 0 ? studentTailMass(-t, df) : 1 - studentTailMass(t, df);
}

/** A symmetric distribution, seen from its centre: x > 0 throughout. */
interface SymmetricDistribution {
  readonly tailMass: (x: number) => number;
  readonly centralMass: (x: number) => number;
  /** x times the density at x. */
  readonly slope: (x: number) => number;
}

/**
 * The p-quantile by Newton steps on ln(mass) as a function of ln(x), from `start` > 0.
 * Both masses are concave on that scale, so the steps settle from one side; the mass is the central one near the median,
 * where the tail would lose the digits of a small x.
 */
function solveQuantile(distribution: SymmetricDistribution, p: number, start: number): number {
  const sign = Math.sign(p - 0.5);
  const isCentral = Math.abs(p - 0.5) < 0.25;
  const target = isCentral ? Math.abs(p - 0.5) : Math.min(p, 1 - p);
  let x = start;
  for (let round = 0; round < 100; round += 1) {
    const mass = isCentral ? distribution.centralMass(x) : distribution.tailMass(x);
    const step = (Math.log1p((mass - target) / target) * mass) / distribution.slope(x);
    x *= Math.exp(isCentral ? -step : step);
    if (Math.abs(step) < 4 * Number.EPSILON) break;
  }
  return sign * x;
}

/** The p-quantile of the standard normal distribution, 1e-301 < p < 1. Throws RangeError for other p. */
export function normalQuantile(p: number): number {
  requireBetween("p", p, 1e-301, 1);
  if (p === 0.5) return 0;
  // An upper bound of the answer, because 1 - Φ(x) <= exp(-x²/2)/2.
  const start = Math.sqrt(-2 * (p < 0.25 || p > 0.75 ? Math.log(2 * Math.min(p, 1 - p)) : Math.log1p(-2 * Math.abs(p - 0.5))));
  return solveQuantile({ tailMass: normalTailMass, centralMass: normalCentralMass, slope: (x) => x * normalDensity(x) }, p, start);
}

/** The p-quantile of Student's distribution with df >= 1 degrees of freedom, 1e-100 < p < 1. Throws RangeError for other arguments. */
export function studentQuantile(p: number, df: number): number {
  requireBetween("p", p, 1e-100, 1);
  requireDegreesOfFreedom(df);
  if (p === 0.5) return 0;
  return solveQuantile(
    {
      tailMass: (x) => studentTailMass(x, df),
      centralMass: (x) => studentCentralMass(x, df),
      slope: (x) => betaKernel(1 / (1 + (x * x) / df), 1 / (1 + df / (x * x)), df / 2, 0.5),
    },
    p,
    Math.abs(normalQuantile(p)),
  );
}
