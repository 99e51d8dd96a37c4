// The columns of an index into a record again; every number is checked before it is used, and one that cannot be makes the whole index useless.
import { emptyBatches } from "../domain/batch-record.ts";
import type { Hash } from "../base/hash.ts";
import { evaluationKey } from "../domain/evaluation.ts";
import type { FinishReason, Usage } from "../domain/completion.ts";
import { factsOfRun, type IndexHeader } from "../domain/index-header.ts";
import { ratingFacts } from "../domain/run-facts.ts";
import type { Cost, Failure, ResponseStatus } from "../domain/run-event.ts";
import type { JudgeCall, LinePlace, ResponseFacts, RunRecord, SampleRecord } from "../domain/run-record.ts";
import { createSharedRatings, noRatings, withRating, type RatingFacts, type RatingsByCriterion } from "../domain/shared-ratings.ts";
import { hashLength, type IndexColumns } from "./index-columns.ts";
import { flags, noText } from "./write-columns.ts";

const statuses: readonly ResponseStatus[] = ["ok", "error", "incomplete", "refused", "filtered", "late", "cancelled"];
const finishes: readonly FinishReason[] = ["stop", "length", "tool-calls", "content-filter", "refusal", "other"];
const sources: readonly Cost["source"][] = ["table", "config", "free", "unknown"];
const labels: readonly ("pass" | "fail")[] = ["pass", "fail"];

interface Source {
  readonly columns: IndexColumns;
  readonly hashes: Uint8Array;
}

/** Thrown and caught here: a column holds what it cannot. */
const lie = new Error("The index lies.");

/** Null when anything in the columns cannot be. */
export function readColumns(header: IndexHeader, source: Source): RunRecord | null {
  try {
    const record = emptyLike(header);
    readSamples(record, header, source);
    return record;
  } catch (error) {
    if (error === lie) return null;
    throw error;
  }
}

/** All but the samples. */
function emptyLike(header: IndexHeader): RunRecord {
  const { open, batches, completedAt, evaluations, journals, texts } = header;
  return {
    ...factsOfRun(header),
    samples: new Map(),
    open: new Map(open),
    batches: { ...emptyBatches(), byToken: new Map(batches.map((batch) => [batch.token, { ...batch, starts: [] }])) },
    completedAt: new Map(completedAt),
    evaluations: new Map(evaluations.map((evaluation) => [evaluationKey(evaluation), evaluation])),
    journals: journals.map(({ name, bytes }) => ({ name, bytes, isWhole: true })),
    shared: new Map(texts.map((text) => [text, text])),
    sharedRatings: createSharedRatings(),
  };
}

