// `npm run bench:large`: a run of 100,000 samples, opened, summarised, sorted and filtered as the panel does it: times, and the memory of the thread.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runStatus } from "../src/core/report/run-result.ts";
import { journalPath } from "../src/core/store/layout.ts";
import { pinnedFiles } from "../src/core/store/objects.ts";
import { readRun } from "../src/core/store/run-store.ts";
import { openRunTexts } from "../src/core/store/run-texts.ts";
import { createResultsModel, type ResultsModel } from "../src/extension/background/results-model.ts";
import { folderFiles } from "../src/node/folder-files.ts";
import type { RowsQuery } from "../src/protocol/rows-plane.ts";
import { writeLargeRun, type LargeRun } from "../test/support/large-run.ts";

const [rows = 50_000, characters = 1_000] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(path.join(tmpdir(), "touchstone-large-"));
try {
  const written = await timed("write the run", () => writeLargeRun(folder, { rows, characters }));
  const { size } = statSync(written.storage.place(journalPath(written.manifest.runId, "0001-large")));
  console.log(`${written.manifest.samples} samples of 8 criteria, a journal of ${Math.round(size / 1e6)} MB`);
  await look("journal", written);
  await look("index", written);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function look(from: string, run: LargeRun): Promise<void> {
  const queryOf = (changes: Partial<RowsQuery> = {}): RowsQuery => ({
    variant: null,
    sort: { by: "file", isDescending: false },
    chips: [],
    text: "",
    ...changes,
  });
  const window = { from: 0, to: 100 };
  const before = memory();
  const model = await timed(`open from the ${from}`, () => openModel(run));
  const summary = (): ReturnType<ResultsModel["summary"]> =>
    model.summary({ variant: null, now: Date.parse("2026-01-02T00:00:00.000Z"), files: folderFiles(folder), resumeCapUsd: 1 });
  await timed("first summary", summary);
  await timed("summary again", summary);
  await timed("first rows", () => model.rows(queryOf(), window));
  for (const by of ["score", "verdict", "row", "latency", "criterion:polite", "column:days", "column:question"])
    await timed(`sort by ${by}`, () => model.rows(queryOf({ sort: { by, isDescending: true } }), window));
  await timed("filter by a chip", () => model.rows(queryOf({ chips: ["regressed"] }), window));
  await timed("scroll", () => model.rows(queryOf({ chips: ["regressed"] }), { from: 500, to: 600 }));
  await timed("search all texts", () => model.rows(queryOf({ text: "yes for r4999" }), window));
  await timed("one sample", () => model.sample({ row: "r10", epoch: 0 }, queryOf()));
  gc?.();
  console.log(
    `memory: ${memory() - before} MB more than before, ${memory()} MB in all (peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB)\n`,
  );
}

async function openModel({ storage, manifest: { runId } }: LargeRun): Promise<ResultsModel> {
  const { manifest, record } = await readRun(storage, runId);
  return createResultsModel({
    root: folder,
    manifest,
    record,
    texts: openRunTexts(storage, runId, record),
    status: () => runStatus(record, false),
    pinned: pinnedFiles(storage, manifest.files),
    planWarnings: [],
  });
}

async function timed<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
  const startedAt = performance.now();
  const value = await work();
  console.log(`${what.padEnd(28)}${(performance.now() - startedAt).toFixed(0).padStart(8)} ms`);
  return value;
}

/** Resident, in MB. */
function memory(): number {
  return Math.round(process.memoryUsage().rss / 1024 ** 2);
}
