// A run's samples as flat data in a fixed order: rows as in the file, then variants, then epochs.
import type { Row } from "../../domain/collection.ts";
import { plannedSamples, type SampleRecord } from "../../domain/run-record.ts";
import type { WholeSample } from "../../domain/run-texts.ts";
import { isCounted } from "../../comparison/people-figures.ts";
import { scoreSample, type ScoredSample } from "../../comparison/arm-samples.ts";
import type { ExportInput } from "./exporter.ts";

export interface ExportedSample {
  readonly row: Row;
  readonly record: SampleRecord;
  readonly whole: WholeSample;
  /** Null while a rating is missing. */
  readonly scored: ScoredSample | null;
}

/** Of all arms, or of one. */
export async function* orderedSamples(input: ExportInput, variant: string | null = null): AsyncGenerator<ExportedSample> {
  const { manifest, rows, texts, onProblem } = input;
  const byId = new Map(rows.map((row) => [row.id, row]));
  for await (const whole of texts.read(inOrder(input, variant), "all")) {
    const { record, problem } = whole;
    const row = byId.get(record.row);
    if (row === undefined) continue;
    if (problem !== null) onProblem(problem);
    yield { row, record, whole, scored: scoreSample(record, manifest.criteria) };
  }
}

/** Every row that the run took with its samples of one arm; those of a row that has not run yet are none. */
export async function* samplesByRow(input: ExportInput, variant: string): AsyncGenerator<{ row: Row; samples: ExportedSample[] }> {
  const rows = input.rows.values();
  let open: { row: Row; samples: ExportedSample[] } | null = null;
  for await (const sample of orderedSamples(input, variant)) {
    while (open?.row !== sample.row) {
      if (open !== null) yield open;
      const { value: row } = rows.next();
      if (row === undefined) return;
      open = { row, samples: [] };
    }
    open.samples.push(sample);
  }
  if (open !== null) yield open;
  for (const row of rows) yield { row, samples: [] };
}

function* inOrder({ manifest, record, rows }: ExportInput, variant: string | null): Generator<SampleRecord> {
  const variants = new Map(manifest.variants.map(({ id }, index) => [id, index]));
  const byRow = new Map<string, SampleRecord[]>();
  for (const sample of plannedSamples(record)) {
    if (variant !== null && sample.variant !== variant) continue;
    const known = byRow.get(sample.row);
    if (known === undefined) byRow.set(sample.row, [sample]);
    else known.push(sample);
  }
  for (const { id } of rows)
    yield* (byRow.get(id) ?? []).sort((a, b) => (variants.get(a.variant) ?? 0) - (variants.get(b.variant) ?? 0) || a.epoch - b.epoch);
}

/** Everything of one sample, for JSON and JSONL. */
export function sampleData({ row, record, scored, whole }: ExportedSample): object {
  const { response, ratings } = whole;
  return {
    row: row.id,
    rowHash: row.hash,
    variant: record.variant,
    epoch: record.epoch,
    outcome: scored?.outcome ?? "unrated",
    score: scored?.score ?? null,
    input: row.values,
    response:
      response === null
        ? null
        : {
            status: response.status,
            text: response.output?.text ?? null,
            toolCalls: response.output?.toolCalls ?? [],
            finish: response.provider.finish,
            model: response.provider.model,
            error: response.error,
          },
    ratings: [...ratings.values()]
      .sort((a, b) => (a.criterion < b.criterion ? -1 : 1))
      .map(({ criterion, value, label, reason, error }) => ({ criterion, value, label, reason, error, ...peopleData(record, criterion) })),
    usage: response?.usage ?? null,
    costUsd: response?.cost.usd ?? null,
    time: response?.time ?? null,
    provider:
      response === null
        ? null
        : { id: response.provider.id, requestId: response.provider.requestId, systemFingerprint: response.provider.systemFingerprint },
    cached: response?.cost.cached ?? false,
    attempts: response === null ? 0 : response.attempt,
    possiblyBilledAttempts: response?.possiblyBilledAttempts ?? 0,
    completedAt: response?.t ?? null,
  };
}

/** What people said of it, beside what the run's own rater said, and whether the outcome counts it. */
function peopleData(record: SampleRecord, criterion: string): object {
  const verdict = record.labels?.verdicts.get(criterion);
  return verdict === undefined ? {} : { people: { ...verdict, counts: isCounted(record, criterion) } };
}
