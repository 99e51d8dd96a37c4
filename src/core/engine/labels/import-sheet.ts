// An annotator's sheet to new labels: each line matched to the response it was written for; with one wrong line there are none at all.
import { isTouchstoneError } from "../../base/errors.ts";
import { labelsPath } from "../../documents/kinds.ts";
import { labelKey, standingLabels, type Label } from "../../domain/label.ts";
import { labelItems, type LabelItem } from "../../domain/label-item.ts";
import { outputHash } from "../../domain/run-facts.ts";
import type { ResponseOutput } from "../../domain/run-event.ts";
import { readRun } from "../../store/run-store.ts";
import { openRunTexts } from "../../store/run-texts.ts";
import { readRowHashes } from "../row-hashes.ts";
import { readSheet, type SheetLine, type SheetProblem } from "./read-sheet.ts";
import { readLabelsFile, type RunSource } from "./run-labels.ts";

export interface ImportOptions {
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How the response of an item stood in the sheet. */
  readonly sheetText: (output: ResponseOutput) => string;
}

export interface SheetImport {
  /** By the path of the labels file that they belong into. */
  readonly labels: ReadonlyMap<string, readonly Label[]>;
  readonly added: number;
  /** The rater had said something else. */
  readonly changed: number;
  /** The rater has said so already. */
  readonly unchanged: number;
  /** Lines without a label. */
  readonly skipped: number;
  /** Not empty: then nothing is to be written. */
  readonly problems: readonly SheetProblem[];
}

/** Throws only what the storage throws. */
export async function importSheet(bytes: Uint8Array, options: ImportOptions, source: RunSource): Promise<SheetImport> {
  const { lines, skipped, problems: unread } = readSheet(bytes);
  const problems: SheetProblem[] = [...unread];
  const labels = new Map<string, Label[]>();
  const counts = { added: 0, changed: 0, unchanged: 0 };
  for (const runId of new Set(lines.map((line) => line.runId))) {
    const own = lines.filter((line) => line.runId === runId);
    const matched = await matchRun(runId, own, options, source);
    problems.push(...matched.problems);
    if (matched.path === null) continue;
    const known = await readLabelsFile(source.files, matched.criteriaPath);
    const standing = standingLabels([...(known?.labels ?? []), ...(labels.get(matched.path) ?? [])]);
    for (const said of matched.said) {
      const before = standing.get(labelKey(said));
      const isSame = before === undefined ? said.label === null : before.label === said.label && (before.note ?? null) === said.note;
      counts[isSame ? "unchanged" : before === undefined ? "added" : "changed"] += 1;
      if (!isSame) labels.set(matched.path, [...(labels.get(matched.path) ?? []), { ...said, t: timeAfter(before, options.now) }]);
    }
  }
  return { labels, ...counts, skipped, problems: problems.sort((a, b) => a.line - b.line) };
}

/** Now, or a moment after what it takes the place of: a clock that goes behind must not make it lose. */
function timeAfter(before: Label | undefined, now: number): string {
  const earliest = before === undefined ? 0 : Date.parse(before.t) + 1;
  return new Date(Math.max(now, earliest)).toISOString();
}

type Said = Omit<Label, "t" | "note"> & { readonly note: string | null };

interface MatchedRun {
  readonly criteriaPath: string;
  /** Of the labels file; null where the run cannot be read. */
  readonly path: string | null;
  readonly said: readonly Said[];
  readonly problems: readonly SheetProblem[];
}

async function matchRun(
  runId: string,
  lines: readonly SheetLine[],
  { by, sheetText }: ImportOptions,
  { storage }: RunSource,
): Promise<MatchedRun> {
  const refuse = (message: string): MatchedRun => ({
    criteriaPath: "",
    path: null,
    said: [],
    problems: lines.map(({ line }) => ({ line, message })),
  });
  const stored = await readRun(storage, runId).catch((error: unknown) => {
    if (isTouchstoneError(error)) return error.message;
    throw error;
  });
  if (typeof stored === "string") return refuse(`Its run cannot be read: ${stored}`);
  const { manifest, record } = stored;
  const rows = await readRowHashes(storage, manifest);
  if (typeof rows === "string") return refuse(`The row hashes of run ${runId} are ${rows}.`);
  const wanted = new Map(lines.map((line) => [line.item, line]));
  const items: { readonly line: SheetLine; readonly item: LabelItem }[] = [];
  for (const item of labelItems(manifest, record.samples.values(), { rows, criteria: manifest.criteria.items })) {
    const line = wanted.get(item.id);
    if (line === undefined) continue;
    wanted.delete(item.id);
    items.push({ line, item });
  }
  const problems = [...wanted.values()].map(({ line }) => ({
    line,
    message: `Run ${runId} has no such item: the id may have been edited.`,
  }));
  const said: Said[] = [];
  let next = 0;
  for await (const whole of openRunTexts(storage, runId, record).read(
    items.map(({ item }) => item.sample),
    "responses",
  )) {
    const current = items[next];
    next += 1;
    const output = whole.response?.output ?? null;
    if (current === undefined) continue;
    const { line, item } = current;
    if (output === null) problems.push({ line: line.line, message: whole.problem ?? "Its response cannot be read." });
    else if (line.response !== null && !isSameCell(line.response, sheetText(output)))
      problems.push({
        line: line.line,
        message: "The response is not the one that was exported: it was edited, or the lines were sorted by some columns only.",
      });
    else {
      const { criterion, rowHash } = item;
      const { label, note } = line;
      said.push({ row: rowHash, response: outputHash(output), criterion: criterion.id, criterionHash: criterion.hash, label, note, by });
    }
  }
  return { criteriaPath: manifest.criteria.path, path: labelsPath(manifest.criteria.path), said, problems };
}

/** As much of a text as a spreadsheet keeps in one cell. */
const mostInCell = 32_767;

/** Spreadsheets change line ends and spaces at the ends, cut what is too long, and may eat or keep the apostrophe before a formula. */
function isSameCell(cell: string, text: string): boolean {
  const plain = (value: string): string => value.replaceAll(/\r\n?/g, "\n").replace(/^'/, "").trim();
  const [found, expected] = [plain(cell), plain(text)];
  return found === expected || (found.length >= mostInCell - 1 && expected.startsWith(found));
}
