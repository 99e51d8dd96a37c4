// What the tests of merging share: machines that each run one shard of a simulated experiment, and the machine that puts them together.
import { plainExport } from "../../../support/factories.ts";
import assert from "node:assert/strict";
import type { RunEvent } from "../../../../src/core/domain/run-event.ts";
import type { RunManifest } from "../../../../src/core/domain/run-manifest.ts";
import { createExportInput } from "../../../../src/core/report/exporters/exporter.ts";
import { mergeRuns, type MergeOptions } from "../../../../src/core/engine/merging/merge-runs.ts";
import type { MergeSource } from "../../../../src/core/engine/merging/shard-source.ts";
import { defaultOptions, type RunOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { inputsOfRun } from "../../../../src/core/engine/planning/stored-plan.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import type { RunOutcome } from "../../../../src/core/engine/running/write-run.ts";
import { json } from "../../../../src/core/report/exporters/json.ts";
import { runStatus } from "../../../../src/core/report/run-result.ts";
import { decodeLine, encodeLine } from "../../../../src/core/store/journal-line.ts";
import { isJournalName, manifestPath, runFolder } from "../../../../src/core/store/layout.ts";
import { pinnedFiles } from "../../../../src/core/store/objects.ts";
import { encodeManifest, readRun } from "../../../../src/core/store/run-store.ts";
import { hashBytes } from "../../../../src/core/base/hash.ts";
import { openRunTexts } from "../../../../src/core/store/run-texts.ts";
import { equalRecord } from "../../../support/exported-record.ts";
import { createMemoryStorage, type MemoryStorage } from "../../../support/memory-storage.ts";
import { textOf } from "../../report/report-fixtures.ts";
import { hostOf, loadSetup, project } from "../run-fixtures.ts";

export type Contents = Readonly<Record<string, string>>;

/** So many rows, two arms, a check and a question; calls fail often enough for retries and for some errors. */
export function experimentOf(rows: number, { epochs = 1, failures = "{rate_limit: 0.2, server_error: 0.1, reset: 0.25}" } = {}): Contents {
  const lines = Array.from({ length: rows }, (_, index) => `r${index + 1},text ${index + 1}`);
  return {
    ...project,
    "rows.csv": ["id,text", ...lines, ""].join("\n"),
    "writer.model.yaml": `${project["writer.model.yaml"]}failures: ${failures}\n`,
    "judge.model.yaml": project["judge.model.yaml"].replace("pass_when: briefly}", "pass_when: briefly, flip: 0.3}"),
    "test.experiment.yaml": `epochs: ${epochs}\n${project["test.experiment.yaml"]}`,
  };
}

/** A run where it was made. */
export interface MadeRun {
  readonly storage: MemoryStorage;
  readonly runId: string;
}

/** Runs on a machine of its own; its id tells which shard it was. */
export async function runOn(
  contents: Contents,
  options: Partial<RunOptions> = {},
  runId = options.shard == null ? "whole" : `shard-${options.shard.index}`,
): Promise<MadeRun> {
  const storage = createMemoryStorage();
  const plan = planRun(await loadSetup(contents), { ...defaultOptions, ...options }, new Map());
  await startRun(plan, hostOf(storage, { newId: () => runId }), { signal: new AbortController().signal });
  return { storage, runId };
}

/** All shards of an experiment, each from another machine. */
export function runShards(contents: Contents, count: number, options: Partial<RunOptions> = {}): Promise<MadeRun[]> {
  const indices = Array.from({ length: count }, (_, at) => at + 1);
  return Promise.all(indices.map((index) => runOn(contents, { ...options, shard: { index, count } })));
}

export interface Merged extends MadeRun, RunOutcome {}

/** Puts runs together on a machine that has seen none of them. */
export async function mergeAll(
  runs: readonly MadeRun[],
  options: Partial<MergeOptions> = {},
  storage = createMemoryStorage(),
): Promise<Merged> {
  const [first, ...others] = runs.map(sourceOf);
  if (first === undefined) throw new Error("no run");
  const host = hostOf(storage, { newId: () => "merged" });
  const outcome = await mergeRuns([first, ...others], { allowsPartial: false, ...options }, host);
  return { ...outcome, storage, runId: "merged" };
}

function sourceOf({ storage, runId }: MadeRun): MergeSource {
  return { name: runId, storage, folder: runId };
}

/** What `export --format json` would print of a stored run, without what may differ between equal records. */
export async function recordOf({ storage, runId }: MadeRun): Promise<object> {
  const { manifest, record } = await readRun(storage, runId);
  const inputs = await inputsOfRun(manifest, pinnedFiles(storage, manifest.files));
  const texts = openRunTexts(storage, runId, record);
  const onProblem = (problem: string): void => assert.fail(problem);
  const run = { manifest, record, texts, status: runStatus(record, false), ...plainExport, onProblem };
  return equalRecord(await textOf(json, createExportInput(run, inputs)));
}

/** The events of a stored run, as its journals have them. */
export function eventsOf({ storage, runId }: MadeRun): RunEvent[] {
  const events: RunEvent[] = [];
  for (const path of journalsOf({ storage, runId })) {
    for (const line of new TextDecoder().decode(bytesOf(storage, path)).split("\n")) {
      const decoded = decodeLine(line);
      if (decoded.kind === "event") events.push(decoded.event);
    }
  }
  return events;
}

/** Stores a run with another manifest or other events, as whoever wants to deceive or a damaged disk would leave it. */
export function tamper(
  { storage, runId }: MadeRun,
  changes: {
    manifest?(manifest: RunManifest): unknown;
    events?(events: RunEvent[]): unknown[];
  },
): void {
  const text = new TextDecoder().decode(bytesOf(storage, manifestPath(runId)));
  const manifest = JSON.parse(text) as RunManifest;
  const changed = encodeManifest((changes.manifest?.(manifest) ?? manifest) as RunManifest);
  const events = eventsOf({ storage, runId }).map((event) => (event.k === "open" ? { ...event, manifest: hashBytes(changed) } : event));
  storage.files.set(manifestPath(runId), changed);
  const [journal = ""] = journalsOf({ storage, runId });
  const lines = (changes.events?.(events) ?? events).map((event, at) => encodeLine(withoutSequence(event as RunEvent), at));
  storage.files.set(journal, new TextEncoder().encode(lines.join("")));
}

export function journalsOf({ storage, runId }: MadeRun): string[] {
  const folder = `${runFolder(runId)}/`;
  return [...storage.files.keys()].filter((path) => path.startsWith(folder) && isJournalName(path.slice(folder.length))).sort();
}

function bytesOf(storage: MemoryStorage, path: string): Uint8Array {
  return storage.files.get(path) ?? new Uint8Array();
}

function withoutSequence({ seq: _, ...event }: RunEvent & { readonly seq?: unknown }): RunEvent {
  return event;
}
