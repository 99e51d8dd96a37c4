// The Wilson score interval for one pass rate.
import { requireBetween, requireCount, requireTail } from "./input-rules.ts";
import { normalQuantile } from "./quantile-functions.ts";

export interface RateInterval {
  /** passed / rows, a fraction. */
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The score interval of `passed` out of `rows` independent rows, without continuity correction, clipped to [0, 1].
 * Throws RangeError unless 0 <= passed <= rows, rows >= 1 and 0 < confidence < 1. Source: Wilson 1927.
 */
export function wilsonInterval(passed: number, rows: number, confidence: number): RateInterval {
  requireBetween("confidence", confidence, 0, 1);
  return wilsonWithTail(passed, rows, (1 - confidence) / 2);
}

/** The same for a `tail` = (1 - confidence) / 2, the probability left out on either side, which keeps its digits when it is tiny. */
export function wilsonWithTail(passed: number, rows: number, tail: number): RateInterval {
  requireCount("rows", rows, 1);
  requireCount("passed", passed, 0, rows, "rows");
  requireTail(tail);
  const estimate = passed / rows;
  const z = -normalQuantile(tail);
  const share = (z * z) / rows;
  const center = estimate + share / 2;
  const halfWidth = z * Math.sqrt((estimate * (1 - estimate)) / rows + share / (4 * rows));
  // At passed = 0 and passed = rows one limit equals the estimate; rounding must not push it past.
  const lower = Math.min(estimate, Math.max(0, (center - halfWidth) / (1 + share)));
  const upper = Math.max(estimate, Math.min(1, (center + halfWidth) / (1 + share)));
  return { estimate, lower, upper };
}
