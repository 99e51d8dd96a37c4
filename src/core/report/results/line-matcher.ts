// Answers queries about the lines of a run: texts are searched on disk and remembered, and the last answer serves every window of it.
import type { RowsQuery } from "../../../protocol/rows-plane.ts";
import type { ResponseFacts, SampleRecord } from "../../domain/run-record.ts";
import { textOf, type RunTexts } from "../../domain/run-texts.ts";
import type { Line, LineColumn, LineSet } from "./row-lines.ts";
import { holdsNeedle, matchLines, needleOf, type LinesQuery, type MatchedLines } from "./row-query.ts";

export type LineMatcher = (set: LineSet, columns: readonly LineColumn[], query: RowsQuery) => Promise<MatchedLines>;

export function createLineMatcher(texts: RunTexts): LineMatcher {
  const search = createTextSearch(texts);
  let kept: { readonly set: LineSet; readonly query: string; readonly matched: MatchedLines } | null = null;
  return async (set, columns, { sort, chips, text }) => {
    const query: LinesQuery = { sort, chips, text };
    const name = JSON.stringify(query);
    if (kept?.set === set && kept.query === name) return kept.matched;
    const hasText = await search(set.lines, columns, needleOf(text));
    const matched = matchLines(set, columns, query, hasText);
    kept = { set, query: name, matched };
    return matched;
  };
}

/** Tells which responses hold a text. Each is read once for each text, however often the lines are made again. */
function createTextSearch(
  texts: RunTexts,
): (lines: readonly Line[], columns: readonly LineColumn[], needle: string) => Promise<(line: Line) => boolean> {
  let last: { readonly needle: string; readonly found: Map<ResponseFacts, boolean> } = { needle: "", found: new Map() };
  return async (lines, columns, needle) => {
    if (last.needle !== needle) last = { needle, found: new Map() };
    const own = last;
    for await (const whole of needle === "" ? [] : texts.read(unread(lines, columns, own), "responses")) {
      const { response } = whole.record;
      if (response !== null) own.found.set(response, textOf(whole)?.toLowerCase().includes(needle) ?? false);
      // Another text is wanted by now: what was found so far answers nobody.
      if (last !== own) break;
    }
    return ({ sample }) => sample?.response != null && own.found.get(sample.response) === true;
  };
}

/** Samples whose lines do not match already. */
function* unread(
  lines: readonly Line[],
  columns: readonly LineColumn[],
  { needle, found }: { readonly needle: string; readonly found: ReadonlyMap<ResponseFacts, boolean> },
): Generator<SampleRecord> {
  for (const line of lines) {
    const { sample } = line;
    if (sample?.response != null && !found.has(sample.response) && !holdsNeedle(line, columns, needle)) yield sample;
  }
}
