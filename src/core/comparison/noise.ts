// The noise of a metric: how far it moves when the very same prompt is run again, from an A/A run or from the epochs of the run itself.
import type { RunManifest } from "../domain/run-manifest.ts";
import { normalQuantile } from "../stats/quantile-functions.ts";
import { varianceComponents } from "../stats/variance-components.ts";
import type { ScoredSample } from "./arm-samples.ts";
import { groupByRow, metricValue, type Metric } from "./metric.ts";

/** How much a metric varies within a row that is asked the same several times. */
export interface NoiseSpread {
  readonly metric: Metric;
  /** Rows it was measured on. */
  readonly rows: number;
  /** Mean square within rows. */
  readonly meanSquare: number;
}

/** What an A/A run found, for every metric. */
export interface NoiseFloor {
  readonly runId: string;
  readonly spreads: readonly NoiseSpread[];
}

/** The band within which a difference of two arms lies in 95 of 100 comparisons of equal arms. */
export interface Noise {
  /** A fraction, as differences are. */
  readonly halfWidth: number;
  /** Rows that the spread was measured on. */
  readonly rows: number;
  /** The A/A run, or the epochs of the comparison's own arms. */
  readonly source: { readonly kind: "aa"; readonly run: string } | { readonly kind: "epochs"; readonly epochs: number };
}

const confidence = 0.95;

/** Every metric that a comparison of this run may be about. */
export function metricsOf({ criteria }: Pick<RunManifest, "criteria">): Metric[] {
  return ["pass_rate", "score", ...criteria.items.map(({ id }) => `criterion.${id}`)];
}

/** What the two equal arms of an A/A run say; null where they share fewer than two whole rows. */
export function noiseFloor(runId: string, arms: readonly (readonly ScoredSample[])[], metrics: readonly Metric[]): NoiseFloor | null {
  const rows = sharedRows(arms);
  const spreads = metrics.flatMap((metric) => spreadWithin(rows, metric) ?? []);
  return spreads.length === 0 ? null : { runId, spreads };
}

export interface ComparedArms {
  readonly variant: readonly ScoredSample[];
  readonly baseline: readonly ScoredSample[];
  /** Rows that are paired. */
  readonly rows: number;
}

/** The noise of a comparison: by the A/A run where there is one, else by the epochs of its own arms; null without either. */
export function noiseOf(metric: Metric, arms: ComparedArms, floor: NoiseFloor | null): Noise | null {
  const [own, other] = [epochsOf(arms.variant), epochsOf(arms.baseline)];
  const known = floor?.spreads.find((spread) => spread.metric === metric);
  if (floor !== null && known !== undefined)
    return { halfWidth: halfWidth(known, arms.rows, [own, other]), rows: known.rows, source: { kind: "aa", run: floor.runId } };
  if (own < 2 || own !== other) return null;
  const spread = spreadWithin([...wholeRows(arms.variant, own), ...wholeRows(arms.baseline, own)], metric);
  if (spread === null) return null;
  return { halfWidth: halfWidth(spread, arms.rows, [own, other]), rows: arms.rows, source: { kind: "epochs", epochs: own } };
}

/** z·√(MSW/n·(1/K + 1/K')), which is z·√(2·MSW/(n·K)) for arms with equally many epochs (contracts §1). */
function halfWidth({ meanSquare }: NoiseSpread, rows: number, epochs: readonly [number, number]): number {
  const z = normalQuantile(1 - (1 - confidence) / 2);
  return z * Math.sqrt((meanSquare / rows) * (1 / epochs[0] + 1 / epochs[1]));
}

/** True for a difference that equal arms would often show too. */
export function isInsideNoise({
  difference,
  noise,
}: {
  readonly difference: { readonly value: number };
  readonly noise: Noise | null;
}): boolean {
  return noise !== null && Math.abs(difference.value) <= noise.halfWidth;
}

/** `±3.0 points`: always with a decimal, since bands are compared with each other. */
export function noiseText({ halfWidth: half }: Noise): string {
  return `±${(half * 100).toFixed(1)} points`;
}

/** Where a band comes from, as it stands behind it: `by the Noise Check 0193a5b0-1f2e` or `by 3 epochs`. */
export function noiseSource({ source }: Noise): string {
  return source.kind === "aa" ? `by the Noise Check ${source.run.slice(0, 13)}` : `by ${source.epochs} epochs`;
}

/** What an A/A run came to. */
export function noiseSentence(metric: Metric, noise: Noise, differing: number): string {
  const rows = `${differing} of ${noise.rows} rows came out differently`;
  if (noise.halfWidth === 0) return `Run again, the same prompt's ${metricWords(metric)} did not move: ${rows}.`;
  return `Run again, the same prompt's ${metricWords(metric)} differs by up to ${noiseText(noise)} (95%): ${rows}.`;
}

/** A metric as it stands within a sentence. */
function metricWords(metric: Metric): string {
  if (metric === "pass_rate") return "pass rate";
  return metric === "score" ? "score" : `pass rate on ${metric.replace(/^criterion\./, "")}`;
}

/** Rows that have ended in every epoch of every arm: all their samples together. */
function sharedRows(arms: readonly (readonly ScoredSample[])[]): ScoredSample[][] {
  const epochs = Math.max(1, ...arms.map(epochsOf));
  return wholeRows(arms.flat(), epochs * arms.length);
}

/** The rows with so many samples. */
function wholeRows(samples: readonly ScoredSample[], count: number): ScoredSample[][] {
  return [...groupByRow(samples).values()].filter((row) => row.length === count);
}

function spreadWithin(rows: readonly (readonly ScoredSample[])[], metric: Metric): NoiseSpread | null {
  if (rows.length < 2 || (rows[0]?.length ?? 0) < 2) return null;
  const { msWithin } = varianceComponents(rows.map((row) => row.map((sample) => metricValue(sample, metric))));
  return { metric, rows: rows.length, meanSquare: msWithin };
}

/** How often its rows were run. */
function epochsOf(samples: readonly ScoredSample[]): number {
  let most = 0;
  for (const { epoch } of samples) most = Math.max(most, epoch + 1);
  return Math.max(1, most);
}
