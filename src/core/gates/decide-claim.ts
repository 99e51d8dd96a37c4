// One claim about one arm: its figure with interval, and pass, fail or inconclusive. What is missing, failed or was not measured never makes a pass.
import { fewestRows } from "../comparison/compare-arms.ts";
import { count } from "../comparison/sentence.ts";
import type { CriteriaFacts } from "../comparison/arm-samples.ts";
import type { RowRules } from "../comparison/row-rules.ts";
import { fewestClusters } from "../stats/clusters.ts";
import type { GateMetric } from "../domain/gate-limit.ts";
import { measureRows, type GatedArm, type Measured } from "./arms.ts";
import { isKept, isRefuted, isShown, type Claim } from "./claim.ts";
import { armFigure, readFigures, rowsToSettle, smallestLevel } from "./reading.ts";
import type { Reading } from "./row-figures.ts";
import type { GateRuling, GateVerdict } from "./ruling.ts";
import { isYesOrNo } from "./sample-figures.ts";
import { rulingSentence } from "./sentence.ts";

export interface ClaimContext {
  readonly criteria: CriteriaFacts;
  readonly epochs: number;
  readonly rules: RowRules;
  /** The one-sided level of each rule. */
  readonly alpha: number;
  readonly seed: number;
}

export interface ClaimSubject {
  readonly gate: number;
  readonly metricName: string;
  readonly metric: GateMetric;
  readonly claim: Claim;
  readonly category: string | null;
  /** As ` (segment SMB)`. */
  readonly place: string;
  readonly rows: readonly string[];
  readonly variant: GatedArm;
  /** Null for a rule about the variant alone. */
  readonly baseline: GatedArm | null;
}

/** A claim that is read and not yet ruled on: the p-values of a family are adjusted together. */
export interface ReadClaim {
  /** The smallest level at which the claim would pass; null where no interval decides. */
  readonly p: number | null;
  /** `adjusted` is `p`, adjusted for its family of `family` tests. */
  readonly rule: (adjusted: number | null, family: number) => GateRuling;
}

/** p95 of fewer says nothing of the slowest answers. */
const fewestForP95 = 60;

export function readClaim(subject: ClaimSubject, context: ClaimContext): ReadClaim {
  const { claim, metric, metricName, rows, variant, baseline } = subject;
  const measure = (ofBaselineError: 0 | 1): Measured =>
    measureRows(rows, variant, baseline, {
      metric: metricName,
      criteria: context.criteria,
      epochs: context.epochs,
      rules: context.rules,
      ofError: { variant: claim.side === "at-least" ? 0 : 1, baseline: ofBaselineError },
    });
  const options = {
    factor: claim.factor,
    quantile: metric.quantile,
    isFraction: metric.unit === "fraction",
    isYesOrNo: isYesOrNo(metricName, context),
    seed: context.seed,
  };
  const measured = measure(metric.isMoreBetter ? 0 : 1);
  if (measured.rows.length === 0) return undecidable(subject, measured);
  const reading = readFigures(measured.rows, options);
  // An error of the baseline counts as a failure there too, which makes the variant look good: a pass must hold the other way round as well.
  const strict =
    metric.unit === "fraction" && measured.baselineErrors > 0
      ? readFigures(measure(claim.side === "at-least" ? 1 : 0).rows, options)
      : reading;
  const levelOf = (each: Reading): number => smallestLevel(each, (bounds) => isShown(claim, bounds));
  const isAdjusted = claim.kind === "better_by" && claim.isByEvidence;
  const p = isAdjusted ? Math.max(levelOf(reading), strict === reading ? 0 : levelOf(strict)) : null;
  return { p, rule: (adjusted, family) => ruleOn({ subject, context, measured, reading, strict }, adjusted, family) };
}

interface Read {
  readonly subject: ClaimSubject;
  readonly context: ClaimContext;
  readonly measured: Measured;
  readonly reading: Reading;
  readonly strict: Reading;
}

