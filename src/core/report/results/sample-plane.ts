// One sample in full as the view draws it; whatever the texts, it stays below the size of a message.
import { mostMessageBytes } from "../../../protocol/messages.ts";
import type { RowsQuery } from "../../../protocol/rows-plane.ts";
import type { RatingPlane, SamplePlane } from "../../../protocol/sample-plane.ts";
import type { SampleKey } from "../../../protocol/actions.ts";
import type { Row } from "../../domain/collection.ts";
import { isCounted, verdictText } from "../../comparison/people-figures.ts";
import { isAskedKind } from "../../domain/criterion-set.ts";
import type { RatingEvent } from "../../domain/run-event.ts";
import type { ManifestCriterion, RunManifest } from "../../domain/run-manifest.ts";
import { isAnswered, type SampleRecord } from "../../domain/run-record.ts";
import { textOf, type RunTexts, type WholeSample } from "../../domain/run-texts.ts";
import type { RenderedMessage } from "../../template/rendered.ts";
import { cellText, findLine, type Line, type LineColumn, type LineSet, type RowsSource } from "./row-lines.ts";
import { sampleCalls } from "./sample-calls.ts";
import { messagePlanes, type LineOf } from "./sample-messages.ts";
import { responsePlane } from "./sample-responses.ts";
import { armNames } from "./shown-arms.ts";
import { clipBytes, jsonBytes, preview, shareBytes, takeWithin, textBytes } from "./text-limits.ts";
import { wordDiff, type WordDiff } from "./word-diff.ts";

export interface SampleSource extends RowsSource {
  /** What a row was sent as, from the inputs that the run pinned; null when they cannot be read. */
  readonly messages: (variant: string, row: Row) => readonly RenderedMessage[] | null;
  readonly lineOf: LineOf;
  /** The file of rows. */
  readonly collectionPath: string;
}

/** Bytes of JSON for each part; together with two responses they leave the diff some 30 kB at worst, and far more as a rule. */
const budgets = { messages: 36_000, values: 16_000, ratings: 24_000, attempts: 8_000 };
const longestName = 300;

/** Null for a key that is none of the run's. */
export async function samplePlane(source: SampleSource, key: SampleKey, query: RowsQuery): Promise<SamplePlane | null> {
  const { manifest, columns, lines: set } = source;
  const line = findLine(set, key);
  if (line === null) return null;
  const samples = await readWhole(set.variant === null ? [line.sample] : [line.baseline, line.sample], source.texts);
  const names = armNames(set);
  const items = manifest.criteria.items;
  const messages = line.row === null ? null : source.messages(set.variant ?? set.baseline, line.row);
  const plane = {
    key: line.key,
    ...neighbours((await source.match(set, columns, query)).lines, line),
    verdict: line.verdict,
    scoreText: scoreText(line, set),
    rowPlace: line.row === null ? null : { file: preview(source.collectionPath, longestName), line: line.row.line },
    messages: messagePlanes(messages ?? [], source.lineOf, budgets.messages),
    values: valuePlanes(line.row, columns),
    responses: samples.map((sample, index) => responsePlane(names[index] ?? "", sample, manifest.criteria)),
    judge: judgeText(manifest),
    ratings: ratingPlanes(samples, items),
    attempts: takeWithin(
      sampleCalls(
        samples.filter((sample) => sample !== null),
        items.map(({ id }) => id),
      ),
      budgets.attempts,
    ),
  };
  const left = mostMessageBytes - 1024 - jsonBytes(plane);
  const { diff, note } = diffWithin(samples, left);
  return { ...plane, diff, diffNote: note };
}

async function readWhole(samples: readonly (SampleRecord | null)[], texts: RunTexts): Promise<(WholeSample | null)[]> {
  const whole = new Map<SampleRecord | null, WholeSample>();
  const known = samples.filter((sample) => sample !== null);
  for await (const sample of texts.read(known, "all")) whole.set(sample.record, sample);
  return samples.map((sample) => whole.get(sample) ?? null);
}

function neighbours(lines: readonly Line[], line: Line): Pick<SamplePlane, "position" | "matched" | "previous" | "next"> {
  const index = lines.indexOf(line);
  return {
    position: index < 0 ? null : index + 1,
    matched: lines.length,
    previous: index < 1 ? null : (lines[index - 1]?.key ?? null),
    next: index < 0 ? null : (lines[index + 1]?.key ?? null),
  };
}

