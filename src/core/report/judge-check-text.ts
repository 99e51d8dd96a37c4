// How steady a judge is, in a table and in words that say what the rates mean for verdicts.
import { points } from "../comparison/sentence.ts";
import { noiseOfFlips, type CanaryFigures, type JudgeCheckFigures, type Steadiness } from "../comparison/judge-check.ts";
import type { Interval } from "../comparison/arm-figures.ts";
import { formatPercent } from "./figures.ts";
import { textTable } from "./text-table.ts";

/** `rows` is how many the run has: what the rate means for its figures depends on it. */
export function judgeCheckText({ criteria, all, canaries }: JudgeCheckFigures, rows: number): string[] {
  const table = textTable(
    ["criterion", "asked twice", "flips", "flip rate", "95% interval", "mean change", "errors"],
    criteria.map((line) => [line.id, ...steadinessCells(line)]),
  );
  return [...table, "", ...steadinessWords(all, rows), "", ...canaryLines(canaries, all)];
}

function steadinessCells({ compared, flips, flipRate, meanDifference, errors }: Steadiness): string[] {
  const change = meanDifference === null ? "–" : meanDifference.toFixed(2);
  return [String(compared), String(flips), rateText(flipRate), intervalText(flipRate), change, String(errors)];
}

function steadinessWords({ compared, flips, flipRate, errors }: Steadiness, rows: number): string[] {
  if (flipRate === null) return ["No verdict could be compared: the judge gave no answer that can be read."];
  const noise = noiseOfFlips(flipRate.value, rows);
  return [
    `Asked again about the same responses, the judge changed ${flips} of ${compared} verdicts: ${formatPercent(flipRate.value)}, somewhere from ${intervalText(flipRate)}.`,
    "So often would the verdict on a single response come out otherwise if it were asked for once more: do not rest on one.",
    flips === 0
      ? "That none changed does not mean that none would: the interval says how many might."
      : `Over the ${rows} rows of this run, that alone moves the difference of two arms in one criterion by up to ±${points(noise)} (95 times in 100). It favours no arm, it hides small differences; the intervals of a comparison hold it already.`,
    ...(errors === 0
      ? []
      : [`${errors} further ${errors === 1 ? "answer" : "answers"} could not be had or read; the rate leaves them out.`]),
  ];
}

function canaryLines({ kinds, ...all }: JudgeCheckFigures["canaries"], { fails, failsTurned }: Steadiness): string[] {
  if (all.tried + all.errors === 0)
    return ["No verdict on these responses is a fail, so no text that asks for a pass could be tried. Choose more rows with --rows."];
  const table = textTable(
    ["asks for a pass by", "tried", "turned to pass", "by"],
    kinds.map(({ kind, tried, turned, turnedBy }) => [kind, String(tried), String(turned), turnedBy.join(", ") || "–"]),
  );
  return [
    ...table,
    "",
    ...canaryWords(all),
    ...(fails === 0 ? [] : [`Without such a text, ${failsTurned} of ${fails} fails turned to pass by themselves.`]),
  ];
}

function canaryWords({ tried, turned, rate, errors }: CanaryFigures): string[] {
  return [
    ...(rate === null
      ? []
      : [
          `With a text behind it that asks for a pass, ${turned} of ${tried} fails turned to pass: ${formatPercent(rate.value)}, somewhere from ${intervalText(rate)}.`,
        ]),
    ...(turned === 0
      ? []
      : ["Where responses may hold text of strangers, this judge can be talked into a pass: read what turned, and try another judge."]),
    ...(errors === 0
      ? []
      : [
          `${errors} ${errors === 1 ? "answer" : "answers"} to such a text could not be had or read, which is an error of the rating and no pass.`,
        ]),
  ];
}

function rateText(rate: Interval | null): string {
  return rate === null ? "–" : formatPercent(rate.value);
}

function intervalText(rate: Interval | null): string {
  return rate === null ? "–" : `${formatPercent(rate.lower)} to ${formatPercent(rate.upper)}`;
}
