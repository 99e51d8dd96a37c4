// A run's figures as Markdown, for a pull request or a note; no row text.
import type { NotedComparison } from "../../comparison/compare-variants.ts";
import { noiseSource, noiseText } from "../../comparison/noise.ts";
import { signedPoints } from "../../comparison/sentence.ts";
import { decideGates } from "../../gates/decide-gates.ts";
import { evaluationNote, evaluationTable } from "../evaluation-text.ts";
import { formatCount, formatMilliseconds, formatPercent, formatUsd } from "../figures.ts";
import { markdownTable, markdownText } from "../markdown-text.ts";
import { peopleSentences } from "../people-text.ts";
import { verdictWords } from "../ruling-words.ts";
import type { ExporterDefinition, ExportInput } from "./exporter.ts";

function noiseLine({ noise }: NotedComparison): string {
  return noise === null ? "" : `Noise ${noiseText(noise)}, ${markdownText(noiseSource(noise))}.\n\n`;
}

/** `+5 points (noise ±3.0 points)`. */
function changeText({ difference, noise }: NotedComparison): string {
  return noise === null ? signedPoints(difference.value) : `${signedPoints(difference.value)} (noise ${noiseText(noise)})`;
}

export const markdown: ExporterDefinition = {
  title: "Markdown: verdict and figures",
  extension: "md",
  async *write(input) {
    const { manifest, summary, status } = input;
    yield `## ${markdownText(manifest.experiment.name)}\n\n`;
    for (const { comparison } of summary.variants)
      if (comparison !== null) yield `**${markdownText(comparison.sentence)}**\n\n${noiseLine(comparison)}`;
    yield* gateParts(input);
    yield markdownTable(
      ["variant", "samples", "pass rate", "95% interval", "errors", "score", "cost", "p50"],
      summary.variants.map((arm) => [
        markdownText(arm.name),
        formatCount(arm.samples),
        arm.passRate === null ? "–" : formatPercent(arm.passRate.value),
        arm.passRate === null ? "–" : `${formatPercent(arm.passRate.lower)} – ${formatPercent(arm.passRate.upper)}`,
        formatCount(arm.errors),
        arm.meanScore === null ? "–" : arm.meanScore.toFixed(3),
        formatUsd(arm.costUsd),
        formatMilliseconds(arm.latencyMs.p50),
      ]),
    );
    yield "\n";
    yield markdownTable(
      [
        "criterion",
        ...summary.variants.flatMap((arm) => (arm.comparison === null ? [markdownText(arm.name)] : [markdownText(arm.name), "change"])),
      ],
      manifest.criteria.items.map(({ id }) => [
        markdownText(id),
        ...summary.variants.flatMap((arm) => {
          const figures = arm.criteria.find((criterion) => criterion.id === id);
          const cell = figures === undefined ? "–" : `${figures.passed}/${figures.passed + figures.failed + figures.errors}`;
          const comparison = arm.comparison?.criteria.find((item) => item.metric === `criterion.${id}`);
          return arm.comparison === null ? [cell] : [cell, comparison === undefined ? "–" : changeText(comparison)];
        }),
      ]),
    );
    yield* evaluationParts(input);
    for (const warning of [...peopleSentences(summary.people), ...summary.warnings, ...summary.billingWarnings])
      yield `\n- ${markdownText(warning)}`;
    yield `\n\nRun \`${manifest.runId}\`, ${status}, seed ${manifest.order.seed}, ${formatUsd(summary.spentUsd)} spent.\n`;
  },
};

/** The verdict of the gates and each of their rules; nothing for a run without gates. */
function* gateParts({ manifest, record }: ExportInput): Generator<string> {
  const gates = decideGates(manifest, record);
  if (gates === null) return;
  yield `**${markdownText(gates.sentence)}**\n\n`;
  for (const { verdict, sentence } of gates.rulings) yield `- ${verdictWords[verdict].icon} ${verdict}: ${markdownText(sentence)}\n`;
  if (gates.rulings.length > 0) yield "\n";
}

/** One table; nothing where no evaluator has said anything. */
function* evaluationParts({ summary: { evaluations } }: ExportInput): Generator<string> {
  if (evaluations.length === 0) return;
  const { head, rows } = evaluationTable(evaluations, markdownText);
  yield `\n${markdownTable(head, rows)}\n${evaluationNote}\n`;
}
