// A judge's pass rate, corrected for the errors that the judge makes on rows with a known answer.
import { requireBetween, requireCount } from "./input-rules.ts";
import { normalQuantile } from "./quantile-functions.ts";

export interface JudgeCounts {
  /** Rows the judge passed, of all rows it judged. */
  readonly judgePass: number;
  readonly rows: number;
  /** Calibration rows that a person passed: those the judge passed too, and all. */
  readonly truePassJudgedPass: number;
  readonly truePass: number;
  /** Calibration rows that a person failed: those the judge failed too, and all. */
  readonly trueFailJudgedFail: number;
  readonly trueFail: number;
}

export interface Limits {
  readonly lower: number;
  readonly upper: number;
}

export interface CorrectedRate {
  /** The judge's own pass rate. */
  readonly raw: number;
  readonly sensitivity: number;
  readonly specificity: number;
  /** The corrected rate, and the same clipped to [0, 1]. */
  readonly unclipped: number;
  readonly theta: number;
  /** By the delta method. */
  readonly standardError: number;
  /** unclipped ± z · standardError, clipped. */
  readonly wald: Limits;
  /** The limits of Lang and Reiczigel, clipped; null where their adjusted sensitivity and specificity say nothing (their sum is at most 1). */
  readonly langReiczigel: Limits | null;
}

/** True when the judge tells passes from fails better than chance: sensitivity + specificity > 1, compared without rounding. */
export function isInformative({ truePassJudgedPass, truePass, trueFailJudgedFail, trueFail }: JudgeCounts): boolean {
  return truePassJudgedPass * trueFail + trueFailJudgedFail * truePass > truePass * trueFail;
}

/**
 * The estimator of Rogan and Gladen 1978 with the intervals of Wald and of Lang and Reiczigel 2014.
 * Throws RangeError for counts above their totals, an empty total, a judge that is not informative, or an invalid confidence.
 */
export function roganGladen(counts: JudgeCounts, confidence: number): CorrectedRate {
  const { judgePass, rows, truePassJudgedPass, truePass, trueFailJudgedFail, trueFail } = counts;
  requireShare("judgePass", judgePass, "rows", rows);
  requireShare("truePassJudgedPass", truePassJudgedPass, "truePass", truePass);
  requireShare("trueFailJudgedFail", trueFailJudgedFail, "trueFail", trueFail);
  requireBetween("confidence", confidence, 0, 1);
  if (!isInformative(counts)) throw new RangeError("sensitivity + specificity must be greater than 1");
  const z = -normalQuantile((1 - confidence) / 2);
  const plain = correct({
    rate: { value: judgePass / rows, size: rows },
    sensitivity: { value: truePassJudgedPass / truePass, size: truePass },
    specificity: { value: trueFailJudgedFail / trueFail, size: trueFail },
  });
  const standardError = Math.sqrt(plain.variance);
  return {
    raw: judgePass / rows,
    sensitivity: truePassJudgedPass / truePass,
    specificity: trueFailJudgedFail / trueFail,
    unclipped: plain.theta,
    theta: clip(plain.theta),
    standardError,
    wald: { lower: clip(plain.theta - z * standardError), upper: clip(plain.theta + z * standardError) },
    langReiczigel: langReiczigelLimits(counts, z),
  };
}

function langReiczigelLimits(counts: JudgeCounts, z: number): Limits | null {
  const shares = {
    rate: { value: (counts.judgePass + (z * z) / 2) / (counts.rows + z * z), size: counts.rows + z * z },
    sensitivity: { value: (counts.truePassJudgedPass + 1) / (counts.truePass + 2), size: counts.truePass + 2 },
    specificity: { value: (counts.trueFailJudgedFail + 1) / (counts.trueFail + 2), size: counts.trueFail + 2 },
  };
  if (shares.sensitivity.value + shares.specificity.value <= 1) return null;
  const { theta, variance } = correct(shares);
  const shift = 2 * z * z * (theta * varianceOf(shares.sensitivity) - (1 - theta) * varianceOf(shares.specificity));
  const halfWidth = z * Math.sqrt(variance);
  return { lower: clip(theta + shift - halfWidth), upper: clip(theta + shift + halfWidth) };
}

/** A proportion and the number of rows behind it. */
interface Share {
  readonly value: number;
  readonly size: number;
}

function varianceOf({ value, size }: Share): number {
  return (value * (1 - value)) / size;
}

/** The corrected rate and its variance by the delta method. */
function correct(shares: { readonly rate: Share; readonly sensitivity: Share; readonly specificity: Share }): {
  readonly theta: number;
  readonly variance: number;
} {
  const { rate, sensitivity, specificity } = shares;
  const youden = sensitivity.value + specificity.value - 1;
  const theta = (rate.value + specificity.value - 1) / youden;
  const spread = varianceOf(rate) + (1 - theta) ** 2 * varianceOf(specificity) + theta ** 2 * varianceOf(sensitivity);
  return { theta, variance: spread / youden ** 2 };
}

function clip(rate: number): number {
  return Math.min(1, Math.max(0, rate));
}

function requireShare(name: string, count: number, totalName: string, total: number): void {
  requireCount(totalName, total, 1);
  requireCount(name, count, 0, total, totalName);
}
