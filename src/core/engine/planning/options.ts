// What a door may ask of a run beside the experiment: which arms and rows, how often, how fast, at what price.
import type { BatchMode, RowSelector, RunManifest, Shard } from "../../domain/run-manifest.ts";

export interface RunOptions {
  /** `aa` runs the baseline against itself, and no variant. */
  readonly purpose: RunManifest["purpose"];
  /** Variants to run beside the baseline; null for all. */
  readonly variants: readonly string[] | null;
  readonly rows: RowSelector | null;
  /** Values by column: OR within a column, AND across; on top of the experiment's own filter. */
  readonly filter: Readonly<Record<string, readonly string[]>> | null;
  /** One part of the rows that are left; null for all of them. */
  readonly shard: Shard | null;
  readonly epochs: number | null;
  readonly seed: number;
  readonly ratingMode: "detailed" | "fast" | null;
  /** Takes nothing from the cache; what is answered is still kept there. */
  readonly isFresh: boolean;
  /** Takes its responses from another run and asks only the judge. */
  readonly isRerate: boolean;
  /** Most calls in flight in the whole run. */
  readonly concurrency: number | null;
  readonly maxCostUsd: number | null;
  readonly maxCalls: number | null;
  /** Made to decide its gates: rows that must pass and failed are run again. */
  readonly isGate?: true;
  /** Hands the calls over in batches; null calls live. */
  readonly batch: BatchMode | null;
}

export const defaultSeed = 1;
export const defaultConcurrency = 10;

export const defaultOptions: RunOptions = {
  purpose: "run",
  variants: null,
  rows: null,
  filter: null,
  shard: null,
  epochs: null,
  seed: defaultSeed,
  ratingMode: null,
  isFresh: false,
  isRerate: false,
  concurrency: null,
  maxCostUsd: null,
  maxCalls: null,
  batch: null,
};

/** Reads `first:20`, `sample:20` or `id:a,b`; null when it is none of them. */
export function parseRowSelector(text: string): RowSelector | null {
  const counted = /^(first|sample):([1-9]\d{0,8})$/.exec(text);
  if (counted !== null) return { kind: counted[1] as "first" | "sample", count: Number(counted[2]) };
  if (text.startsWith("id:") && text.length > 3)
    return {
      kind: "ids",
      ids: text
        .slice(3)
        .split(",")
        .filter((id) => id !== ""),
    };
  return null;
}

/** Reads `3/8`, the third of eight shards; null when it is none. */
export function parseShard(text: string): Shard | null {
  const [, index, count] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  return shard.index <= shard.count ? shard : null;
}
