// `npm run bench:large [rows] [characters]`: a finished run of 100,000 samples, opened, summed up, sorted, filtered and searched as the panel does it; times, and the memory of the process.
import { spawnSync } from "node:child_process";
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
import { folderStorage } from "../src/node/folder-storage.ts";
import type { RowsQuery } from "../src/protocol/rows-plane.ts";
import { writeLargeRun } from "../test/support/large-run.ts";

const lookAt = process.env.TOUCHSTONE_LARGE_RUN;
await (lookAt === undefined ? writeAndLook() : look(lookAt));

/** Each look is a process of its own, so that each starts with no memory of another. The first finds no index and makes it. */
async function writeAndLook(): Promise<void> {
  const [rows = 50_000, characters = 1_000] = process.argv.slice(2).map(Number);
  const folder = mkdtempSync(path.join(tmpdir(), "touchstone-large-"));
  try {
    const { storage, manifest } = await timed("write the run", () => writeLargeRun(folder, { rows, characters }));
    const { size } = statSync(storage.place(journalPath(manifest.runId, "0001-large")));
    console.log(`${manifest.samples} samples of 8 criteria, a journal of ${Math.round(size / 1e6)} MB`);
    for (const from of ["journal", "index"]) {
      console.log(`\nfrom the ${from}`);
      const argv = [...process.execArgv, import.meta.filename];
      const env = { ...process.env, TOUCHSTONE_LARGE_RUN: path.join(folder, manifest.runId) };
      const { status } = spawnSync(process.execPath, argv, { stdio: "inherit", env });
      if (status !== 0) throw new Error("The run could not be looked at.");
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function look(run: string): Promise<void> {
  const [folder, runId] = [path.dirname(run), path.basename(run)];
  console.log(`${" ".repeat(28)}${"time".padStart(10)}${"CPU".padStart(10)}${"memory".padStart(10)}`);
  const model = await timed("open", () => openModel(folder, runId));
  const summary = (): ReturnType<ResultsModel["summary"]> =>
    model.summary({ variant: null, now: Date.parse("2026-01-02T00:00:00.000Z"), files: folderFiles(folder), resumeCapUsd: 1 });
  const window = { from: 0, to: 100 };
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
  const { heapUsed } = process.memoryUsage();
  console.log(`kept: ${megabytes(heapUsed)}; most that was ever resident: ${megabytes(process.resourceUsage().maxRSS * 1024)}`);
}

function queryOf(changes: Partial<RowsQuery> = {}): RowsQuery {
  return { variant: null, sort: { by: "file", isDescending: false }, chips: [], text: "", ...changes };
}

async function openModel(folder: string, runId: string): Promise<ResultsModel> {
  const storage = folderStorage(path.join(folder, ".touchstone"));
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
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (ms: number): string => `${ms.toFixed(0)} ms`.padStart(10);
  const memory = megabytes(process.memoryUsage().rss).padStart(10);
  console.log(`${what.padEnd(28)}${milliseconds(performance.now() - startedAt)}${milliseconds((user + system) / 1000)}${memory}`);
  return value;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MB`;
}
