// The samples of the arm that is looked at as lines in file order, each set against the baseline; derived once, then sorted and filtered.
import type { SampleKey } from "../../../protocol/actions.ts";
import type { RowVerdict } from "../../../protocol/verdicts.ts";
import { sha256Hex } from "../../base/hash.ts";
import { scoreSample, type ScoredSample } from "../../comparison/arm-samples.ts";
import type { Row, RowValue } from "../../domain/collection.ts";
import type { Outcome } from "../../domain/outcome.ts";
import type { RunManifest } from "../../domain/run-manifest.ts";
import { isAnswered, plannedSamples, type ResponseFacts, type RunRecord, type SampleRecord } from "../../domain/run-record.ts";
import type { RunTexts } from "../../domain/run-texts.ts";
import type { LineMatcher } from "./line-matcher.ts";
import { shownArms, type ShownArms } from "./shown-arms.ts";

export interface LineColumn {
  readonly name: string;
  readonly isNumeric: boolean;
  readonly isId: boolean;
}

/** What lines are derived from. */
export interface LineSource {
  readonly manifest: RunManifest;
  readonly record: RunRecord;
  /** The rows that the run took, in file order; empty when they cannot be read. */
  readonly rows: readonly Row[];
}

/** What windows and samples are drawn from; the lines are those of the query's variant. */
export interface RowsSource {
  readonly manifest: RunManifest;
  readonly columns: readonly LineColumn[];
  readonly lines: LineSet;
  readonly texts: RunTexts;
  readonly match: LineMatcher;
}

/** One sample of the arm that is looked at. */
export interface Line {
  readonly key: SampleKey;
  readonly id: string;
  /** Null when the rows cannot be read. */
  readonly row: Row | null;
  readonly sample: SampleRecord | null;
  /** The same row of the baseline; null in a run without variants too. */
  readonly baseline: SampleRecord | null;
  readonly outcome: Outcome | "pending";
  readonly score: number | null;
  readonly baselineScore: number | null;
  readonly verdict: RowVerdict;
  /** Whether the sample, or the baseline's, ended in an error. */
  readonly isErrored: boolean;
}

export interface LineSet extends ShownArms {
  readonly lines: readonly Line[];
}

const longestKey = 200;
const equalScores = 1e-9;

/** The lines of the variant, or of the baseline of a run without variants; samples that are still missing are lines too. */
export function rowLines({ manifest, record, rows }: LineSource, variant: string | null): LineSet {
  const arms = shownArms(manifest, variant);
  const shown = arms.variant ?? arms.baseline;
  const own = samplesByRow(record, shown);
  const base = arms.variant === null ? new Map<string, SampleRecord[]>() : samplesByRow(record, arms.baseline);
  const known = new Set(rows.map(({ id }) => id));
  const unread = [...new Set([...own.keys(), ...base.keys()])].filter((id) => !known.has(id)).sort();
  const entries = [...rows.map((row) => ({ id: row.id, row })), ...unread.map((id) => ({ id, row: null }))];
  const lines = entries.flatMap(({ id, row }) =>
    Array.from({ length: manifest.epochs }, (_, epoch): Line => {
      const sample = own.get(id)?.[epoch] ?? null;
      const baseline = base.get(id)?.[epoch] ?? null;
      const scored = sample === null ? null : scoreSample(sample, manifest.criteria);
      const other = baseline === null ? null : scoreSample(baseline, manifest.criteria);
      return {
        key: { row: rowKey(id), epoch },
        id,
        row,
        sample,
        baseline,
        outcome: scored?.outcome ?? "pending",
        score: scored?.score ?? null,
        baselineScore: other?.score ?? null,
        verdict: arms.variant === null ? ownVerdict(scored) : pairVerdict(scored, other),
        isErrored: scored?.outcome === "error" || other?.outcome === "error",
      };
    }),
  );
  return { ...arms, lines };
}

/** The line of a key; null when the run has none. */
export function findLine({ lines }: LineSet, key: SampleKey): Line | null {
  return lines.find((line) => line.key.row === key.row && line.key.epoch === key.epoch) ?? null;
}

/** A row's id as keys carry it: as it is, or shortened and made unique where it is too long for a message. */
export function rowKey(id: string): string {
  return id.length <= longestKey ? id : `${[...id.slice(0, longestKey)].slice(0, 100).join("")}…${sha256Hex(id).slice(0, 16)}`;
}

/** The value of a row as a text; nothing for a column that the row does not have. */
export function cellText(value: RowValue | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The score against the baseline's; null where one of the two is missing. */
export function changeOf({ score, baselineScore }: Line): number | null {
  return score === null || baselineScore === null ? null : score - baselineScore;
}

function samplesByRow(record: RunRecord, variant: string): Map<string, SampleRecord[]> {
  const samples = new Map<string, SampleRecord[]>();
  for (const sample of plannedSamples(record)) {
    if (sample.variant !== variant || sample.response === null) continue;
    const epochs = samples.get(sample.row) ?? [];
    epochs[sample.epoch] = sample;
    samples.set(sample.row, epochs);
  }
  return samples;
}

function ownVerdict(sample: ScoredSample | null): RowVerdict {
  if (sample === null) return "pending";
  return sample.outcome === "pass" ? "passed" : "failed";
}

/** Whether the row passes counts before its score, so that rows won and lost are improved and regressed ones whatever the weights. */
function pairVerdict(sample: ScoredSample | null, baseline: ScoredSample | null): RowVerdict {
  if (sample === null || baseline === null) return "pending";
  const passes = Number(sample.outcome === "pass") - Number(baseline.outcome === "pass");
  const scores = (sample.score ?? 0) - (baseline.score ?? 0);
  const direction = passes !== 0 ? passes : Math.abs(scores) < equalScores ? 0 : scores;
  if (direction < 0) return "regressed";
  if (sample.outcome === "error") return "failed";
  if (direction > 0) return "improved";
  return isSameAnswer(sample.record.response, baseline.record.response) ? "same" : "changed";
}

function isSameAnswer(a: ResponseFacts | null, b: ResponseFacts | null): boolean {
  return isAnswered(a) && isAnswered(b) && a.fingerprint === b.fingerprint;
}
