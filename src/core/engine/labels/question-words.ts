// What a criterion asks, as a person who rates by it reads it.
import type { Row } from "../../domain/collection.ts";
import { isAsked, type Criterion } from "../../domain/criterion-set.ts";
import { askedCriterion, unfilledCriterion } from "../../scorers/asked-criterion.ts";

/** The question with the row's values in it; a check by its name and what it looks for. */
export function questionWords(criterion: Criterion, row: Row): string {
  const { scorer, isNegated, options } = criterion;
  if (isAsked(criterion)) {
    const filled = askedCriterion(criterion, row.values);
    return ("asked" in filled ? filled.asked : unfilledCriterion(criterion)).question;
  }
  const keys = Object.entries(options).map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return [`check ${isNegated ? "not-" : ""}${scorer}`, ...keys].join(", ");
}
