// What evaluators made of each arm, as a table of text, of Markdown, of a comment.
import type { ArmEvaluation, EvaluationFigures } from "../comparison/evaluation-figures.ts";
import { textTable } from "./text-table.ts";

/** Stands under every such table. */
export const evaluationNote =
  "Each evaluator gives one figure for an arm: it has no interval, so whether a difference is more than chance cannot be told.";

/** Head and lines; names come from files and are written by `escape`. */
export function evaluationTable(
  figures: readonly EvaluationFigures[],
  escape: (name: string) => string,
): { readonly head: string[]; readonly rows: string[][] } {
  const arms = figures[0]?.arms ?? [];
  return {
    head: ["evaluator", ...arms.flatMap(({ variant }, index) => (index === 0 ? [escape(variant)] : [escape(variant), "change"]))],
    rows: figures.map(({ id, name, arms: found }) => [
      escape(name ?? id),
      ...found.flatMap((arm, index) => (index === 0 ? [valueText(arm)] : [valueText(arm), changeText(arm)])),
    ]),
  };
}

/** Lines for the terminal, reasons and errors among them; none without evaluators. */
export function evaluationLines(figures: readonly EvaluationFigures[]): string[] {
  if (figures.length === 0) return [];
  const { head, rows } = evaluationTable(figures, (name) => name);
  const said = figures.flatMap(({ id, arms }) =>
    arms.flatMap(({ variant, reason, error }) => {
      if (error !== null) return [`! ${id} of ${variant}: ${error.message}`];
      return reason === null ? [] : [`${id} of ${variant}: ${reason}`];
    }),
  );
  return ["", ...textTable(head, rows), evaluationNote, ...said, ""];
}

function valueText({ value, error }: ArmEvaluation): string {
  return error === null ? figureText(value) : "error";
}

function changeText({ difference }: ArmEvaluation): string {
  return difference !== null && difference > 0 ? `+${figureText(difference)}` : figureText(difference);
}

/** Four digits are as many as anybody compares. */
function figureText(value: number | null): string {
  return value === null ? "–" : String(Number(value.toPrecision(4)));
}
