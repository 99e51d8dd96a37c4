// What a criterion asks, as a person who rates by it reads it.
import type { Row } from "../../domain/collection.ts";
import type { Criterion } from "../../domain/criterion-set.ts";
import { fillQuestion } from "../../scorers/questions.ts";

/** The question with the row's values in it; a check by its name and what it looks for. */
export function questionWords({ scorer, isNegated, options }: Criterion, row: Row): string {
  const asked = typeof options["question"] === "string" ? options["question"] : null;
  if (asked !== null) {
    const filled = fillQuestion(asked, row.values);
    return "text" in filled ? filled.text : asked;
  }
  const keys = Object.entries(options).map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return [`check ${isNegated ? "not-" : ""}${scorer}`, ...keys].join(", ");
}
