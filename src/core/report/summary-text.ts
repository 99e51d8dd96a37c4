// A run's summary as plain text: the verdict first, then arms, criteria, gates, money and warnings.
import type { NotedComparison } from "../comparison/compare-variants.ts";
import { noiseSource, noiseText } from "../comparison/noise.ts";
import { count, signedPoints } from "../comparison/sentence.ts";
import type { RunSummary, VariantSummary } from "../comparison/summarize-run.ts";
import type { RegressedRows } from "../comparison/regressed-rows.ts";
import type { RunGates } from "../gates/ruling.ts";
import { evaluationLines } from "./evaluation-text.ts";
import { peopleLines } from "./people-text.ts";
import { formatCount, formatMilliseconds, formatPercent, formatUsd } from "./figures.ts";
import { textTable } from "./text-table.ts";

/** Lines without colour and without control characters of their own; names come from files and must be escaped by whoever prints. */
export function summaryText(summary: RunSummary, gates: RunGates | null, regressed: readonly RegressedRows[] = []): string[] {
  return [
    ...summaryTable(summary.variants, summary.missing),
    ...evaluationLines(summary.evaluations),
    ...gateLines(gates, regressed),
    ...peopleLines(summary.people),
    callLine(summary),
    ...[...summary.warnings, ...summary.billingWarnings].map((warning) => `! ${warning}`),
    ...reasonLines(summary),
  ];
}

/** The verdict sentences, the arms and the criteria; while samples are missing, whoever looks often would see chance win. */
export function summaryTable(variants: readonly VariantSummary[], missing = 0): string[] {
  const provisional = missing === 0 ? "" : `Provisional, ${count(missing, "sample")} ${missing === 1 ? "is" : "are"} missing: `;
  const sentences = variants.flatMap(({ comparison }) => (comparison === null ? [] : [`${provisional}${comparison.sentence}`]));
  return [
    ...sentences,
    ...(sentences.length > 0 ? [""] : []),
    ...armTable(variants),
    "",
    ...criterionTable(variants),
    "",
    ...variants.flatMap((variant) => details(variant)),
  ];
}

function armTable(variants: readonly VariantSummary[]): string[] {
  const head = [
    "variant",
    "samples",
    "passed",
    "failed",
    "errors",
    "pass rate",
    "95% interval",
    "score",
    "tokens in/out",
    "cost",
    "p50",
    "p95",
  ];
  return textTable(
    head,
    variants.map((arm) => [
      arm.name,
      formatCount(arm.samples),
      formatCount(arm.passed),
      formatCount(arm.failed),
      formatCount(arm.errors),
      arm.passRate === null ? "–" : formatPercent(arm.passRate.value),
      arm.passRate === null ? "–" : `${formatPercent(arm.passRate.lower)} – ${formatPercent(arm.passRate.upper)}`,
      arm.meanScore === null ? "–" : arm.meanScore.toFixed(3),
      `${formatCount(arm.tokens.input)}/${formatCount(arm.tokens.output)}`,
      formatUsd(arm.costUsd),
      formatMilliseconds(arm.latencyMs.p50),
      formatMilliseconds(arm.latencyMs.p95),
    ]),
  );
}

/** Criteria with the most failures of the last variant first. */
function criterionTable(variants: readonly VariantSummary[]): string[] {
  const last = variants.at(-1);
  if (last === undefined) return [];
  const ids = [...last.criteria].sort((a, b) => b.failed + b.errors - (a.failed + a.errors)).map((criterion) => criterion.id);
  const hasNoise = variants.some(({ comparison }) => comparison?.criteria.some(({ noise }) => noise !== null) === true);
  const noiseHead = hasNoise ? ["noise"] : [];
  const head = [
    "criterion",
    ...variants.flatMap((arm) => (arm.comparison === null ? [arm.name] : [arm.name, "change", ...noiseHead, "verdict"])),
  ];
  return textTable(
    head,
    ids.map((id) => [
      id,
      ...variants.flatMap((arm) => {
        const figures = arm.criteria.find((criterion) => criterion.id === id);
        const total = figures === undefined ? 0 : figures.passed + figures.failed + figures.errors;
        const cell =
          figures === undefined || total === 0 ? "–" : `${figures.passed}/${total}${figures.errors > 0 ? ` (${figures.errors} err)` : ""}`;
        const comparison = arm.comparison?.criteria.find((item) => item.metric === `criterion.${id}`);
        return arm.comparison === null ? [cell] : [cell, ...comparisonCells(comparison, hasNoise)];
      }),
    ]),
  );
}

