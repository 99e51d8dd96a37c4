// The figures of a comment: arms, comparisons, criteria, regressed rows, and how it was computed. Every text is finished Markdown.
import { count, signedPoints } from "../../comparison/sentence.ts";
import { samplesPerArm, type RunSummary, type VariantSummary } from "../../comparison/summarize-run.ts";
import { formatChance, formatCount, formatMilliseconds, formatPercent, formatUsd, withMinusSigns } from "../figures.ts";
import { markdownText } from "../markdown-text.ts";
import { preview } from "../results/text-limits.ts";
import { rowChanges, type RegressedRow } from "../row-changes.ts";
import type { ExportInput } from "./exporter.ts";

const longestName = 80;
const longestSentence = 600;
/** Regressed rows that are named. */
const mostRows = 20;

function nameText(name: string): string {
  return markdownText(preview(name, longestName));
}

/** What was found of each variant; nothing is said before the planned rows have ended, as in the panel. */
export function comparisonLines({ manifest, summary }: ExportInput): string[] {
  return summary.variants.flatMap(({ name, comparison }) => {
    if (comparison === null) return [];
    if (summary.missing === 0) return [`**${markdownText(preview(comparison.sentence, longestSentence))}**`];
    const planned = count(samplesPerArm(manifest) / manifest.epochs, "row");
    return [`**${nameText(name)}: no verdict before the planned ${planned} have ended; ${count(comparison.rows, "pair")} so far.**`];
  });
}

export const armsHead = ["arm", "pass rate (95% interval)", "score", "cost per sample", "p50", "p95", "tokens in/out", "errors"];

export function armLines({ variants }: RunSummary): string[][] {
  return variants.map((arm) => [
    nameText(arm.name),
    arm.passRate === null
      ? "–"
      : `${formatPercent(arm.passRate.value)} (${formatPercent(arm.passRate.lower)} – ${formatPercent(arm.passRate.upper)})`,
    arm.meanScore === null ? "–" : arm.meanScore.toFixed(3),
    arm.samples === 0 ? "–" : formatUsd(arm.costUsd === null ? null : arm.costUsd / arm.samples),
    formatMilliseconds(arm.latencyMs.p50),
    formatMilliseconds(arm.latencyMs.p95),
    `${formatCount(arm.tokens.input)}/${formatCount(arm.tokens.output)}`,
    `${formatCount(arm.errors)} of ${formatCount(arm.samples)}`,
  ]);
}

export function criteriaHead({ variants }: RunSummary): string[] {
  return [
    "criterion",
    ...variants.flatMap(({ name, comparison }) => (comparison === null ? [nameText(name)] : [nameText(name), "change"])),
  ];
}

/** Those with the most failures of the last arm first. */
export function criterionLines({ manifest, summary: { variants } }: ExportInput): string[][] {
  const failures = (id: string): number => {
    const figures = figuresOf(variants.at(-1), id);
    return figures === undefined ? 0 : figures.failed + figures.errors;
  };
  return [...manifest.criteria.items]
    .sort((a, b) => failures(b.id) - failures(a.id))
    .map(({ id, name, severity }) => [
      `${nameText(name ?? id)}${severity === "soft" ? " (soft)" : ""}`,
      ...variants.flatMap((arm) => {
        const figures = figuresOf(arm, id);
        const cell = figures === undefined ? "–" : `${figures.passed}/${figures.passed + figures.failed + figures.errors}`;
        if (arm.comparison === null) return [cell];
        const own = arm.comparison.criteria.find(({ metric }) => metric === `criterion.${id}`);
        return [cell, own === undefined ? "–" : withMinusSigns(signedPoints(own.difference.value))];
      }),
    ]);
}

function figuresOf(arm: VariantSummary | undefined, id: string): VariantSummary["criteria"][number] | undefined {
  return arm?.criteria.find((criterion) => criterion.id === id);
}

/** Rows by their ids alone: their texts may be nobody else's business. Those that pass less often come before those that only score less. */
export function regressionLines(input: ExportInput): string[] {
  return input.manifest.variants.slice(1).flatMap(({ id }) => {
    const { regressed, improved, paired } = rowChanges(input, id);
    if (paired === 0) return [];
    const lost = regressed.filter(({ isLost }) => isLost);
    const lower = regressed.filter(({ isLost }) => !isLost);
    const named = [
      `${count(lost.length, "row")} of ${nameText(id)} ${lost.length === 1 ? "passes" : "pass"} less often${idList(lost, mostRows)}`,
      `${lower.length} more ${lower.length === 1 ? "scores" : "score"} less${idList(lower, mostRows - lost.length)}`,
      `${count(improved, "row")} improved`,
    ];
    return [`Row by row: ${named.join("; ")}.`];
  });
}

/** ` (a, b and 3 more)`; nothing where no row is to be named. */
function idList(rows: readonly RegressedRow[], most: number): string {
  const named = rows.slice(0, Math.max(0, most)).map(({ id }) => nameText(id));
  if (named.length === 0) return "";
  const more = rows.length - named.length;
  return ` (${named.join(", ")}${more > 0 ? ` and ${more} more` : ""})`;
}

/** Method, chance and family of each comparison, for whoever wants to know. */
export function detailLines({ summary }: ExportInput): string[] {
  return summary.variants.flatMap(({ name, comparison }) => {
    if (comparison === null || summary.missing > 0) return [];
    const { metric, rows, won, lost, tied, method, p, pAdjusted, family } = comparison;
    const adjusted = family > 1 ? `, adjusted ${formatChance(pAdjusted)} over ${family} variants` : "";
    return [
      `${nameText(name)}: ${nameText(metric)} of ${count(rows, "paired row")} (${won} won, ${lost} lost, ${tied} tied); ${method}; p ${formatChance(p)}${adjusted}.`,
    ];
  });
}
