// A ruling in the cells of a table: what was asked, the limit, the figure, and the verdict by word and icon.
import { gateSchema } from "../domain/experiment.ts";
import { gateMetric, type GateMetric } from "../domain/gate-limit.ts";
import type { RunManifest } from "../domain/run-manifest.ts";
import { claimsOf, type Claim } from "../gates/claim.ts";
import type { GateRuling, RunGates } from "../gates/ruling.ts";
import { level, signed } from "../gates/sentence.ts";
import { withMinusSigns } from "./figures.ts";

/** Verdicts of single rules and of a whole gate, as a person reads them. */
export const verdictWords: Readonly<Record<NonNullable<RunGates["verdict"]>, { readonly icon: string; readonly word: string }>> = {
  pass: { icon: "✅", word: "pass" },
  fail: { icon: "❌", word: "fail" },
  inconclusive: { icon: "❔", word: "inconclusive" },
  incomplete: { icon: "⏸️", word: "incomplete" },
};

const ruleWords = {
  no_worse_than: "no worse than",
  better_by: "better by",
  at_least: "at least",
  no_more_than: "no more than",
  must_pass: "must pass",
} as const;

/** `no worse than`; what a version of later days may have asked is a rule without a name. */
export function ruleText({ rule }: Pick<GateRuling, "rule">): string {
  return rule === null ? "unknown rule" : ruleWords[rule];
}

/** What a ruling is about, as `pass_rate of short (segment SMB)`. */
export function subjectText({ metric, variant, category }: Pick<GateRuling, "metric" | "variant" | "category">): string {
  const place = category === null ? "" : ` (${category === "" ? "no category" : category})`;
  return `${metric ?? "rows"} of ${variant}${place}`;
}

export interface RulingCells {
  /** As `change > −5 points`, `≥ 95%` or `≤ 110% of baseline`. */
  readonly limit: string;
  /** As `+23.8 points (between +12.8 points and +34 points)`. */
  readonly figure: string;
}

/** The limit and the figure of a ruling; a dash for what it does not have. */
export function rulingCells(manifest: RunManifest, ruling: GateRuling): RulingCells {
  const asked = askedOf(manifest, ruling);
  if (asked === null) return { limit: ruling.rule === "must_pass" ? "every row" : "–", figure: "–" };
  const { claim, metric } = asked;
  const { value, interval } = ruling;
  const write = (figure: number): string => (claim.factor === 0 ? level(figure, metric.unit) : signed(figure, metric.unit));
  const range = interval === null ? "" : ` (between ${write(interval.lower)} and ${write(interval.upper)})`;
  const from = claim.factor === 0 || claim.factor === 1 ? "" : " from what is allowed";
  return {
    limit: withMinusSigns(limitText(claim, metric)),
    figure: value === null ? "–" : withMinusSigns(`${write(value)}${from}${range}`),
  };
}

function limitText({ kind, side, factor, limit }: Claim, { unit }: GateMetric): string {
  const isStrict = kind === "no_worse_than" || kind === "better_by";
  const sign = side === "at-least" ? (isStrict ? ">" : "≥") : isStrict ? "<" : "≤";
  if (factor === 0) return `${sign} ${level(limit, unit)}`;
  if (factor === 1) return `change ${sign} ${signed(limit, unit)}`;
  return `${sign} ${Number((factor * 100).toFixed(1))}% of the baseline`;
}

/** Null for a rule without a limit, and for one that this version cannot read. */
function askedOf(manifest: RunManifest, { gate, rule }: GateRuling): { readonly claim: Claim; readonly metric: GateMetric } | null {
  const document = gateSchema.safeParse(manifest.experiment.gates[gate]).data;
  const metric = document?.metric === undefined ? null : gateMetric(document.metric, manifest.criteria.items);
  const claim = document === undefined || metric === null ? undefined : claimsOf(document, metric)?.find(({ kind }) => kind === rule);
  return metric === null || claim === undefined ? null : { claim, metric };
}
