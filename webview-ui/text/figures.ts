// Figures as text, the same everywhere; a true minus sign, and a dash for what does not exist.
import type { Interval } from "../../src/protocol/summary-plane.ts";

const nothing = "–";

/** `84.0%` */
export function percent(fraction: number | null): string {
  return fraction === null || !Number.isFinite(fraction) ? nothing : `${(fraction * 100).toFixed(1)}%`;
}

/** `+6.5`, in points of a hundred. */
export function points(fraction: number): string {
  return signed(fraction * 100, 1);
}

/** `0.75` */
export function score(value: number | null): string {
  return value === null ? nothing : value.toFixed(2);
}

/** `+0.12` */
export function change(value: number | null): string {
  return value === null ? nothing : signed(value, 2);
}

export function count(value: number | null): string {
  return value === null ? nothing : value.toLocaleString("en");
}

/** `0.97 s` */
export function seconds(milliseconds: number | null): string {
  return milliseconds === null ? nothing : `${(milliseconds / 1000).toFixed(2)} s`;
}

/** `78.3 to 88.4` */
export function rateRange({ lower, upper }: Interval): string {
  return `${(lower * 100).toFixed(1)} to ${(upper * 100).toFixed(1)}`;
}

/** `78.3–88.4` */
export function rateSpan({ lower, upper }: Interval): string {
  return `${(lower * 100).toFixed(1)}–${(upper * 100).toFixed(1)}`;
}

/** `+0.6 to +12.5` */
export function pointsRange({ lower, upper }: Interval): string {
  return `${points(lower)} to ${points(upper)}`;
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return value < 0 ? `−${text}` : `+${text}`;
}
