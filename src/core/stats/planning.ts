// How many rows a comparison needs, and the smallest difference that a number of rows can show.
import { requireBetween, requireCount, requireNonNegative, requirePositive } from "./input-rules.ts";
import { normalCdf, normalQuantile } from "./quantile-functions.ts";

/** The level and power of a two-sided test. */
export interface TestPlan {
  readonly alpha: number;
  readonly power: number;
}

export interface RowsNeeded {
  /** The value of the formula. */
  readonly exact: number;
  /** Its ceiling. */
  readonly rows: number;
}

/** The normal quantiles of a plan. Throws RangeError unless both figures lie strictly between 0 and 1. */
function planQuantiles({ alpha, power }: TestPlan): { readonly level: number; readonly power: number } {
  requireBetween("alpha", alpha, 0, 1);
  requireBetween("power", power, 0, 1);
  return { level: -normalQuantile(alpha / 2), power: normalQuantile(power) };
}

function requireDiscordance(discordance: number): void {
  if (!(discordance > 0 && discordance <= 1)) throw new RangeError("discordance must be greater than 0 and at most 1");
}

/**
 * Rows for a difference `delta` of two pass rates, given the share of rows on which the arms disagree (`discordance`).
 * Throws RangeError unless 0 < delta <= discordance <= 1. Source: Connor 1987.
 */
export function rowsNeededPairedProportions(input: TestPlan & { readonly discordance: number; readonly delta: number }): RowsNeeded {
  const { discordance, delta } = input;
  requireDiscordance(discordance);
  if (!(delta > 0 && delta <= discordance)) throw new RangeError("delta must be greater than 0 and at most discordance");
  const z = planQuantiles(input);
  return roundUp(((z.level * Math.sqrt(discordance) + z.power * Math.sqrt(discordance - delta * delta)) / delta) ** 2);
}

/**
 * The difference that `rowsNeededPairedProportions` meets with exactly `rows` rows; null when even a difference as large as the
 * discordance needs more. Throws RangeError unless rows >= 1 and 0 < discordance <= 1.
 */
export function minimumDetectableEffect(input: TestPlan & { readonly rows: number; readonly discordance: number }): number | null {
  const { rows, discordance, alpha, power } = input;
  requireCount("rows", rows, 1);
  if (rowsNeededPairedProportions({ discordance, delta: discordance, alpha, power }).exact > rows) return null;
  const z = planQuantiles(input);
  // The formula solved for delta, a quadratic equation; the absolute value serves a power below alpha / 2.
  const root = Math.sqrt(rows - z.level ** 2 + z.power ** 2);
  const delta = (Math.sqrt(discordance) * Math.abs(Math.sqrt(rows) * z.level + z.power * root)) / (rows + z.power ** 2);
  return Math.min(delta, discordance);
}

export interface PairedMeanPlan extends TestPlan {
  /** The mean difference to detect, > 0. */
  readonly delta: number;
  /** The variance over rows of the true difference per row. */
  readonly omega2: number;
  /** The variance over epochs within a row, per arm. */
  readonly varWithinA: number;
  readonly varWithinB: number;
  readonly epochsA: number;
  readonly epochsB: number;
}

/** Rows for a mean difference `delta`. Throws RangeError for a value out of range. Source: Miller 2024, arXiv 2411.00640. */
export function rowsNeededPairedMean(input: PairedMeanPlan): RowsNeeded {
  const { delta, omega2, varWithinA, varWithinB, epochsA, epochsB } = input;
  requirePositive("delta", delta);
  requireNonNegative("omega2", omega2);
  requireNonNegative("varWithinA", varWithinA);
  requireNonNegative("varWithinB", varWithinB);
  requireCount("epochsA", epochsA, 1);
  requireCount("epochsB", epochsB, 1);
  const z = planQuantiles(input);
  const variance = omega2 + varWithinA / epochsA + varWithinB / epochsB;
  return roundUp(((z.level + z.power) ** 2 * variance) / delta ** 2);
}

/** The mean difference that `rows` rows can show when the differences have the standard deviation `sd`: the formula above, solved. */
export function minimumDetectableMean(input: TestPlan & { readonly rows: number; readonly sd: number }): number {
  requireCount("rows", input.rows, 1);
  requireNonNegative("sd", input.sd);
  const z = planQuantiles(input);
  return ((z.level + z.power) * input.sd) / Math.sqrt(input.rows);
}

export interface NoninferiorityPlan {
  /** One-sided level. */
  readonly alpha: number;
  readonly power: number;
  /** The share of rows on which the arms disagree. */
  readonly discordance: number;
  /** The tolerated loss, > 0. */
  readonly margin: number;
  /** The assumed true difference, variant minus baseline. */
  readonly trueDifference: number;
}

/** Rows to show that a variant is no worse than by `margin`. Throws RangeError unless -margin < trueDifference and |trueDifference| <= discordance <= 1. */
export function rowsNeededNoninferiority({ alpha, power, discordance, margin, trueDifference }: NoninferiorityPlan): RowsNeeded {
  requireDiscordance(discordance);
  requirePositive("margin", margin);
  if (!(Math.abs(trueDifference) <= discordance)) throw new RangeError("trueDifference must lie between -discordance and discordance");
  if (!(margin + trueDifference > 0)) throw new RangeError("trueDifference must be greater than -margin");
  requireBetween("alpha", alpha, 0, 1);
  requireBetween("power", power, 0, 1);
  const z = normalQuantile(power) - normalQuantile(alpha);
  return roundUp((z ** 2 * (discordance - trueDifference ** 2)) / (margin + trueDifference) ** 2);
}

/**
 * The power that `rowsNeededNoninferiority` reaches with `rows` rows: how likely a variant with this true difference is shown to be no worse.
 * Throws RangeError as that does, and unless rows >= 1.
 */
export function noninferiorityPower({
  alpha,
  rows,
  discordance,
  margin,
  trueDifference,
}: Omit<NoninferiorityPlan, "power"> & { readonly rows: number }): number {
  requireDiscordance(discordance);
  requirePositive("margin", margin);
  requireCount("rows", rows, 1);
  requireBetween("alpha", alpha, 0, 1);
  if (!(Math.abs(trueDifference) <= discordance)) throw new RangeError("trueDifference must lie between -discordance and discordance");
  if (!(margin + trueDifference > 0)) throw new RangeError("trueDifference must be greater than -margin");
  const deviation = Math.sqrt((discordance - trueDifference ** 2) / rows);
  return deviation === 0 ? 1 : normalCdf((margin + trueDifference) / deviation + normalQuantile(alpha));
}

function roundUp(exact: number): RowsNeeded {
  return { exact, rows: Math.ceil(exact) };
}
