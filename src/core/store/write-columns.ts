// A record into the columns of its index.
import type { Usage } from "../domain/completion.ts";
import type { LinePlace, RunRecord, SampleRecord } from "../domain/run-record.ts";
import type { RatingsByCriterion } from "../domain/shared-ratings.ts";
import { hashLength, type IndexColumns } from "./index-columns.ts";

/** Stands for a text that is not there. */
export const noText = 0xffff_ffff;
/** Bits of the column of that name. */
export const flags = { hasResponse: 1, hasUsage: 2, isEstimated: 4, isCached: 8, isAnswered: 16, hasCost: 32 } as const;

interface Target {
  readonly columns: IndexColumns;
  readonly hashes: Uint8Array;
}

/** False for a record that holds what the columns cannot: then they are of no use. */
export function writeColumns(record: RunRecord, { columns, hashes }: Target): boolean {
  const texts = new Map([...record.shared.keys()].map((text, index) => [text, index]));
  const encoder = new TextEncoder();
  let isWhole = true;
  const text = (value: string | null | undefined): number => {
    if (value == null) return noText;
    const known = texts.get(value);
    isWhole &&= known !== undefined;
    return known ?? noText;
  };
  const whole = (value: number): number => {
    isWhole &&= Number.isInteger(value) && value >= 0 && value < noText;
    return value;
  };
  const float = (value: number | null): number => {
    isWhole &&= value === null || (typeof value === "number" && Number.isFinite(value));
    return value ?? Number.NaN;
  };
  const place = (
    to: { readonly journal: Uint32Array; readonly start: Float64Array; readonly length: Uint32Array },
    at: number,
    from: LinePlace,
  ): void => {
    to.journal[at] = whole(from.journal);
    to.start[at] = float(from.start);
    to.length[at] = whole(from.length);
  };
  const usage = (to: Readonly<Record<UsageColumn, Float64Array>>, at: number, from: Usage | null): number => {
    if (from === null) return 0;
    for (const name of usageColumns) to[name][at] = float(from[name]);
    return flags.hasUsage | (from.estimated ? flags.isEstimated : 0);
  };

  const response = (at: number, { response: facts }: SampleRecord): void => {
    const to = columns.samples;
    if (facts === null) return;
    place(to, at, facts);
    to.latencyMs[at] = float(facts.latencyMs);
    to.usd[at] = float(facts.cost.usd);
    to.fingerprint[at] = float(facts.fingerprint);
    to.status[at] = text(facts.status);
    to.finish[at] = text(facts.finish);
    to.model[at] = text(facts.model);
    to.source[at] = text(facts.cost.source);
    to.errorCode[at] = text(facts.error?.code);
    to.errorMessage[at] = text(facts.error?.message);
    to.flags[at] = flags.hasResponse | usage(to, at, facts.usage) | (facts.cost.cached ? flags.isCached : 0);
  };

  const sets = new Map<RatingsByCriterion, number>();
  let [sampleAt, ratingAt, lineAt, callAt] = [0, 0, 0, 0];
  /** Writes ratings when they are first met. */
  const setNumber = (known: RatingsByCriterion): number => {
    const number = sets.get(known);
    if (number !== undefined) return number;
    const { ratings, ratingSets } = columns;
    ratingSets.ratings[sets.size] = known.size;
    for (const [criterion, facts] of known) {
      ratings.criterion[ratingAt] = text(criterion);
      ratings.value[ratingAt] = float(facts.value);
      ratings.label[ratingAt] = text(facts.label);
      ratings.errorCode[ratingAt] = text(facts.error?.code);
      ratings.errorMessage[ratingAt] = text(facts.error?.message);
      ratingAt += 1;
    }
    sets.set(known, sets.size);
    return sets.size - 1;
  };
  for (const sample of record.samples.values()) {
    const to = columns.samples;
    const hash = encoder.encode(sample.sample);
    if (hash.length !== hashLength) return false;
    hashes.set(hash, sampleAt * hashLength);
    to.row[sampleAt] = text(sample.row);
    to.variant[sampleAt] = text(sample.variant);
    to.epoch[sampleAt] = whole(sample.epoch);
    to.rerun[sampleAt] = whole(sample.rerun);
    to.lastAt[sampleAt] = float(sample.lastAt);
    to.ratingSet[sampleAt] = setNumber(sample.ratings);
    to.ratingLines[sampleAt] = sample.ratingLines.length;
    to.judgeCalls[sampleAt] = sample.judgeCalls.length;
    response(sampleAt, sample);
    for (const line of sample.ratingLines) place(columns.ratingLines, lineAt++, line);
    for (const { isAnswered, usage: used, cost } of sample.judgeCalls) {
      const { judgeCalls } = columns;
      judgeCalls.usd[callAt] = float(cost?.usd ?? null);
      judgeCalls.source[callAt] = text(cost?.source);
      judgeCalls.flags[callAt] =
        usage(judgeCalls, callAt, used) |
        (isAnswered ? flags.isAnswered : 0) |
        (cost === null ? 0 : flags.hasCost) |
        (cost?.cached === true ? flags.isCached : 0);
      callAt += 1;
    }
    sampleAt += 1;
  }
  return isWhole;
}

const usageColumns = ["input", "output", "cacheRead", "cacheWrite", "reasoning"] as const;
type UsageColumn = (typeof usageColumns)[number];