function comparisonCells(comparison: NotedComparison | undefined, hasNoise: boolean): string[] {
  if (comparison === undefined) return ["–", ...(hasNoise ? ["–"] : []), ""];
  const { difference, noise, verdict } = comparison;
  return [signedPoints(difference.value), ...(hasNoise ? [noise === null ? "–" : noiseText(noise)] : []), verdictWords[verdict]];
}

const verdictWords = { better: "▲ better", worse: "▼ worse", no_evidence: "≈ no evidence", not_enough_rows: "? too few rows" } as const;

function details(arm: VariantSummary): string[] {
  return [...comparisonLines(arm), ...varianceLines(arm)];
}

function comparisonLines({ comparison, name }: VariantSummary): string[] {
  if (comparison === null) return [];
  const { difference, p, pAdjusted, family, method, won, lost, tied, metric, noise } = comparison;
  const adjusted = family > 1 ? `, adjusted ${pAdjusted.toPrecision(2)} over ${family} variants` : "";
  return [
    `${name}: won ${won}, lost ${lost}, tied ${tied}; ${metric} ${signedPoints(difference.value)}, 95% interval ${signedPoints(difference.lower)} to ${signedPoints(difference.upper)} (${method}; p ${p.toPrecision(2)}${adjusted})${noise === null ? "" : `; noise ${noiseText(noise)} (${noiseSource(noise)})`}`,
  ];
}

/** How steady the answers of an arm are over epochs, and what would make its figure surer. */
function varianceLines({ variance, name }: VariantSummary): string[] {
  if (variance === undefined) return [];
  const { epochs, rule, rows, wholeRows, metric, own, difference, flakyRows, neverPassed, advice } = variance;
  const split = difference ?? own;
  const basis =
    wholeRows === rows ? `${formatCount(rows)} rows` : `${formatCount(wholeRows)} of ${formatCount(rows)} rows with all ${epochs} epochs`;
  const rest = neverPassed.rows - neverPassed.first.length;
  const named = neverPassed.rows === 0 ? "" : `: ${neverPassed.first.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
  return [
    `${name}: of ${basis}, epochs disagree in ${formatCount(flakyRows)}, and ${formatCount(neverPassed.rows)} never passed (0 of ${epochs})${named}${rule === null ? "" : `. ${rule}`}`,
    ...(split === null
      ? []
      : [
          `${name}: ${difference === null ? metric : `the difference in ${metric}`} has a variance of ${split.between.toPrecision(2)} between rows and ${split.within.toPrecision(2)} within them${split.icc === null ? "" : ` (intraclass correlation ${split.icc.toFixed(2)})`}${advice === null ? "" : `. ${advice}`}`,
        ]),
  ];
}

const gateMarks = { pass: "✓", fail: "✗", inconclusive: "?" } as const;

/** The gate as a whole, every rule under it and the rows that were lost; none for a run without gates. */
export function gateLines(gates: RunGates | null, regressed: readonly RegressedRows[] = []): string[] {
  if (gates === null) return [];
  const rulings = gates.rulings.map(({ verdict, sentence }) => `  ${gateMarks[verdict]} ${sentence}`);
  return ["", gates.sentence, ...rulings, ...regressedLines(regressed), ""];
}

const mostNamedRows = 50;

/** The rows in which an arm lost, by name; nothing of an arm that lost none. */
function regressedLines(regressed: readonly RegressedRows[]): string[] {
  return regressed
    .filter(({ rows }) => rows.length > 0)
    .map(({ variant, rows }) => {
      const rest = rows.length - mostNamedRows;
      const more = rest > 0 ? ` and ${formatCount(rest)} more; --json names all` : "";
      return `Regressed in ${variant} (${formatCount(rows.length)}): ${rows.slice(0, mostNamedRows).join(", ")}${more}.`;
    });
}

function callLine({ calls, spentUsd, errors }: RunSummary): string {
  const parts = [
    `${formatCount(calls.generation)} generation and ${formatCount(calls.rating)} rating calls`,
    ...(calls.cached > 0 ? [`${formatCount(calls.cached)} from the cache`] : []),
    `${formatCount(calls.retried)} retried`,
    `${formatCount(errors)} errors`,
    `${formatUsd(spentUsd)} spent`,
  ];
  return parts.join(" · ");
}

const shownReasons = 3;

function reasonLines({ errorReasons }: RunSummary): string[] {
  const rest = errorReasons.length - shownReasons;
  const lines = errorReasons.slice(0, shownReasons).map(({ message, count }) => `! Error (${count}×): ${message}`);
  return rest > 0 ? [...lines, `! Other errors: ${rest} more kinds; see them with \`touchstone export\`.`] : lines;
}