function scoreText({ score, baselineScore, sample, baseline }: Line, { variant }: LineSet): string {
  const text = (value: number | null): string => value?.toFixed(2) ?? "none";
  if (sample === null && baseline === null) return "";
  return variant === null ? `score ${text(score)}` : `score ${text(baselineScore)} to ${text(score)}`;
}

/** In the order of the columns; those that the row does not have are left out. */
function valuePlanes(row: Row | null, columns: readonly LineColumn[]): SamplePlane["values"] {
  if (row === null) return [];
  const values = columns.flatMap(({ name }) =>
    row.values[name] === undefined ? [] : [{ name: preview(name, longestName), value: cellText(row.values[name]) }],
  );
  const frames = values.map((value) => jsonBytes({ ...value, value: "" }) + 1);
  const share = shareBytes(
    values.map(({ value }) => textBytes(value)),
    budgets.values - sum(frames) - 2,
  );
  return takeWithin(
    values.map(({ name, value }) => ({ name, value: clipBytes(value, share).text })),
    budgets.values,
  );
}

/** Judged by the pinned model and prompt, in words; nothing without a judge. */
function judgeText({ criteria, models }: RunManifest): string {
  if (criteria.judge === null) return "";
  const { model, promptVersion } = criteria.judge;
  const name = models.find(({ id }) => id === model)?.requested ?? model;
  return `judge ${preview(name, longestName)}, judge prompt ${promptVersion}`;
}

/** In the order of the criteria, the baseline's rating first. */
function ratingPlanes(samples: readonly (WholeSample | null)[], criteria: readonly ManifestCriterion[]): SamplePlane["ratings"] {
  const ratings = criteria.map((criterion) => ({
    id: criterion.id,
    name: preview(criterion.name ?? criterion.id, longestName),
    isHard: criterion.severity === "hard",
    isJudged: isAskedKind(criterion.kind),
    arms: samples.map((sample) => ratingPlane(sample, criterion)),
  }));
  const arms = ratings.flatMap((rating) => rating.arms);
  const texts = sum(arms.map(({ reason }) => textBytes(reason ?? "")));
  const frames = jsonBytes(ratings) - texts;
  const share = shareBytes(
    arms.map(({ reason }) => textBytes(reason ?? "")),
    budgets.ratings - frames,
  );
  return takeWithin(
    ratings.map((rating) => ({
      ...rating,
      arms: rating.arms.map(({ label, reason }) => ({ label, reason: reason === null ? null : clipBytes(reason, share).text })),
    })),
    budgets.ratings,
  );
}

/** Where people count their verdict stands, and what the run's own rater said is its reason. */
function ratingPlane(sample: WholeSample | null, { id, kind }: ManifestCriterion): RatingPlane {
  const own = ownRating(sample?.ratings.get(id) ?? null);
  const verdict = sample?.record.labels?.verdicts.get(id);
  if (sample === null || verdict === undefined) return own;
  const said = capitalized(verdictText(verdict));
  const rater = isAskedKind(kind) ? "judge" : "check";
  const ownSaid = `The ${rater} says ${own.label ?? "nothing"}${own.reason === null ? "." : `: ${own.reason}`}`;
  if (isCounted(sample.record, id)) return { label: verdict.label, reason: `${said}. ${ownSaid}` };
  return { label: own.label, reason: `${ownSaid} ${said}, which does not count here.` };
}

function ownRating(rating: RatingEvent | null): RatingPlane {
  if (rating === null) return { label: null, reason: null };
  return rating.label === null || rating.value === null
    ? { label: "error", reason: rating.error?.message ?? rating.reason }
    : { label: rating.label, reason: rating.reason };
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** The diff of the whole responses, where it fits into what is left of the message. */
function diffWithin(samples: readonly (WholeSample | null)[], budget: number): WordDiff {
  const [baseline, variant] = samples.map((sample) => {
    const text = sample === null || sample === undefined || !isAnswered(sample.response) ? null : textOf(sample);
    return text === null ? null : { text, toolCalls: JSON.stringify(sample?.response?.output?.toolCalls ?? []) };
  });
  if (baseline == null || variant == null) return { diff: null, note: null };
  if (baseline.text === variant.text && baseline.toolCalls !== variant.toolCalls)
    return { diff: null, note: "Both texts are the same; the tool calls differ." };
  const tooLong = { diff: null, note: "These responses are too long to mark the words here." };
  if (baseline.text !== variant.text && Math.max(textBytes(baseline.text), textBytes(variant.text)) > budget) return tooLong;
  const compared = wordDiff(baseline.text, variant.text);
  return jsonBytes(compared) <= budget ? compared : tooLong;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
