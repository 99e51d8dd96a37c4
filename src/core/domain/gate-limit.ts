// What gates can be about, in which unit, and how their ceilings are written.

export type MetricUnit = "fraction" | "usd" | "ms" | "tokens";

export interface GateMetric {
  readonly unit: MetricUnit;
  /** Whether more of it is better than less. */
  readonly isMoreBetter: boolean;
  /** Figures of samples that are not averaged have a quantile in its place. */
  readonly quantile: number | null;
}

const more = { unit: "fraction", isMoreBetter: true, quantile: null } as const;
const less = { isMoreBetter: false, quantile: null } as const;

const plainMetrics: ReadonlyMap<string, GateMetric> = new Map<string, GateMetric>([
  ["pass_rate", more],
  ["score", more],
  ["refusal_rate", { ...less, unit: "fraction" }],
  ["error_rate", { ...less, unit: "fraction" }],
  ["cost_per_sample", { ...less, unit: "usd" }],
  ["judge_cost", { ...less, unit: "usd" }],
  ["latency_p50", { ...less, unit: "ms", quantile: 0.5 }],
  ["latency_p95", { ...less, unit: "ms", quantile: 0.95 }],
  ["tokens", { ...less, unit: "tokens" }],
]);

const criterionPrefix = "criterion.";

/** Every metric that a gate can name over these criteria. */
export function gateMetricNames(criteria: readonly { readonly id: string }[]): string[] {
  return [...plainMetrics.keys(), ...criteria.map(({ id }) => `${criterionPrefix}${id}`)];
}

/** Null for what is no metric over these criteria. */
export function gateMetric(name: string, criteria: readonly { readonly id: string }[]): GateMetric | null {
  if (!name.startsWith(criterionPrefix)) return plainMetrics.get(name) ?? null;
  return criteria.some(({ id }) => `${criterionPrefix}${id}` === name) ? more : null;
}

/** An absolute ceiling, or one over the baseline's figure: `factor` times it, plus `offset`. */
export type Ceiling =
  { readonly kind: "absolute"; readonly limit: number } | { readonly kind: "relative"; readonly factor: number; readonly offset: number };

/** What a unit that is written behind a number multiplies it by; the metric's own unit where there is none. */
const scales: Readonly<Record<MetricUnit, Readonly<Record<string, number>>>> = {
  fraction: { "": 1 },
  usd: { "": 1, usd: 1 },
  ms: { "": 1, ms: 1, s: 1000 },
  tokens: { "": 1 },
};

/** A ceiling as it is written: `0.02`, `400ms`, `+10%`, `-0.01usd`. Null for a unit that the metric does not have, and for `%` without a sign of anything but a fraction. */
export function parseCeiling(written: number | string, unit: MetricUnit): Ceiling | null {
  if (typeof written === "number") return { kind: "absolute", limit: written };
  const [, sign = "", digits, suffix = ""] = /^([+-]?)(\d+(?:\.\d+)?)\s*(%|ms|s|usd)?$/i.exec(written) ?? [];
  if (digits === undefined) return null;
  const amount = Number(digits) * (sign === "-" ? -1 : 1);
  if (suffix === "%") {
    if (sign !== "") return { kind: "relative", factor: 1 + amount / 100, offset: 0 };
    return unit === "fraction" ? { kind: "absolute", limit: amount / 100 } : null;
  }
  const scale = scales[unit][suffix.toLowerCase()];
  if (scale === undefined) return null;
  return sign === "" ? { kind: "absolute", limit: amount * scale } : { kind: "relative", factor: 1, offset: amount * scale };
}
