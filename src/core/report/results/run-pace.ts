// How fast a live run goes and how long the rest will take, from the times at which its last samples ended.
import type { RunRecord } from "../../domain/run-record.ts";

export interface Pace {
  readonly perSecond: number;
  readonly leftMs: number;
}

/** Long enough to smooth bursts, short enough to follow a provider that slows down. */
const windowMs = 30_000;
const fewestSamples = 3;
const shortestMs = 1_000;

/** Null while too little has happened to tell; `missing` samples have not ended. */
export function runPace(record: RunRecord, missing: number, now: number): Pace | null {
  let ended = 0;
  let first: number | null = null;
  for (const { lastAt } of record.samples.values()) {
    if (lastAt < now - windowMs) continue;
    ended += 1;
    if (first === null || lastAt < first) first = lastAt;
  }
  const elapsed = first === null ? 0 : now - first;
  if (ended < fewestSamples || !(elapsed >= shortestMs)) return null;
  return { perSecond: (ended / elapsed) * 1000, leftMs: (missing * elapsed) / ended };
}

/** `11 a second` or `7 a minute`. */
export function paceText({ perSecond }: Pace): string {
  if (perSecond >= 1) return `${Math.round(perSecond)} a second`;
  return `${Math.max(1, Math.round(perSecond * 60))} a minute`;
}
