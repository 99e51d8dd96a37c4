// A run's figures as Markdown, for a pull request or a note; no row text.
import { signedPoints } from "../../comparison/sentence.ts";
import { escapeTerminal } from "../escape.ts";
import { formatCount, formatMilliseconds, formatPercent, formatUsd } from "../figures.ts";
import { peopleSentences } from "../people-text.ts";
import type { ExporterDefinition } from "./exporter.ts";

/** Text that Markdown and HTML leave as it is; nothing in it becomes a link. */
export function markdownText(text: string): string {
  return escapeTerminal(text)
    .replace(/[\\`*_{}[\]()#+\-.!|<>~&@]|:(?=\/\/)/g, (character) =>
      /[<>&@]/.test(character) ? `&#${character.charCodeAt(0)};` : `\\${character}`,
    )
    .replace(/\s*\n\s*/g, " ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  return `${line(head)}${line(head.map((_, index) => (index === 0 ? "---" : "---:")))}${rows.map(line).join("")}`;
}

export const markdown: ExporterDefinition = {
  title: "Markdown: verdict and figures",
  extension: "md",
  async *write({ manifest, summary, status }) {
    yield `## ${markdownText(manifest.experiment.name)}\n\n`;
    for (const { comparison } of summary.variants) if (comparison !== null) yield `**${markdownText(comparison.sentence)}**\n\n`;
    yield table(
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
    yield table(
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
          return arm.comparison === null ? [cell] : [cell, comparison === undefined ? "–" : signedPoints(comparison.difference.value)];
        }),
      ]),
    );
    for (const warning of [...peopleSentences(summary.people), ...summary.warnings, ...summary.billingWarnings])
      yield `\n- ${markdownText(warning)}`;
    yield `\n\nRun \`${manifest.runId}\`, ${status}, seed ${manifest.order.seed}, ${formatUsd(summary.spentUsd)} spent.\n`;
  },
};
