// A run as the comment of a pull request: the verdict first, then what it rests on. No row text, no answer, and short enough to be posted.
import { decideGates } from "../../gates/decide-gates.ts";
import type { RunGates } from "../../gates/ruling.ts";
import { count } from "../../comparison/sentence.ts";
import { evaluationNote, evaluationTable } from "../evaluation-text.ts";
import { formatUsd } from "../figures.ts";
import { markdownText, tableHead, tableLine } from "../markdown-text.ts";
import { rulingCells, ruleText, subjectText, verdictWords } from "../ruling-words.ts";
import { preview } from "../results/text-limits.ts";
import { commentMarker } from "./comment-marker.ts";
import { armLines, armsHead, comparisonLines, criterionLines, criteriaHead, detailLines, regressionLines } from "./comment-figures.ts";
import { againstLines } from "./comment-against.ts";
import type { ExporterDefinition, ExportInput } from "./exporter.ts";

/** Characters of each part that grows with a run; with the rest, which is bounded by what is cut, all together stay below 60,000. GitHub takes 65,536. */
const budgets = {
  rulings: 9_000,
  sentences: 5_000,
  next: 2_000,
  comparisons: 5_000,
  arms: 5_000,
  criteria: 7_000,
  evaluations: 3_000,
  regressions: 4_000,
  warnings: 6_000,
  details: 3_000,
};

const longestSentence = 500;
const longestName = 120;

export const comment: ExporterDefinition = {
  title: "Comment: Markdown for a pull request, the verdict first",
  extension: "comment.md",
  async *write(input) {
    const { manifest, summary } = input;
    const gates = decideGates(manifest, input.record);
    yield `${commentMarker(manifest.experiment.path)}\n## ${headline(gates)}: ${markdownText(preview(manifest.experiment.name, longestName))}\n\n`;
    yield gates === null
      ? "This experiment has no gates: nothing is decided, these are the figures.\n"
      : `**${sentenceText(gates.sentence)}**\n`;
    yield* againstLines(manifest);
    if (gates !== null && gates.rulings.length > 0) yield* rulingParts(input, gates);
    yield* listed(nextSteps(input, gates), budgets.next, "next step");
    yield* paragraphs(comparisonLines(input), budgets.comparisons);
    // A gate that needed no call has no figures.
    if (manifest.samples > 0) {
      yield* table(armsHead, armLines(summary), { budget: budgets.arms, noun: "arm" });
      yield* table(criteriaHead(summary), criterionLines(input), { budget: budgets.criteria, noun: "criterion" });
      yield* evaluationParts(input);
    }
    yield* paragraphs(regressionLines(input), budgets.regressions);
    yield* listed([...summary.warnings, ...summary.billingWarnings], budgets.warnings, "warning");
    yield "\n<details><summary>How was this computed?</summary>\n";
    yield* bullets(detailLines(input), budgets.details, "comparison");
    yield `\nRun \`${manifest.runId}\`, ${input.status}, ${count(manifest.samples, "sample")}, seed ${manifest.order.seed}, ${formatUsd(summary.spentUsd)} spent, Touchstone ${markdownText(preview(manifest.tool.version, longestName))}.\n\n</details>\n`;
  },
};

/** One table of figures; what the scripts said may quote rows and stays out. */
function* evaluationParts({ summary: { evaluations } }: ExportInput): Generator<string> {
  if (evaluations.length === 0) return;
  const { head, rows } = evaluationTable(evaluations, (name) => markdownText(preview(name, longestName)));
  yield* table(head, rows, { budget: budgets.evaluations, noun: "evaluator" });
  yield `\n${evaluationNote}\n`;
}

function headline(gates: RunGates | null): string {
  if (gates?.verdict == null) return gates === null ? "ℹ️ No gates" : "ℹ️ Gates not decided";
  const { icon, word } = verdictWords[gates.verdict];
  return `${icon} Gate ${word === "pass" ? "passed" : word === "fail" ? "failed" : word}`;
}

function sentenceText(sentence: string): string {
  return markdownText(preview(sentence, longestSentence));
}

function* rulingParts({ manifest }: ExportInput, { rulings }: RunGates): Generator<string> {
  const weight = { fail: 0, inconclusive: 1, pass: 2 };
  const byWeight = [...rulings].sort((a, b) => weight[a.verdict] - weight[b.verdict]);
  const lines = byWeight.map((ruling) => {
    const { icon, word } = verdictWords[ruling.verdict];
    const { limit, figure } = rulingCells(manifest, ruling);
    const subject = markdownText(preview(subjectText(ruling), longestName));
    return [`${icon} ${word}`, subject, ruleText(ruling), limit, figure, String(ruling.rows)];
  });
  yield* table(["verdict", "metric", "rule", "limit", "figure", "rows"], lines, { budget: budgets.rulings, noun: "rule", words: 5 });
  const open = byWeight.filter(({ verdict }) => verdict !== "pass").map(({ sentence }) => sentence);
  yield* listed(open, budgets.sentences, "rule");
}

/** What a person can do where nothing is decided yet. */
function nextSteps({ manifest }: ExportInput, gates: RunGates | null): string[] {
  if (gates?.verdict === "incomplete")
    return ["Next: finish the run, then run the gate again. An incomplete run never passes, and is never neutral."];
  if (gates?.verdict !== "inconclusive") return [];
  const settling = gates.rulings.flatMap(({ verdict, rowsToSettle }) => (verdict === "inconclusive" ? (rowsToSettle ?? []) : []));
  if (settling.length === 0) return ["Next: more rows alone would not settle it; see what keeps each rule open."];
  return [
    `Next: add rows to ${preview(manifest.collection.path, longestName)}. About ${Math.max(...settling)} rows would settle ${settling.length === 1 ? "the open rule" : "the open rules"}.`,
  ];
}

/** The lines that fit, and how many do not. */
function fitting(lines: readonly string[], budget: number): { readonly shown: readonly string[]; readonly more: number } {
  let left = budget;
  const shown: string[] = [];
  for (const line of lines) {
    left -= line.length;
    if (left < 0) break;
    shown.push(line);
  }
  return { shown, more: lines.length - shown.length };
}

function* table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { budget, noun, words = 1 }: { readonly budget: number; readonly noun: string; readonly words?: number },
): Generator<string> {
  if (rows.length === 0) return;
  const top = tableHead(head, words);
  const { shown, more } = fitting(rows.map(tableLine), budget - top.length);
  // A head that is too wide has no table under it.
  yield top.length > budget ? "" : `\n${top}${shown.join("")}`;
  if (more > 0) yield moreText(more, noun);
}

/** Untrusted sentences as a list. */
function* listed(sentences: readonly string[], budget: number, noun: string): Generator<string> {
  yield* bullets(sentences.map(sentenceText), budget, noun);
}

function* bullets(texts: readonly string[], budget: number, noun: string): Generator<string> {
  const { shown, more } = fitting(
    texts.map((text) => `- ${text}\n`),
    budget,
  );
  if (shown.length > 0) yield `\n${shown.join("")}`;
  if (more > 0) yield moreText(more, noun);
}

function* paragraphs(texts: readonly string[], budget: number): Generator<string> {
  const { shown, more } = fitting(
    texts.map((text) => `\n${text}\n`),
    budget,
  );
  yield* shown;
  if (more > 0) yield moreText(more, "variant");
}

function moreText(more: number, noun: string): string {
  const plural = noun === "criterion" ? "criteria" : `${noun}s`;
  return `\n… and ${more} more ${more === 1 ? noun : plural}, left out to keep this comment short.\n`;
}
