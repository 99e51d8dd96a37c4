// What the results tests share: a run of the arms `baseline` and `short` by letters, its rows, and the query for all of them.
import type { Row } from "../../../../src/core/domain/collection.ts";
import type { RunEvent } from "../../../../src/core/domain/run-event.ts";
import type { RunManifest } from "../../../../src/core/domain/run-manifest.ts";
import { createLineMatcher } from "../../../../src/core/report/results/line-matcher.ts";
import { rowLines, type LineSource, type RowsSource } from "../../../../src/core/report/results/row-lines.ts";
import type { SampleSource } from "../../../../src/core/report/results/sample-plane.ts";
import type { RowsQuery } from "../../../../src/protocol/rows-plane.ts";
import { armEvents, recordOf, textsOf } from "../../../support/event-factories.ts";
import { manifestOf, rowOf, rowsOf } from "../../../support/factories.ts";

export function queryOf(changes: Partial<RowsQuery> = {}): RowsQuery {
  return { variant: null, sort: { by: "file", isDescending: false }, chips: [], text: "", ...changes };
}

export function sortedBy(by: string, isDescending = false): RowsQuery {
  return queryOf({ sort: { by, isDescending } });
}

export interface SourceInput {
  readonly rows: readonly Row[];
  readonly variants?: readonly string[];
  readonly events?: readonly RunEvent[];
  readonly manifest?: Partial<RunManifest>;
  readonly columns?: RowsSource["columns"];
  /** The variant that is looked at; the first when it is left out. */
  readonly variant?: string;
  /** False for rows that cannot be read. */
  readonly hasRows?: boolean;
}

export interface TestSource extends LineSource, RowsSource {}

/** Every column of the first row is a text column unless `columns` says otherwise. */
export function sourceOf({ rows, events = [], columns, variant, hasRows = true, ...run }: SourceInput): TestSource {
  const { variants = ["baseline", "short"], manifest = {} } = run;
  const source = {
    manifest: manifestOf(variants, { samples: rows.length * variants.length * (manifest.epochs ?? 1), ...manifest }),
    record: recordOf(...events),
    rows: hasRows ? rows : [],
  };
  const texts = textsOf(...events);
  return {
    ...source,
    texts,
    match: createLineMatcher(texts),
    lines: rowLines(source, variant ?? null),
    columns: columns ?? Object.keys(rows[0]?.values ?? {}).map((name) => ({ name, isNumeric: false, isId: false })),
  };
}

/** Rows `r01`, `r02` and so on, by one letter for each in each arm (see `armEvents`). */
export function pairedSource(baseline: string, short: string, changes: Partial<SourceInput> = {}): TestSource {
  const events = [...armEvents("baseline", baseline), ...armEvents("short", short)];
  return sourceOf({ rows: rowsOf(baseline.length), events, ...changes });
}

export function sampleSourceOf(source: RowsSource, changes: Partial<SampleSource> = {}): SampleSource {
  return { ...source, messages: () => [], lineOf: () => 1, collectionPath: "rows.csv", ...changes };
}

/** A row of any texts: the factory would hash them, which lone surrogates have no form for. */
export function hostileRow(id: string, values: Row["values"]): Row {
  return { ...rowOf("row"), id, values };
}

/** The event under another row's id, whatever that is. */
export function renamed<Event extends { readonly row: string }>(event: Event, row: string): Event {
  return { ...event, row };
}

/** Text of every kind that JSON makes longer: control characters, three-byte characters, lone surrogates. */
export const hostileCharacters = ["\u0000", "\u202e", "\n", '"', "\\", "漢", "😀", "\ud800", "\udc00", "a", "\u2028", "é"] as const;
