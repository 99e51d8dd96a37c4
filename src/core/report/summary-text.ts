// A run's summary as plain text: the verdict first, then arms, criteria, gates, money and warnings.
import { signedPoints } from "../comparison/sentence.ts";
import type { RunSummary, VariantSummary } from "../comparison/summarize-run.ts";
import type { RunGates } from "../gates/ruling.ts";
import { formatCount, formatMilliseconds, formatPercent, formatUsd } from "./figures.ts";
import { textTable } from "./text-table.ts";

/** Lines without colour and without control characters of their own; names come from files and must be escaped by whoever prints. */
export function summaryText(summary: RunSummary, gates: RunGates | null): string[] {
  return [
    ...summaryTable(summary.variants),
    ...gateLines(gates),
    callLine(summary),
    ...[...summary.warnings, ...summary.billingWarnings].map((warning) => `! ${warning}`),
    ...reasonLines(summary),
  ];
}

/** The verdict sentences, the arms and the criteria. */
export function summaryTable(variants: readonly VariantSummary[]): string[] {
  const sentences = variants.flatMap(({ comparison }) => (comparison === null ? [] : [comparison.sentence]));
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
  const head = ["criterion", ...variants.flatMap((arm) => (arm.comparison === null ? [arm.name] : [arm.name, "change", "verdict"]))];
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
        return arm.comparison === null
          ? [cell]
          : [
              cell,
              ...(comparison === undefined ? ["–", ""] : [signedPoints(comparison.difference.value), verdictWords[comparison.verdict]]),
            ];
      }),
    ]),
  );
}

const verdictWords = { better: "▲ better", worse: "▼ worse", no_evidence: "≈ no evidence", not_enough_rows: "? too few rows" } as const;

function details(arm: VariantSummary): string[] {
  return [...comparisonLines(arm), ...varianceLines(arm)];
}

function comparisonLines({ comparison, name }: VariantSummary): string[] {
  if (comparison === null) return [];
  const { difference, p, pAdjusted, family, method, won, lost, tied, metric } = comparison;
  const adjusted = family > 1 ? `, adjusted ${pAdjusted.toPrecision(2)} over ${family} variants` : "";
  return [
    `${name}: won ${won}, lost ${lost}, tied ${tied}; ${metric} ${signedPoints(difference.value)}, 95% interval ${signedPoints(difference.lower)} to ${signedPoints(difference.upper)} (${method}; p ${p.toPrecision(2)}${adjusted})`,
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

/** The gate as a whole, and every rule under it; none for a run without gates. */
export function gateLines(gates: RunGates | null): string[] {
  if (gates === null) return [];
  return ["", gates.sentence, ...gates.rulings.map(({ verdict, sentence }) => `  ${gateMarks[verdict]} ${sentence}`), ""];
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