function readSamples(record: RunRecord, header: IndexHeader, source: Source): void {
  const { samples } = record;
  const { texts, journals, samples: count, ratings: ratingCount, ratingLines: lineCount, judgeCalls: callCount } = header;
  const { samples: from, ratingSets, ratings, ratingLines, judgeCalls } = source.columns;
  // One text for all hashes: each is a part of it.
  const hashes = new TextDecoder("latin1").decode(source.hashes);
  const bytesOf = journals.map(({ bytes }) => bytes);

  const textAt = (index: number | undefined): string => texts[index ?? noText] ?? fail();
  const textOrNull = (index: number | undefined): string | null => (index === noText ? null : textAt(index));
  const oneOf = <Text extends string>(known: readonly Text[]): ((index: number | undefined) => Text) => {
    const byIndex = texts.map((text) => known.find((own) => own === text));
    return (index) => byIndex[index ?? noText] ?? fail();
  };
  const [statusAt, finishAt, sourceAt, labelAt] = [oneOf(statuses), oneOf(finishes), oneOf(sources), oneOf(labels)];
  const numberAt = (column: Float64Array, at: number): number => {
    const value = column[at];
    if (value === undefined || !Number.isFinite(value)) return fail();
    // A whole number out of a column of floats would take 16 bytes more, a million times over.
    const small = value | 0;
    return small === value ? small : value;
  };
  const numberOrNull = (column: Float64Array, at: number): number | null => (Number.isNaN(column[at]) ? null : numberAt(column, at));
  const failureAt = (columns: { readonly errorCode: Uint32Array; readonly errorMessage: Uint32Array }, at: number): Failure | null =>
    columns.errorCode[at] === noText ? null : { code: textAt(columns.errorCode[at]), message: textAt(columns.errorMessage[at]) };
  const placeAt = (
    columns: { readonly journal: Uint32Array; readonly start: Float64Array; readonly length: Uint32Array },
    at: number,
  ): LinePlace => {
    const { [at]: journal = noText } = columns.journal;
    const { [at]: length = 0 } = columns.length;
    const start = numberAt(columns.start, at);
    const end = bytesOf[journal] ?? fail();
    if (!Number.isInteger(start) || start < 0 || length === 0 || start + length > end) fail();
    return { journal, start, length };
  };
  const usageAt = (columns: UsageColumns, at: number, bits: number): Usage | null =>
    (bits & flags.hasUsage) === 0
      ? null
      : {
          input: numberAt(columns.input, at),
          output: numberAt(columns.output, at),
          cacheRead: numberAt(columns.cacheRead, at),
          cacheWrite: numberAt(columns.cacheWrite, at),
          reasoning: numberAt(columns.reasoning, at),
          estimated: (bits & flags.isEstimated) !== 0,
        };

  const responseAt = (at: number): ResponseFacts | null => {
    const { [at]: bits = 0 } = from.flags;
    if ((bits & flags.hasResponse) === 0) return null;
    const { journal, start, length } = placeAt(from, at);
    return {
      status: statusAt(from.status[at]),
      finish: from.finish[at] === noText ? null : finishAt(from.finish[at]),
      model: textOrNull(from.model[at]),
      usage: usageAt(from, at, bits),
      cost: { usd: numberOrNull(from.usd, at), source: sourceAt(from.source[at]), cached: (bits & flags.isCached) !== 0 },
      latencyMs: numberOrNull(from.latencyMs, at),
      error: failureAt(from, at),
      fingerprint: numberOrNull(from.fingerprint, at),
      journal,
      start,
      length,
    };
  };
  const ratingAt = (at: number): RatingFacts =>
    ratingFacts(record, {
      value: numberOrNull(ratings.value, at),
      label: ratings.label[at] === noText ? null : labelAt(ratings.label[at]),
      error: failureAt(ratings, at),
    });
  const callAt = (at: number): JudgeCall => {
    const { [at]: bits = 0 } = judgeCalls.flags;
    const cost: Cost = { usd: numberOrNull(judgeCalls.usd, at), source: "unknown", cached: (bits & flags.isCached) !== 0 };
    return {
      isAnswered: (bits & flags.isAnswered) !== 0,
      usage: usageAt(judgeCalls, at, bits),
      cost: (bits & flags.hasCost) === 0 ? null : { ...cost, source: sourceAt(judgeCalls.source[at]) },
    };
  };

  const sets: RatingsByCriterion[] = [];
  let nextRating = 0;
  for (const size of ratingSets.ratings) {
    if (nextRating + size > ratingCount) fail();
    let set = noRatings;
    for (const last = nextRating + size; nextRating < last; nextRating++)
      set = withRating(record.sharedRatings, set, textAt(ratings.criterion[nextRating]), ratingAt(nextRating));
    sets.push(set);
  }

  let [nextLine, nextCall] = [0, 0];
  for (let at = 0; at < count; at++) {
    const lastLine = nextLine + (from.ratingLines[at] ?? 0);
    const lastCall = nextCall + (from.judgeCalls[at] ?? 0);
    if (lastLine > lineCount || lastCall > callCount) fail();
    const sample: SampleRecord = {
      sample: hashIn(hashes.slice(at * hashLength, (at + 1) * hashLength)),
      row: textAt(from.row[at]),
      variant: textAt(from.variant[at]),
      epoch: from.epoch[at] ?? fail(),
      rerun: from.rerun[at] ?? fail(),
      response: responseAt(at),
      ratings: sets[from.ratingSet[at] ?? noText] ?? fail(),
      ratingLines: Array.from({ length: lastLine - nextLine }, (_, line) => placeAt(ratingLines, nextLine + line)),
      judgeCalls: Array.from({ length: lastCall - nextCall }, (_, call) => callAt(nextCall + call)),
      lastAt: numberAt(from.lastAt, at),
    };
    [nextLine, nextCall] = [lastLine, lastCall];
    samples.set(sample.sample, sample);
  }
  const isAllRead = samples.size === count && nextRating === ratingCount && nextLine === lineCount && nextCall === callCount;
  if (!isAllRead) fail();
}

function hashIn(text: string): Hash {
  return isHash(text) ? text : fail();
}

function isHash(text: string): text is Hash {
  return text.startsWith("sha256:");
}

type UsageColumns = Readonly<Record<"input" | "output" | "cacheRead" | "cacheWrite" | "reasoning", Float64Array>>;

function fail(): never {
  throw lie;
}
