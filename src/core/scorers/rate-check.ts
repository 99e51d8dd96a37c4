// One criterion's check on one response: options filled, scorer run, negation applied, every failure a rating error.
import type { Criterion } from "../domain/criterion-set.ts";
import { fillOptions } from "./fill-options.ts";
import { negate } from "./negate.ts";
import { cut } from "./quote.ts";
import { findScorer } from "./registry.ts";
import type { Rated, ScorerTools, Subject } from "./scorer.ts";

/**
 * Rates a response by a criterion that names a check of the registry; anything else is a bug and throws.
 * Rejects with the signal's reason when the work was aborted: that says nothing of the response.
 */
export async function rateCheck(criterion: Criterion, subject: Subject, tools: ScorerTools): Promise<Rated> {
  const scorer = findScorer(criterion.scorer);
  if (scorer === null) throw new Error(`There is no check named "${criterion.scorer}".`);
  try {
    const filled = fillOptions(criterion.options, subject.row, criterion.scorer);
    if ("missing" in filled) return emptyColumns(filled.missing);
    const rated = await scorer.rate(subject, filled.options, tools, criterion.script);
    return criterion.isNegated ? negate(rated, criterion.scorer) : rated;
  } catch (error) {
    tools.signal.throwIfAborted();
    return {
      kind: "error",
      code: "scorer/failed",
      message: `The check "${criterion.scorer}" failed: ${cut(error instanceof Error ? error.message : String(error), 200)}`,
    };
  }
}

function emptyColumns(names: readonly string[]): Rated {
  const columns = names.map((name) => `"${name}"`).join(", ");
  return {
    kind: "error",
    code: "scorer/empty-column",
    message: `The check reads the column${names.length === 1 ? "" : "s"} ${columns}, empty in this row.`,
  };
}
