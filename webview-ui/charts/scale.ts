// A linear scale as data: a domain with round ends, its ticks, and the place of a value in percent of the width.

export interface Scale {
  readonly from: number;
  readonly to: number;
  /** Round values from `from` to `to`. */
  readonly ticks: readonly number[];
}

const steps = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1];
const mostTicks = 6;

/** The smallest round scale that holds these values, within limits. */
export function scaleOver(values: readonly number[], limits: { readonly least: number; readonly most: number }): Scale {
  const known = values.filter(Number.isFinite).map((value) => clamp(value, limits.least, limits.most));
  const [least, most] = known.length === 0 ? [limits.least, limits.most] : [Math.min(...known), Math.max(...known)];
  const step = steps.find((size) => ticksBetween(least, most, size).length <= mostTicks) ?? 1;
  const inside = ticksBetween(least, most, step);
  const ticks = inside.length > 1 ? inside : [least, least + step];
  return { from: ticks[0] ?? least, to: ticks.at(-1) ?? most, ticks };
}

/** The place of a value from the left edge, as SVG writes it. */
export function placeOf(scale: Scale, value: number): string {
  const share = (clamp(value, scale.from, scale.to) - scale.from) / (scale.to - scale.from || 1);
  return `${(share * 100).toFixed(2)}%`;
}

function ticksBetween(least: number, most: number, step: number): number[] {
  // Rounded first, because 0.15 / 0.05 is a little less than 3.
  const first = Math.floor(roundOff(least / step));
  const last = Math.ceil(roundOff(most / step));
  return Array.from({ length: last - first + 1 }, (_, index) => roundOff((first + index) * step));
}

function roundOff(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
