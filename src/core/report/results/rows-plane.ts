// A window of the rows table as the view draws it; whatever the texts, it stays below the size of a message.
import { mostCellCharacters, mostLines, type RowLine, type RowsPlane, type RowsQuery } from "../../../protocol/rows-plane.ts";
import { mostMessageBytes } from "../../../protocol/messages.ts";
import type { RatingLabel } from "../../../protocol/verdicts.ts";
import { countedRatings } from "../../domain/apply-labels.ts";
import { isAnswered, type SampleRecord } from "../../domain/run-record.ts";
import { textOf, type RunTexts } from "../../domain/run-texts.ts";
import { sampleError } from "./outcome-words.ts";
import { cellText, changeOf, type Line, type RowsSource } from "./row-lines.ts";
import { jsonBytes, preview, takeWithin } from "./text-limits.ts";

/** More columns than these no table shows; the rest stands in the sample. */
const mostColumns = 100;
const headBytes = 32 * 1024;
const longestName = 300;
/** Ever shorter texts, should a window of the usual ones not fit. */
const cellLengths = [mostCellCharacters, 60, 30, 12, 0];

/**
 * The lines from `from` up to `to` of those that match. Where even short texts do not fit a message there are fewer lines than
 * asked for, at least one.
 */
export async function rowsPlane(
  source: RowsSource,
  query: RowsQuery,
  window: { readonly from: number; readonly to: number },
): Promise<RowsPlane> {
  const { manifest, lines: set } = source;
  const matched = await source.match(set, source.columns, query);
  const from = Math.min(Math.max(0, window.from), matched.lines.length);
  const criteria = takeWithin(
    manifest.criteria.items.slice(0, mostColumns).map(({ id, name }) => ({ id, name: preview(name ?? id, mostCellCharacters) })),
    headBytes,
  );
  const columns = takeWithin(
    source.columns
      .flatMap(({ name, isNumeric, isId }) => (isId ? [] : [{ name: preview(name, longestName), isNumeric }]))
      .slice(0, mostColumns),
    headBytes,
  );
  const names = source.columns.flatMap(({ name, isId }) => (isId ? [] : [name])).slice(0, columns.length);
  const plane = {
    query,
    criteria,
    columns,
    hasEpochs: manifest.epochs > 1,
    total: set.lines.length,
    matched: matched.lines.length,
    chips: [...matched.chips],
    from,
  };
  const shown = matched.lines.slice(from, Math.min(window.to, from + mostLines));
  const texts = await readBeginnings(shown, source.texts);
  const ids = criteria.map(({ id }) => id);
  // What is left for the lines; the message around the plane takes some bytes too.
  const budget = mostMessageBytes - 1024 - jsonBytes(plane);
  return { ...plane, lines: linesWithin(shown, { ids, names, texts }, budget) };
}

interface Head {
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly texts: ReadonlyMap<SampleRecord, string>;
}

/** No cell shows more of a text: two units for each character, and one to see that there is more. */
const shownUnits = 2 * mostCellCharacters + 3;

async function readBeginnings(lines: readonly Line[], texts: RunTexts): Promise<ReadonlyMap<SampleRecord, string>> {
  const answered = lines.flatMap(({ sample }) => (sample !== null && isAnswered(sample.response) ? [sample] : []));
  const beginnings = new Map<SampleRecord, string>();
  for await (const whole of texts.read(answered, "responses"))
    beginnings.set(whole.record, (textOf(whole) ?? (whole.problem === null ? "" : `[${whole.problem}]`)).slice(0, shownUnits));
  return beginnings;
}

function linesWithin(lines: readonly Line[], head: Head, budget: number): RowLine[] {
  let shown: RowLine[] = [];
  for (const length of cellLengths) {
    shown = lines.map((line) => rowLine(line, head, length));
    if (jsonBytes(shown) <= budget) return shown;
  }
  return takeWithin(shown, budget);
}

function rowLine(line: Line, { ids, names, texts }: Head, length: number): RowLine {
  const { key, row, sample, baseline, score, verdict, outcome } = line;
  const response = sample?.response ?? null;
  const isAnswer = isAnswered(response);
  const error = outcome === "error" && sample !== null ? sampleError(sample) : null;
  return {
    key,
    score,
    change: changeOf(line),
    verdict,
    error: error === null ? null : preview(error, length),
    isErrored: line.isErrored,
    ratings: ids.map((id) => rating(id, sample, baseline)),
    cells: names.map((name) => preview(cellText(row?.values[name]), length)),
    response: isAnswer && sample !== null ? preview(texts.get(sample) ?? "", length) : null,
    tokens: response?.usage?.output ?? null,
    latencyMs: isAnswer ? response.latencyMs : null,
    isCached: isAnswer && response.cost.cached,
  };
}

function rating(id: string, sample: SampleRecord | null, baseline: SampleRecord | null): RowLine["ratings"][number] {
  const label = labelOf(sample, id);
  const other = labelOf(baseline, id);
  const isChanged = label !== null && other !== null && (label === "pass") !== (other === "pass");
  return { label, change: !isChanged ? null : label === "pass" ? "up" : "down" };
}

/** What a criterion said of a sample; null while it has not. */
function labelOf(sample: SampleRecord | null, id: string): RatingLabel | null {
  const rated = sample === null ? undefined : countedRatings(sample).get(id);
  return rated === undefined ? null : (rated.label ?? "error");
}
