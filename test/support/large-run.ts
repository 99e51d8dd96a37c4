// Writes a finished run of any size in seconds, valid in every part: a project, what the run pinned, its manifest and its journal, without executing anything.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { hashBytes, sha256Hex } from "../../src/core/base/hash.ts";
import { loadExperiment } from "../../src/core/documents/load-experiment.ts";
import type { CallFacts, RatingEvent, RunEvent } from "../../src/core/domain/run-event.ts";
import type { RunManifest } from "../../src/core/domain/run-manifest.ts";
import { createManifest } from "../../src/core/engine/planning/manifest.ts";
import { defaultOptions } from "../../src/core/engine/planning/options.ts";
import { planRun, type Plan, type PlannedSample } from "../../src/core/engine/planning/plan.ts";
import { createJournalWriter, type JournalWriter } from "../../src/core/store/journal-writer.ts";
import { keepLargeAside } from "../../src/core/store/aside-journal.ts";
import { journalPath } from "../../src/core/store/layout.ts";
import { keepObject } from "../../src/core/store/objects.ts";
import { writeManifest } from "../../src/core/store/run-store.ts";
import { folderFiles } from "../../src/node/folder-files.ts";
import { folderStorage, type FolderStorage } from "../../src/node/folder-storage.ts";

export interface LargeRun {
  readonly folder: string;
  readonly storage: FolderStorage;
  readonly manifest: RunManifest;
}

export interface LargeRunSize {
  readonly rows: number;
  /** Of each answer. */
  readonly characters: number;
}

/** Who wrote its one journal. */
export const largeRunWriter = "0001-large";
const runId = "019b7777-0000-7000-8000-00000000000000000001";
const experiment = "large.experiment.yaml";
const questions = ["polite", "correct"];
const checks = ["c1", "c2", "c3", "c4", "c5", "c6"];

/** Two arms and eight criteria, two of them questions to a judge. */
export async function writeLargeRun(folder: string, { rows, characters }: LargeRunSize): Promise<LargeRun> {
  writeLargeProject(folder, rows);
  const { value: setup } = await loadExperiment(folderFiles(folder), experiment);
  if (setup === null) throw new Error("the large project cannot be read");
  const plan = planRun(setup, { ...defaultOptions, seed: 1 }, new Map());
  const storage = folderStorage(path.join(folder, ".touchstone"));
  const files: { path: string; sha256: `sha256:${string}` }[] = [];
  for (const [name, bytes] of setup.files) files.push({ path: name, sha256: await keepObject(storage, bytes) });
  const rowHashes = await keepObject(storage, new TextEncoder().encode(JSON.stringify(plan.rows.map((row) => [row.id, row.hash]))));
  const manifest = createManifest(plan, {
    runId,
    createdAt: "2026-01-01T00:00:00.000Z",
    tool: { name: "touchstone", version: "0.1.0", surface: "cli", node: "24.0.0", os: "linux-x64" },
    git: null,
    files,
    rowHashes,
    endpoints: new Map(),
  });
  const manifestHash = await writeManifest(storage, manifest);
  const lines = createJournalWriter(await storage.openNew(journalPath(runId, largeRunWriter)), () => undefined);
  const journal = keepLargeAside(lines, storage, runId);
  await journal.append({ k: "open", schema: "touchstone.journal/1", writer: largeRunWriter, pid: 1, manifest: manifestHash });
  await writeSamples(plan, characters, journal);
  const counts = { planned: plan.samples.length, ended: plan.samples.length, errors: 0 };
  await journal.append({ k: "state", state: "done", reason: null, counts, t: "2026-01-01T01:00:00.000Z" });
  await journal.close();
  return { folder, storage, manifest };
}

