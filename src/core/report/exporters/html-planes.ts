// The planes of a run as an HTML file holds them: for each variant its summary, its lines, and its samples in full, what regressed first.
import type { LabelledAction } from "../../../protocol/actions.ts";
import type { HostMessage } from "../../../protocol/messages.ts";
import { mostLines, type RowsPlane, type RowsQuery } from "../../../protocol/rows-plane.ts";
import type { SummaryPlane } from "../../../protocol/summary-plane.ts";
import { formatCount } from "../figures.ts";
import { createLineMatcher } from "../results/line-matcher.ts";
import { rowLines, type RowsSource } from "../results/row-lines.ts";
import { rowsPlane } from "../results/rows-plane.ts";
import { samplePlane } from "../results/sample-plane.ts";
import { shownArms } from "../results/shown-arms.ts";
import { summaryPlane } from "../results/summary-plane.ts";
import type { ExportInput } from "./exporter.ts";

/** Lines of each variant; what is left out is said. */
const mostFileLines = 2000;
/** Samples in full, of all variants together. */
const mostFileSamples = 200;

/** Summary first, then what belongs to it; the texts of a confidential collection are left out. */
export async function* filePlanes(input: ExportInput): AsyncGenerator<HostMessage> {
  const { variants } = shownArms(input.manifest, null);
  const shown = variants.length === 0 ? [null] : variants;
  const match = createLineMatcher(input.texts);
  for (const variant of shown) {
    const columns = input.isConfidential ? [] : input.columns;
    const source: RowsSource = { ...input, columns, lines: rowLines(input, variant), match };
    const mostSamples = input.isConfidential ? 0 : Math.floor(mostFileSamples / shown.length);
    yield { kind: "summary", summary: fileSummary(input, variant, source.lines.lines.length, mostSamples) };
    yield* lineMessages(input, source, variant);
    yield* sampleMessages(input, source, { variant, most: mostSamples });
  }
}

function queryOf(variant: string | null, by: string): RowsQuery {
  return { variant, sort: { by, isDescending: false }, chips: [], text: "" };
}

async function* lineMessages({ isConfidential }: ExportInput, source: RowsSource, variant: string | null): AsyncGenerator<HostMessage> {
  const query = queryOf(variant, "file");
  const end = Math.min(source.lines.lines.length, mostFileLines);
  let from = 0;
  do {
    const rows = await rowsPlane(source, query, { from, to: Math.min(end, from + mostLines) });
    from += Math.max(1, rows.lines.length);
    yield { kind: "rows", rows: isConfidential ? withoutTexts(rows) : rows };
  } while (from < end);
}

/** Ids and figures stay. */
function withoutTexts(rows: RowsPlane): RowsPlane {
  return {
    ...rows,
    lines: rows.lines.map((line) => ({ ...line, cells: [], response: null, error: line.error === null ? null : "Error" })),
  };
}

async function* sampleMessages(
  { messages, lineOf, manifest }: ExportInput,
  source: RowsSource,
  { variant, most }: { readonly variant: string | null; readonly most: number },
): AsyncGenerator<HostMessage> {
  const query = queryOf(variant, "verdict");
  const { lines } = await source.match(source.lines, source.columns, query);
  const sampleSource = { ...source, messages, lineOf, collectionPath: manifest.collection.path };
  for (const { key } of lines.slice(0, most)) yield { kind: "sample", sample: await samplePlane(sampleSource, key, query) };
}

/** As the panel shows it, without what only an editor can do. */
function fileSummary(input: ExportInput, variant: string | null, lines: number, mostSamples: number): SummaryPlane {
  const { manifest, record, status, isConfidential, summary } = input;
  const plane = summaryPlane({
    manifest,
    record,
    status,
    root: "",
    path: manifest.experiment.path,
    variant,
    // A file is read at any time: its run is neither of today nor of yesterday.
    now: Date.parse(manifest.createdAt) + aYear,
    changedFiles: [],
    planWarnings: [],
    ...(input.floor === undefined ? {} : { floor: input.floor }),
  });
  // The messages of providers may quote rows.
  const warnings = isConfidential ? summary.warnings.map((text) => warning(text)) : plane.warnings;
  const card = plane.card === null || !isConfidential ? plane.card : { ...plane.card, explanation: "", facts: [] };
  return {
    ...plane,
    card: card === null ? null : { ...card, actions: shownActions(card.actions) },
    warnings: [
      ...cutWarnings(lines, mostSamples, isConfidential),
      ...warnings.map((each) => ({ ...each, actions: shownActions(each.actions) })),
    ],
  };
}

const aYear = 366 * 24 * 60 * 60 * 1000;

function cutWarnings(lines: number, mostSamples: number, isConfidential: boolean): SummaryPlane["warnings"] {
  if (isConfidential) return [warning("The collection is confidential: this file holds ids and figures, and no text of rows or answers.")];
  return [
    ...(lines > mostFileLines
      ? [warning(`This file holds the first ${formatCount(mostFileLines)} of ${formatCount(lines)} rows; export CSV for all of them.`)]
      : []),
    ...(lines > mostSamples
      ? [warning(`Of ${formatCount(lines)} rows the first ${mostSamples} can be opened, those that got worse before the others.`)]
      : []),
  ];
}

function warning(text: string): SummaryPlane["warnings"][number] {
  return { severity: "info", text, actions: [] };
}

function shownActions(actions: readonly LabelledAction[]): LabelledAction[] {
  return actions.filter(({ action }) => action.kind === "show-rows");
}
