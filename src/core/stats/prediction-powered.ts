// A mean from a few human scores and many scores of a judge: prediction-powered inference.
import { requireBetween, requireNumbers } from "./input-rules.ts";
import { mean, standardDeviation } from "./moments.ts";
import { normalQuantile } from "./quantile-functions.ts";

export interface PredictionPoweredMean {
  /** mean(judge on the other rows) + rectifier. */
  readonly theta: number;
  readonly standardError: number;
  /** theta ± z · standardError, not clipped. */
  readonly lower: number;
  readonly upper: number;
  /** mean(human). */
  readonly classicalMean: number;
  /** mean(human - judge on the same rows): what the judge is off by. */
  readonly rectifier: number;
}

export interface PredictionPoweredInput {
  readonly human: readonly number[];
  /** Of the same rows, in the same order. */
  readonly judgeOnHumanRows: readonly number[];
  readonly judgeOnOtherRows: readonly number[];
}

/**
 * The rows with a human score must be a random part of all. Throws RangeError for lists of different length, fewer than two rows or a
 * non-finite score. Source: Angelopoulos et al. 2023.
 */
export function predictionPoweredMean(input: PredictionPoweredInput, confidence: number): PredictionPoweredMean {
  const { human, judgeOnHumanRows, judgeOnOtherRows } = input;
  requireNumbers("human", human, 2);
  requireNumbers("judgeOnHumanRows", judgeOnHumanRows, 2);
  requireNumbers("judgeOnOtherRows", judgeOnOtherRows, 2);
  if (judgeOnHumanRows.length !== human.length) throw new RangeError("judgeOnHumanRows must be as long as human");
  requireBetween("confidence", confidence, 0, 1);
  const errors = human.map((score, index) => score - (judgeOnHumanRows[index] ?? 0));
  const rectifier = mean(errors);
  const theta = mean(judgeOnOtherRows) + rectifier;
  const standardError = Math.hypot(
    standardDeviation(judgeOnOtherRows) / Math.sqrt(judgeOnOtherRows.length),
    standardDeviation(errors) / Math.sqrt(errors.length),
  );
  const halfWidth = -normalQuantile((1 - confidence) / 2) * standardError;
  return { theta, standardError, lower: theta - halfWidth, upper: theta + halfWidth, classicalMean: mean(human), rectifier };
}
