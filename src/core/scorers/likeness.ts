// What the checks of likeness have in common: a reference text, a score from 0 to 1, and the least that passes.
import * as z from "zod";
import { columnsIn } from "./columns.ts";
import { defineScorer } from "./define-scorer.ts";
import { quote } from "./quote.ts";
import { maximumTextLength, tooLong } from "./regex-pattern.ts";
import { verdict, type Rated, type RatingError, type ScorerDefinition } from "./scorer.ts";
import { nonEmptyScalarSchema } from "./text-options.ts";

interface Likeness {
  readonly title: string;
  /** How the score is called in a reason. */
  readonly name: string;
  /** What a text is compared by: words, or pieces of letters. */
  pieces(text: string): readonly string[];
  /** 0 to 1 for two lists with at least one piece in the second. */
  score(response: readonly string[], reference: readonly string[]): number;
  /** Most pieces that are compared, where time grows with their square. */
  readonly maximumPieces?: number;
}

/** A check that passes when the likeness of response and `value` reaches `at_least`. */
export function likenessScorer({ title, name, pieces, score, maximumPieces = Infinity }: Likeness): ScorerDefinition {
  const problemOf = (value: unknown): string | null =>
    pieces(String(value)).length === 0 ? `The text ${quote(String(value))} has no letters or digits to compare with.` : null;
  return defineScorer({
    title,
    options: {
      value: nonEmptyScalarSchema.describe("The text to compare with; may hold {{column}}."),
      at_least: z.number().gt(0).max(1).describe("The smallest score that passes; 1 is the same text."),
    },
    check: ({ value }) => {
      const problem = columnsIn(String(value)).length > 0 ? null : problemOf(value);
      return problem === null ? [] : [{ key: "value", message: problem, hint: "Write the text that a good response resembles." }];
    },
    checkFilled: ({ value }) => problemOf(value),
    rate: ({ response }, { value, at_least }) => {
      const longest = Math.max(response.length, String(value).length);
      if (longest > maximumTextLength) return tooLong(longest);
      const problem = problemOf(value);
      if (problem !== null) return { kind: "error", code: "scorer/empty-reference", message: problem };
      const [given, reference] = [pieces(response), pieces(String(value))];
      const most = Math.max(given.length, reference.length);
      if (most > maximumPieces) return tooManyWords(most, maximumPieces);
      return reached(name, given.length === 0 ? 0 : score(given, reference), at_least);
    },
  });
}

/** What binary fractions may take from a score that on paper just reaches the least that passes. */
const rounding = 1e-9;

/** Whether a score reaches the least that passes; the value is 1 or 0. */
export function reached(name: string, score: number, least: number): Rated {
  const isReached = score >= least - rounding;
  const rounded = Number(score.toFixed(3));
  // A score that misses by less than can be read must not look as if it had passed.
  const shown = rounded >= least === isReached ? rounded : score;
  return verdict(isReached, `${name} is ${shown}; at least ${least} passes.`);
}

function tooManyWords(count: number, most: number): RatingError {
  return { kind: "error", code: "scorer/too-long", message: `The text has ${count} words; this check reads at most ${most}.` };
}
