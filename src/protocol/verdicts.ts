// The words of a verdict and of an outcome, as they cross to the view; each is drawn as an icon and a word, never by colour alone.
import * as z from "zod/mini";

/** What a comparison came to. */
export const verdictSchema = z.enum(["better", "worse", "no_evidence", "not_enough_rows"]);
export type VerdictWord = z.output<typeof verdictSchema>;

/** What one criterion said of one response. */
export const ratingLabelSchema = z.enum(["pass", "fail", "error"]);
export type RatingLabel = z.output<typeof ratingLabelSchema>;

/**
 * How a row stands: against the baseline (`regressed`, `improved`, `changed`: equal score and other text, `same`), or by itself
 * where there is no variant (`passed`, `failed`); an errored sample is `regressed` when the baseline did better, else `failed`;
 * `pending` while it has not ended in every arm.
 */
export const rowVerdictSchema = z.enum(["regressed", "improved", "changed", "same", "passed", "failed", "pending"]);
export type RowVerdict = z.output<typeof rowVerdictSchema>;