function ruleOn({ subject, context, measured, reading, strict }: Read, adjusted: number | null, family: number): GateRuling {
  const { claim, metric, metricName, gate, category, place, variant, baseline } = subject;
  const { alpha } = context;
  const bare = verdictOf(claim, reading, alpha);
  const isSignificant = adjusted === null || adjusted <= alpha;
  const reservations = bare === "fail" ? [] : reservationsOf({ subject, context, measured, reading, strict });
  const verdict = bare === "pass" && (reservations.length > 0 || !isSignificant) ? "inconclusive" : bare;
  if (verdict === "inconclusive" && bare === "pass" && !isSignificant)
    reservations.push(`It is one of ${family} rules that ask for a gain, and each of them has to be surer for that.`);
  const hasInterval = claim.isByEvidence || metric.unit === "fraction";
  const interval = hasInterval ? reading.interval(1 - 2 * alpha) : null;
  const bounds = interval === null ? null : { lower: interval.lower, upper: interval.upper };
  const level = adjusted === null ? alpha : alpha / family;
  const isTooFew = claim.isByEvidence && measured.rows.length < fewestRows;
  // More rows of the same groups settle nothing.
  const isForGroups = isTooFewGroups(reading);
  const isForRows = verdict === "inconclusive" && claim.isByEvidence && (bare === "inconclusive" || isTooFew || !isSignificant);
  const needed = isForRows && !isForGroups ? rowsToSettle(reading, claim.limit, level, measured.rows.length) : null;
  const settle = needed !== null && isTooFew ? Math.max(needed, fewestRows) : needed;
  const figures = {
    variant:
      armFigure(
        measured.rows.map((row) => row.variant),
        metric.quantile,
      ) ?? 0,
    baseline: armFigure(
      measured.rows.map((row) => row.baseline),
      metric.quantile,
    ),
  };
  return {
    gate,
    rule: claim.kind,
    metric: metricName,
    variant: variant.name,
    category,
    verdict,
    sentence: rulingSentence({
      claim,
      verdict,
      metric: metricName,
      unit: metric.unit,
      variant: variant.name,
      baseline: baseline?.name ?? "",
      place,
      value: reading.value,
      interval: bounds,
      figures,
      reservations,
      rowsToSettle: settle,
    }),
    rows: measured.rows.length,
    value: reading.value,
    interval: bounds,
    limit: claim.limit,
    rowsToSettle: settle,
  };
}

function verdictOf(claim: Claim, reading: Reading, alpha: number): GateVerdict {
  if (!claim.isByEvidence) return isKept(claim, reading.value) ? "pass" : "fail";
  if (isTooFewGroups(reading)) return "inconclusive";
  const bounds = reading.interval(1 - 2 * alpha);
  if (isShown(claim, bounds)) return "pass";
  return isRefuted(claim, bounds) ? "fail" : "inconclusive";
}

/** Of so few groups no interval can be trusted. */
function isTooFewGroups({ groups }: Reading): boolean {
  return groups !== null && groups < fewestClusters;
}

/** What keeps a claim from passing that its figures keep. */
function reservationsOf({ subject, context, measured, strict, reading }: Read): string[] {
  const { claim, metric, metricName, rows, baseline } = subject;
  const { unmeasured, incomplete, baselineErrors } = measured;
  const timed = [["variant", subject.variant.name] as const, ...(baseline === null ? [] : [["baseline", baseline.name] as const])];
  return [
    ...(incomplete > 0 ? [`${count(incomplete, "row")} of ${rows.length} did not end in every arm.`] : []),
    ...(unmeasured > 0 ? [`${count(unmeasured, "sample")} had nothing to measure: ${unmeasuredHint(metricName)}`] : []),
    ...(strict !== reading && verdictOf(claim, strict, context.alpha) !== "pass"
      ? [
          `${count(baselineErrors, "sample")} of ${baseline?.name ?? ""} ended in an error and could have passed: try again with \`touchstone retry\`.`,
        ]
      : []),
    ...(claim.isByEvidence && measured.rows.length < fewestRows ? [`To pass by evidence takes at least ${fewestRows} rows.`] : []),
    ...(claim.isByEvidence && isTooFewGroups(reading)
      ? [`Its rows lie in ${count(reading.groups ?? 0, "group")}, and to decide by evidence takes at least ${fewestClusters}.`]
      : []),
    ...(metric.quantile === 0.95
      ? timed.flatMap(([arm, name]) => {
          const times = measured.rows.reduce((sum, row) => sum + row[arm].length, 0);
          return times < fewestForP95 ? [`A p95 needs ${fewestForP95} answers, and ${name} has ${times}.`] : [];
        })
      : []),
  ];
}

function unmeasuredHint(metric: string): string {
  if (metric.startsWith("latency")) return "answers of the cache, of a batch and errors have no time of their own; run with `--fresh`.";
  if (metric === "tokens") return "errors and answers without usage have no token count.";
  return "errors and answers without a known price have no cost.";
}

/** Zero rows fail; rows in which nothing was measured decide nothing. */
function undecidable(subject: ClaimSubject, { unmeasured, incomplete }: Measured): ReadClaim {
  const { gate, claim, metricName, category, place, rows, variant } = subject;
  const isEmpty = rows.length === 0;
  const what = `${metricName} of ${variant.name}${place}`;
  const sentence = isEmpty
    ? `${what} has no row to be decided by, and a rule without rows fails.`
    : `${what} is not known in any of ${count(rows.length, "row")}: ${unmeasured > 0 ? unmeasuredHint(metricName) : `${count(incomplete, "row")} did not end in every arm.`}`;
  const ruling: GateRuling = {
    gate,
    rule: claim.kind,
    metric: metricName,
    variant: variant.name,
    category,
    verdict: isEmpty ? "fail" : "inconclusive",
    sentence,
    rows: rows.length,
    value: null,
    interval: null,
    limit: claim.limit,
    rowsToSettle: null,
  };
  return { p: null, rule: () => ruling };
}
