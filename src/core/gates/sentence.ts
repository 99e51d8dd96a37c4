// A ruling in one sentence that a non-statistician can act on: what was asked, what was found, what would settle it.
import { count, points, signedPoints } from "../comparison/sentence.ts";
import type { MetricUnit } from "../domain/gate-limit.ts";
import type { Claim } from "./claim.ts";
import type { Bounds } from "./row-figures.ts";
import type { GateVerdict } from "./ruling.ts";

export interface Told {
  readonly claim: Claim;
  readonly verdict: GateVerdict;
  readonly metric: string;
  readonly unit: MetricUnit;
  readonly variant: string;
  readonly baseline: string;
  /** As ` (segment SMB)`; empty for all rows. */
  readonly place: string;
  readonly value: number;
  readonly interval: Bounds | null;
  /** The figure of each arm; the baseline's is null in a rule about the variant alone. */
  readonly figures: { readonly variant: number; readonly baseline: number | null };
  /** Why a claim that the figures keep is not passed yet, as whole sentences. */
  readonly reservations: readonly string[];
  readonly rowsToSettle: number | null;
}

export function rulingSentence(told: Told): string {
  const { verdict, reservations, rowsToSettle } = told;
  const settle = rowsToSettle === null ? [] : [`About ${rowsToSettle} rows would settle it.`];
  const asked = requirement(told);
  const found = finding(told);
  const subject = `${told.metric} of ${told.variant}${told.place}`;
  switch (verdict) {
    case "pass":
      return `${subject} is ${asked}: ${found}.`;
    case "fail":
      return `${subject} is ${shortfall(told)}: ${found}.`;
    case "inconclusive":
      return [`${openings[told.claim.kind]}: ${subject} is to be ${asked}, and ${found}.`, ...reservations, ...settle].join(" ");
  }
}

const openings = {
  no_worse_than: "Not shown to be safe, not shown to be worse",
  better_by: "Not shown to be better, not shown to fall short",
  at_least: "Not shown to be enough, not shown to be too little",
  no_more_than: "Not shown to be within the limit, not shown to exceed it",
} as const;

function requirement({ claim: { kind, limit, factor }, unit, baseline }: Told): string {
  switch (kind) {
    case "no_worse_than":
      return limit === 0 ? `no worse than ${baseline}` : `at most ${amount(Math.abs(limit), unit)} worse than ${baseline}`;
    case "better_by":
      return limit === 0 ? `better than ${baseline}` : `better than ${baseline} by more than ${amount(Math.abs(limit), unit)}`;
    case "at_least":
      return `at least ${level(limit, unit)}`;
    case "no_more_than": {
      if (factor === 0) return `at most ${level(limit, unit)}`;
      const [much, isBelow] = factor === 1 ? [amount(Math.abs(limit), unit), limit < 0] : [percent(Math.abs(factor - 1)), factor < 1];
      return isBelow ? `at least ${much} below ${baseline}` : `at most ${much} above ${baseline}`;
    }
  }
}

/** What a rule that fails comes to: the opposite of `requirement`. */
function shortfall(told: Told): string {
  const asked = requirement(told);
  if (told.claim.kind === "no_worse_than") return asked.replace(/^no /, "").replace(/^at most/, "more than");
  if (told.claim.kind === "better_by") return `not ${asked}`;
  return asked.startsWith("at least") ? asked.replace(/^at least/, "less than") : asked.replace(/^at most/, "more than");
}

function finding({ claim, unit, baseline, value, interval, figures }: Told): string {
  if (claim.factor === 0) {
    const range = interval === null ? "" : ` (between ${level(interval.lower, unit)} and ${level(interval.upper, unit)})`;
    return `it is ${level(value, unit)}${range}`;
  }
  const both = `it is ${level(figures.variant, unit)} against ${level(figures.baseline ?? 0, unit)} of ${baseline}`;
  if (interval === null) return both;
  const range = `between ${signed(interval.lower, unit).replace(/ points?$/, "")} and ${signed(interval.upper, unit)}`;
  if (claim.factor === 1) return `the change is ${signed(value, unit)} (${range})`;
  return `${both}, ${signed(value, unit)} from what is allowed (${range})`;
}

/** The size of a difference. */
function amount(value: number, unit: MetricUnit): string {
  return unit === "fraction" ? points(value) : level(value, unit);
}

/** A difference with its sign, in the words of the metric's unit: `-5 points`, `+400 ms`. */
export function signed(value: number, unit: MetricUnit): string {
  if (unit === "fraction") return signedPoints(value);
  const text = level(Math.abs(value), unit);
  return /[1-9]/.test(text) ? `${value < 0 ? "-" : "+"}${text}` : text;
}

/** A figure as it stands, in the words of the metric's unit: `95%`, `$0.0012`, `400 ms`. */
export function level(value: number, unit: MetricUnit): string {
  switch (unit) {
    case "fraction":
      return percent(value);
    case "usd":
      return `$${Number(value.toPrecision(3))}`;
    case "ms":
      return `${Math.round(value)} ms`;
    case "tokens":
      return count(Number(value.toFixed(1)), "token");
  }
}

function percent(fraction: number): string {
  return `${Number((fraction * 100).toFixed(1))}%`;
}
