// An editor's host process that shows a run: asks a background thread for what the panel draws, as a person would who opens, sorts, filters and searches. Its one argument is a `RunToShow` in JSON; it prints a `Showing`.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { hashBytes } from "../../src/core/base/hash.ts";
import type { RunQuestions } from "../../src/extension/background/contract.ts";
import type { HostMessage } from "../../src/protocol/messages.ts";
import { mostLines, type RowsQuery } from "../../src/protocol/rows-plane.ts";
import { startBackgroundThread } from "./background-thread.ts";
import type { RunToShow, Showing } from "./show-run.ts";

type RowsQuestion = RunQuestions["results/rows"]["ask"];

const { root, runId } = JSON.parse(process.argv[2] ?? "") as RunToShow;
const run = { project: { root, unsaved: {} }, runId };
const sorts = ["score", "verdict", "row", "latency", "criterion:polite", "column:days", "column:question"];

const stalls = monitorEventLoopDelay({ resolution: 1 });
stalls.enable();
const startedAt = performance.now();
await using thread = startBackgroundThread();
let longestMessage = 0;
const shown: string[] = [];

/** What the host does with an answer before it posts it. */
function post(message: HostMessage): void {
  const text = JSON.stringify(message);
  longestMessage = Math.max(longestMessage, Buffer.byteLength(text));
  shown.push(text);
}

function queryOf(changes: Partial<RowsQuery> = {}): RowsQuery {
  return { variant: null, sort: { by: "file", isDescending: false }, chips: [], text: "", ...changes };
}

async function showRows(query: RowsQuery, window: Pick<RowsQuestion, "from" | "to"> = { from: 0, to: mostLines }): Promise<void> {
  post({ kind: "rows", rows: await thread.ask("results/rows", { ...run, query, ...window }) });
}

/** Milliseconds. */
async function timed(work: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

post({ kind: "summary", summary: await thread.ask("results/summary", { ...run, variant: null, maxCostUsd: 1 }) });
await showRows(queryOf());
const firstPaintMs = performance.now() - startedAt;
const sortsAndFiltersMs: Record<string, number> = {};
for (const by of sorts) sortsAndFiltersMs[`sort by ${by}`] = await timed(() => showRows(queryOf({ sort: { by, isDescending: true } })));
for (const chip of ["regressed", "failed"] as const)
  sortsAndFiltersMs[`filter by ${chip}`] = await timed(() => showRows(queryOf({ chips: [chip] })));
await showRows(queryOf(), { from: 500, to: 500 + mostLines });
const searchMs = await timed(() => showRows(queryOf({ text: "yes for r499" })));
post({ kind: "sample", sample: await thread.ask("results/sample", { ...run, key: { row: "r10", epoch: 0 }, query: queryOf() }) });
stalls.disable();

const showing: Showing = {
  firstPaintMs,
  sortsAndFiltersMs,
  searchMs,
  longestMessage,
  stallMs: stalls.percentile(99) / 1e6,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  shown: hashBytes(new TextEncoder().encode(shown.join("\n"))),
};
process.stdout.write(JSON.stringify(showing));