/** A collection of so many rows, two prompts, a simulated model and eight criteria. */
function writeLargeProject(folder: string, rows: number): void {
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  mkdirSync(folder, { recursive: true });
  write("touchstone.yaml", "format: 1\n");
  const segments = ["Enterprise", "SMB", "Consumer"];
  const line = (index: number): string =>
    `r${index},${segments[index % 3]},${index % 97},"Customer ${index} asks whether order ${sha256Hex(String(index)).slice(0, 24)} can be returned, and within how many days."\n`;
  write("rows.csv", `id,segment,days,question\n${Array.from({ length: rows }, (_, index) => line(index)).join("")}`);
  write("long.prompt", "Answer at length: {{question}} ({{segment}}, {{days}})\n");
  write("short.prompt", "Answer briefly: {{question}} ({{segment}}, {{days}})\n");
  write("writer.model.yaml", "provider: simulated\nmodel: writer\nrules:\n  - {when: '.', replies: [{text: 'yes, within 30 days'}]}\n");
  write(
    "judge.model.yaml",
    `provider: simulated\nmodel: judge\njudge:\n${questions.map((id) => `  - {criterion: ${id}, pass_when: 'yes', flip: 0.1}\n`).join("")}`,
  );
  write(
    "large.criteria.yaml",
    `judge: {model: judge.model.yaml}\ncriteria:\n${questions.map((id) => `  - {id: ${id}, question: 'Is it ${id}?'}\n`).join("")}${checks
      .map((id) => `  - {id: ${id}, check: contains, value: 'yes', severity: soft}\n`)
      .join("")}`,
  );
  write(
    experiment,
    "collection: rows.csv\ntemplate: long.prompt\nmodel: writer.model.yaml\ncriteria: large.criteria.yaml\nvariants:\n  - {name: short, template: short.prompt}\n",
  );
}

const samplesAtOnce = 500;

/** Samples end interleaved, as they do in a run of many calls at once: all responses of a group stand before its ratings. */
async function writeSamples(plan: Plan, characters: number, journal: JournalWriter): Promise<void> {
  for (let from = 0; from < plan.samples.length; from += samplesAtOnce) {
    const group = plan.samples.slice(from, from + samplesAtOnce).map((sample, index) => eventsOf(sample, from + index, characters));
    await Promise.all(group.map(([start, response]) => journal.append(...[start, response].filter((event) => event !== undefined))));
    await Promise.all(group.map(([, , ...ratings]) => journal.append(...ratings)));
  }
}

function eventsOf({ hash, row, arm, epoch }: PlannedSample, index: number, characters: number): RunEvent[] {
  const t = new Date(Date.parse("2026-01-01T00:00:00.000Z") + index * 30).toISOString();
  const identity = { sample: hash, row: row.id, variant: arm.name, epoch };
  const request = hashBytes(new TextEncoder().encode(hash));
  const text = `Yes for ${row.id}. ${"The order can be returned within thirty days. ".repeat(Math.ceil(characters / 46))}`.slice(
    0,
    characters,
  );
  const facts: CallFacts = {
    provider: {
      id: `chatcmpl-${index}`,
      requestId: `req_${index}`,
      model: "writer-2026-01-01",
      systemFingerprint: "fp_1",
      serviceTier: null,
      finish: "stop",
      finishRaw: "stop",
      status: 200,
    },
    usage: { input: 100 + (index % 50), output: 40 + (index % 70), cacheRead: 0, cacheWrite: 0, reasoning: 0, estimated: false },
    cost: { usd: 0.000_1 + (index % 13) / 1e6, source: "table", cached: false },
    time: { queuedMs: 1.25, firstByteMs: 200.5, totalMs: 300 + (index % 977) + 0.5, retryWaitMs: 0 },
    retries: [],
    possiblyBilledAttempts: 0,
  };
  const passes = (criterion: string): boolean =>
    Number.parseInt(sha256Hex(`${hash}${criterion}`).slice(0, 2), 16) > (arm.from === null ? 40 : 30);
  const rating = (criterion: string, judge: RatingEvent["judge"]): RatingEvent => ({
    k: "rating",
    sample: hash,
    criterion,
    criterionHash: request,
    value: passes(criterion) ? 1 : 0,
    label: passes(criterion) ? "pass" : "fail",
    reason: judge === null ? null : "The reply states it in so many words, and keeps to the matter.",
    raw: null,
    judge,
    error: null,
    by: null,
    t,
  });
  const call = { model: "simulated/judge", request, attempt: 1 };
  return [
    { k: "start", ...identity, model: "simulated/writer", attempt: 1, request, t },
    { k: "response", ...identity, attempt: 1, request, status: "ok", output: { text }, blob: null, ...facts, error: null, t },
    ...questions.map((id, question) => rating(id, question === 0 ? { ...call, ...facts } : call)),
    ...checks.map((id) => rating(id, null)),
  ];
}
